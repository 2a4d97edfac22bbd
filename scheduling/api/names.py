"""The names in a delivery of support requests become rows of ours: types, people, customers."""

from django.utils.translation import gettext as _

from accounts.queries import members
from core.errors import InvalidInput
from customers.queries import customers_by_name
from scheduling.actions import ensure_request_types

AS_THEY_ARE = ("external_id", "title", "level", "priority", "opened_at", "closed_at", "hours")


def rows_of(organization, bodies) -> list[dict]:
    """What ``receive_requests`` takes, in the order of ``bodies``. At most three statements for any number.

    An unknown type or assignee is InvalidInput with its pointer; an unknown customer stays a name.
    """
    types = ensure_request_types()
    asked = any(body.get("assignee") for body in bodies)
    people = {one.user.email.lower(): one.pk for one in members(organization)} if asked else {}
    customers = customers_by_name({body["customer"].lower() for body in bodies if body.get("customer")})
    rows, faults = [], []
    for place, body in enumerate(bodies):
        row = {name: body[name] for name in AS_THEY_ARE if name in body}
        if "type" in body:
            row["request_type_id"] = types[body["type"]].pk if body["type"] in types else None
        if "assignee" in body:
            row["assignee_id"] = people.get((body["assignee"] or "").lower())
        if "customer" in body:
            row["customer_name"], row["customer_id"] = body["customer"], customers.get(body["customer"].lower())
        faults += _unknown(place, body, row)
        rows.append(row)
    if faults:
        raise InvalidInput(_("Some requests name what does not exist; none was taken."), faults)
    return rows


def without_place(error: InvalidInput) -> InvalidInput:
    """The same refusal of a delivery that was one object, not a list."""
    errors = [fault | {"pointer": fault["pointer"].removeprefix("/0")} for fault in error.errors]
    return InvalidInput(error.message, errors)


def _unknown(place, body, row):
    found = []
    if "type" in body and row["request_type_id"] is None:
        found.append((_("There is no request type “%(key)s”.") % {"key": body["type"]}, "type"))
    if body.get("assignee") and row["assignee_id"] is None:
        found.append((_("%(email)s is not a member.") % {"email": body["assignee"]}, "assignee"))
    return [{"pointer": f"/{place}/{name}", "code": "unknown", "detail": detail} for detail, name in found]
