"""Bodies and filters that name rows: ours, the rival's, or none at all."""

from urllib.parse import urlencode

from core.identifiers import uuid7
from customers.models import Contact, Customer, Site
from deals.models import Deal, DealLine
from files.models import Document
from projects.models import BomLine, ChangeOrder, OutOfScopeItem, ProjectTemplate, Task, TimeEntry
from tests.isolation.routes import schema
from tests.isolation.world import MONDAY
from updates.models import WeeklyUpdate

# Fields of forms and API bodies that point at a row.
ROWS = {
    "contact": Contact,
    "contacts": Contact,
    "customer": Customer,
    "other": Customer,
    "site": Site,
    "deal": Deal,
    "task": Task,
    "tasks": Task,
    "after": Task,
    "target": Task,
    "template": ProjectTemplate,
    "time_entry": TimeEntry,
    "change_order": ChangeOrder,
    "out_of_scope": OutOfScopeItem,
    "document": Document,
    "lines": BomLine,
    "sold_line": DealLine,
    "person": Contact,
    "update": WeeklyUpdate,
}
PEOPLE = {
    "assignee": "technician",
    "lead_tech": "lead_tech",
    "member": "technician",
    "owner": "technician",
    "project_manager": "project_manager",
    "salesperson_email": "sales",
    "user": "technician",
    "salesperson": "sales",
}
TEXTS = {
    "answer": "Yes",
    "do": "set",
    "how": "By phone",
    "name": "A name",
    "note": "A note",
    "questions": "Which site?",
    "reason": "A reason",
    "reference": "T-1",
    "request_type": "change",
    "seen": "The list",
    "set_title": "A title",
    "title": "A title",
    "what": "The list",
    "words": "All well",
}
DAYS = ("baseline_on", "end", "forecast_on", "on", "reached_on", "start")


def page_body(ours, named="ours"):
    """What a page's form could carry; references point into ``named`` (a World; None: nowhere)."""
    whose = ours if named == "ours" else named
    rows = {name: whose.objects[model].pk if whose else uuid7() for name, model in ROWS.items()}
    people = {name: whose.company.members[role].pk if whose else uuid7() for name, role in PEOPLE.items()}
    days = dict.fromkeys(DAYS, MONDAY.isoformat())
    return TEXTS | days | rows | people | {"hours": "1.00", "estimate": "1.00", "remaining": "1.00", "active": "1"}


def filled_body(operation, ours, named="ours"):
    """A body of the documented shape; ids and addresses in it point into ``named`` (None: nowhere)."""
    whose = ours if named == "ours" else named
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    return _filled(content.get("schema", {}), "", whose)


def query_of(body, operation=None):
    """The references of a body as a query string; for an API operation only what it documents."""
    names = {p["name"] for p in operation.get("parameters", ()) if p["in"] == "query"} if operation else set(body)
    return urlencode({name: body[name] for name in sorted(names & (ROWS.keys() | PEOPLE.keys()) & body.keys())})


def _filled(shape, name, whose):
    shape = _resolved(shape)
    kinds = shape.get("type", "object")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    if "enum" in shape:
        return shape["enum"][0]
    if kind == "object":
        return {key: _filled(value, key, whose) for key, value in shape.get("properties", {}).items()}
    if kind == "array":
        return [_filled(shape["items"], name, whose)]
    if kind != "string":
        return {"boolean": True, "integer": 1, "number": 1}[kind]
    return _text(shape.get("format", ""), name, whose)


def _resolved(shape):
    """The shape itself, where it is a reference or the first of several."""
    if "$ref" in shape:
        return _resolved(schema()["components"]["schemas"][shape["$ref"].rsplit("/", 1)[1]])
    choice = next((key for key in ("oneOf", "anyOf", "allOf") if key in shape), None)
    return _resolved(shape[choice][0]) if choice else shape


def _text(form, name, whose):
    if form == "uuid":
        model = ROWS.get(name)
        return str(whose.objects[model].pk if whose and model else uuid7())
    if form == "email":
        return whose.company.members[PEOPLE.get(name, "owner")].email if whose else f"{uuid7()}@nowhere.example"
    return "1.00" if form == "decimal" else MONDAY.isoformat() if form == "date" else TEXTS.get(name, "Text")
