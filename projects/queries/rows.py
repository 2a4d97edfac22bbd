"""Many projects as the list and the matrix show them: the columns that are shown, and no others."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from json import loads
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, TextField
from django.db.models.functions import Cast

from core.db.prepared import prepared_rows
from projects.models import Project
from projects.queries.board import with_duties
from projects.queries.verdicts import BRIEF

# As text, like ``accounts.queries.Person.key``: making UUIDs of them takes longer than reading the row.
PEOPLE = {
    f"{role}_key": Cast(f"{role}_id", TextField()) for role in ("project_manager", "lead_tech", "salesperson")
}
COLUMNS = (
    "id",
    "sequence",
    "title",
    "status",
    "customer_name",
    *PEOPLE,
    "committed_end",
    "time_color",
    "slip_days",
    "budget_color",
    "bac",
    "ac",
    "eac",
    "change_hours",
    "brief",
    "duty_facts",
)


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project in a row; what its verdicts say is read by ``verdicts_of``, its duties by ``duties_of``."""

    pk: UUID
    sequence: int
    title: str
    status: str
    customer_name: str
    project_manager_key: str
    lead_tech_key: str
    salesperson_key: str | None
    committed_end: date | None
    time_color: str
    slip_days: int | None
    budget_color: str
    bac: Decimal
    ac: Decimal
    eac: Decimal
    change_hours: Decimal
    health: dict
    duty_facts: list[str]

    @property
    def time_code(self):
        """The reason of the verdict on time; this and the next are what ``verdicts_of`` reads."""
        return self.health.get("time", {}).get("reason")

    @property
    def start_slip(self):
        return self.health["time"]["start_slip_days"]

    @property
    def budget_code(self):
        return self.health.get("budget", {}).get("reason")

    @property
    def cost(self):
        """Bac, ac, eac and currency where money decides, else None."""
        cost = self.health.get("cost") if self.health["budget"]["decided_by"] == "cost" else None
        return cost and (cost["bac"], cost["ac"], cost["eac"], cost["currency"])

    @property
    def number(self):
        """As on ``Project``."""
        return f"P-{self.sequence:04d}"


def shown(organization, page, *, states=None):
    """The projects of a page in its order, as ``ProjectRow``. One statement.

    Sorting thousands of wide rows to show fifty would cost more than reading those fifty once more. ``states``
    keeps only responsibilities in one of them.
    """
    keys = [project.pk for project in page]
    if not keys:
        return []
    rows = prepared_rows(_shown, organization.time_zone, states, keys=keys)
    found = {key: ProjectRow(key, *rest, loads(brief), facts) for key, *rest, brief, facts in rows}
    return [found[key] for key in keys]


def _shown(zone, states, keys):
    rows = Project.objects.filter(pk__in=keys).annotate(customer_name=F("customer__name"), brief=BRIEF, **PEOPLE)
    return with_duties(rows, ZoneInfo(zone), states=states).values_list(*COLUMNS)
