"""Many projects as the API lists them: flat rows, amounts rounded and written by the database."""

from django.db.models import DateTimeField, DecimalField, F, TextField
from django.db.models.functions import Cast, Coalesce, Round

from core.db.prepared import prepared_dicts
from projects.models import Project
from projects.queries.verdicts import BRIEF

AS_THEY_ARE = (
    "sequence",
    "title",
    "status",
    "status_reason",
    "billing_model",
    "currency",
    "time_color",
    "slip_days",
)
DAYS = (
    "started_on",
    "delivered_on",
    "baseline_start",
    "baseline_end",
    "committed_start",
    "committed_end",
    "forecast_end",
    "told_start",
    "told_end",
)
MOMENTS = ("released_at", "told_at", "created_at", "updated_at")
HOURS = ("bac", "ac", "etc", "eac")
# What is agreed: the API's name and where it stands (``queries.scope.Scope``).
AGREED = {
    "original_hours": Coalesce("scope_hours", "sold_hours"),
    "change_hours": F("change_hours"),
    "current_hours": Coalesce("scope_hours", "sold_hours") + F("change_hours"),
    "original_price": F("agreed_price"),
    "change_price": F("change_price"),
    "current_price": F("agreed_price") + F("change_price"),
}
PEOPLE = ("project_manager", "lead_tech", "salesperson")
LARGEST = DecimalField(max_digits=30, decimal_places=8)


def summary_rows(page):
    """A dict of plain values for each project of ``page`` (anything with ``pk``), in its order. One statement.

    ``text_…`` are texts: ids, days in ISO, hours and money with two places, percent points with one (rounded
    half up), ``text_health`` the stored result without its computation, as JSON; ``moment_…`` aware instants.
    """
    keys = [project.pk for project in page]
    if not keys:
        return []
    found = {row["id"]: row for row in prepared_dicts(_summaries, keys=keys)}
    return [found[key] for key in keys]


def _summaries(keys):
    texts = {name: Cast(name, TextField()) for name in (*DAYS, "customer_id")}
    texts |= {name: _rounded(F(name), 2) for name in HOURS}
    texts |= {name: _rounded(value, 2) for name, value in AGREED.items()}
    texts["variance_percent"] = _rounded(F("variance_percent"), 1)
    texts["health"] = BRIEF
    for role in PEOPLE:
        texts |= {f"{role}_name": F(f"{role}__user__name"), f"{role}_email": F(f"{role}__user__email")}
    shown = {f"text_{name}": value for name, value in texts.items()}
    shown |= {f"moment_{name}": Cast(name, DateTimeField()) for name in MOMENTS}
    rows = Project.objects.filter(pk__in=keys).annotate(**shown, customer_name=F("customer__name"))
    return rows.values("id", *AS_THEY_ARE, "budget_color", "customer_name", *shown)


def _rounded(value, places):
    return Cast(Round(Cast(value, LARGEST), places), TextField())
