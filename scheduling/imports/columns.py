"""The columns of a table of tickets, under the names that service desks give them, and known exports."""

from django.utils.translation import gettext_lazy as _

from core.cells import DAY_FIRST
from imports.kinds import Column, Preset


def _column(name, label, *names, required=False):
    return Column(name, label, frozenset(names), required)


COLUMNS = (
    _column(
        "external_id",
        _("Ticket number"),
        "number",
        "ticket",
        "ticket id",
        "ticket no",
        "ticket nbr",
        "id",
        "key",
        "case number",
        "incident",
        required=True,
    ),
    _column(
        "opened_at",
        _("Opened"),
        "opened",
        "created",
        "created at",
        "created on",
        "created date",
        "opened on",
        "date entered",
        "create date",
        "open date",
        "reported",
        required=True,
    ),
    _column(
        "resolved_at", _("Resolved"), "resolved", "resolved on", "resolution date", "resolved date", "completed"
    ),
    _column("closed_at", _("Closed"), "closed", "closed on", "closed date", "close date", "date closed"),
    _column("title", _("Title"), "short description", "summary", "subject", "description", "name"),
    _column(
        "category", _("Category"), "type", "request type", "ticket type", "issue type", "service type", "sub issue"
    ),
    _column(
        "group", _("Group"), "assignment group", "queue", "board", "service board", "team", "support group", "tier"
    ),
    _column("level", _("Level"), "skill level", "support level"),
    _column("priority", _("Priority"), "urgency", "severity"),
    _column(
        "assignee", _("Has it"), "assigned to", "owner", "technician", "resource", "primary resource", "agent"
    ),
    _column("customer", _("Customer"), "company", "account", "client", "organization", "company name"),
    _column(
        "hours", _("Hours worked"), "actual hours", "time spent", "hours worked", "worked hours", "hours logged"
    ),
)

SERVICENOW = Preset(
    key="servicenow",
    label=_("ServiceNow, incidents"),
    needs=frozenset({"number", "opened at", "assignment group"}),
    mapping={
        "external_id": "number",
        "opened_at": "opened_at",
        "resolved_at": "resolved_at",
        "closed_at": "closed_at",
        "title": "short_description",
        "category": "category",
        "group": "assignment_group",
        "priority": "priority",
        "assignee": "assigned_to",
        "customer": "company",
    },
    options={"dates": DAY_FIRST},
)
# Nothing of another file is remembered: every column by its name.
GENERIC = Preset(key="generic", label=_("Another system"), needs=frozenset(), mapping={})
