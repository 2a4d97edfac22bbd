"""Materials: add a line, and say where it stands. Every change of an arrival stays in the trail."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from audit.actions import record
from core.conflicts import settle
from core.errors import DomainError
from projects import permissions
from projects.actions.guards import refuse, require, require_open, require_text
from projects.actions.health import lock, refresh_health
from projects.actions.scope import settle_sow_bom
from projects.changes import applied
from projects.choices import BomLineState
from projects.models import BomLine

FIELDS = (
    "description",
    "sku",
    "vendor",
    "order_number",
    "quantity",
    "unit_cost",
    "unit_price",
    "state",
    "eta",
    "is_critical",
    "staging_days",
)
MOST = Decimal("9999999999.9999")
MOST_STAGING_DAYS = 250
MOST_LINES = 30_000
TEXTS = {"description": 300, "sku": 80, "vendor": 120, "order_number": 80}


@transaction.atomic
def add_material(*, project, description, quantity, by, now, **fields):
    """A new line at the end. ``fields`` are those of FIELDS; money per unit in the project's currency.

    Raises InvalidInput, NotAllowed, DomainError. Health is computed again: a late critical line moves the start.
    """
    _prepare(project, by)
    last = BomLine.objects.filter(project=project).aggregate(last=Max("position"))["last"] or 0
    if last >= MOST_LINES:
        raise DomainError("too_many_lines", _("A project has at most %d lines of materials.") % MOST_LINES)
    line = BomLine(project=project, position=last + 1, created_at=now, updated_at=now)
    changed = applied(line, {"description": description, "quantity": quantity, **fields}, FIELDS)
    _check(line)
    line.save()
    _finish(line, by, now, "material.added", changed)
    return line


@transaction.atomic
def update_material(*, line, by, now, seen=None, **changes):
    """Set fields of FIELDS. Nothing is written when nothing differs. ``seen``: see ``update_task``.

    A new arrival day of a critical line moves the earliest start and with it the forecast.
    """
    project = line.project
    _prepare(project, by)
    line.refresh_from_db()
    line.project = project
    changed = applied(line, settle(line, seen, changes), FIELDS)
    if changed:
        _check(line)
        line.updated_at = now
        line.save()
        _finish(line, by, now, "material.updated", changed)
    return line


def _prepare(project, by):
    lock(project)
    require_open(project)
    allowed = permissions.can_change_materials(by, project)
    require(allowed, _("The project's manager and lead tech change materials."))


def _check(line):
    line.description = require_text(line.description, "/description", _("The line needs a description."))
    for name, most in TEXTS.items():
        if len(getattr(line, name)) > most:
            refuse(f"/{name}", "too_long", _("At most %d characters.") % most)
    for name in ("quantity", "unit_cost", "unit_price"):
        value = getattr(line, name)
        if value is not None and not 0 <= value <= MOST:
            refuse(f"/{name}", "out_of_range", _("Amounts are zero or more, below ten billion."))
    if line.state not in BomLineState.values:
        refuse("/state", "unknown", _("There is no such state."))
    if not 0 <= line.staging_days <= MOST_STAGING_DAYS:
        refuse("/staging_days", "out_of_range", _("Staging takes 0 to %d working days.") % MOST_STAGING_DAYS)


def _finish(line, by, now, verb, changes):
    project = line.project
    settle_sow_bom(project, by=by, now=now)
    refresh_health(project, now=now)
    record(
        by=by,
        verb=verb,
        obj=line,
        project=project,
        customer=project.customer_id,
        at=now,
        changes=changes,
        label=line.description[:200],
    )
