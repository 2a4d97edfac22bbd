"""The lines of a project's materials, with what each still lacks."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.queries import holidays, settings_of
from projects.choices import BomLineState
from projects.models import ArrivalChange, BomLine, MaterialMove, Task
from projects.queries.health_facts import AT_HAND
from projects.rules.materials import MaterialFact, gaps, is_late

MOST_TOLD = 200
WHAT = {"vendor": _("vendor"), "unit_cost": _("cost"), "unit_price": _("price"), "eta": _("arrival")}


def materials_of(project, today):
    """The lines in order, in one statement; each with ``lacks`` (words) and ``is_late`` on the local day."""
    lines = list(BomLine.objects.filter(project=project))
    for line in lines:
        line.lacks = [WHAT[name] for name in gaps(material_fact(line))]
        line.parts = [(BomLineState(state).label, amount) for state, amount in line.quantities.items()]
        line.is_late = is_late(line.state, line.eta, today)
    return lines


def moves_of(line):
    """What went where, newest first."""
    return MaterialMove.objects.filter(line=line).select_related("by__user")


def arrivals_of(line):
    """How the day of arrival moved, newest first."""
    return ArrivalChange.objects.filter(line=line).select_related("by__user")


def history_of(line):
    """``moves`` and ``arrivals`` of a line, the newest MOST_TOLD of each. Two statements."""
    return {"moves": list(moves_of(line)[:MOST_TOLD]), "arrivals": list(arrivals_of(line)[:MOST_TOLD])}


@dataclass(frozen=True, slots=True)
class Held:
    """What critical materials hold up. ``was`` is the arrival before it slipped, None when it never did."""

    line: BomLine
    starts_on: date
    was: date | None
    is_after_promise: bool
    people: tuple[tuple[str, int], ...]  # assignee and how many open tasks, the unassigned under an empty name


def held_start(project, lines):
    """The line of ``materials_of`` that work waits for longest, and whom that affects; None when none is missing.

    Three statements, none without a critical line that is missing. The day as in ``health_facts.materials_at_hand``.
    """
    missing = [line for line in lines if line.is_critical and line.eta and line.state not in AT_HAND]
    if not missing:
        return None
    organization = project.organization
    calendar = settings_of(organization).calendar(holidays(organization))
    days = {line.pk: calendar.add_working_days(line.eta, line.staging_days) for line in missing}
    last = max(missing, key=lambda line: days[line.pk])
    moved = ArrivalChange.objects.filter(line=last, now=last.eta).order_by("-at", "-id").first()
    slipped = bool(moved and moved.was and moved.was < last.eta)
    tasks = Task.objects.filter(project=project, done_at=None).select_related("assignee__user")
    affected = Counter(task.assignee.name if task.assignee else "" for task in tasks)
    return Held(
        line=last,
        starts_on=days[last.pk],
        was=moved.was if slipped else None,
        is_after_promise=bool(project.committed_start and days[last.pk] > project.committed_start),
        people=tuple(affected.most_common()),
    )


def material_fact(line):
    """The line as the rules see it."""
    return MaterialFact(
        state=line.state,
        vendor=line.vendor,
        unit_cost=line.unit_cost,
        unit_price=line.unit_price,
        eta=line.eta,
    )
