"""What the weekly updates of many projects are composed from, in a fixed number of statements.

``weeks`` looks at one project; here a whole organization is read at once.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q, Sum

from deals.choices import LineKind
from deals.models import DealLine
from projects.choices import BomLineState, EvidenceEffect
from projects.models import BomLine, Evidence, Milestone, Responsibility, Task, TimeEntry
from projects.rules import responsibilities as duties

BOM_EXCEPTIONS = (BomLineState.BACKORDERED, BomLineState.SUBSTITUTED, BomLineState.DAMAGED)
BOM_SUPPLIED = (BomLineState.RECEIVED, BomLineState.STAGED, BomLineState.INSTALLED)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class OpenDuty:
    """A responsibility that somebody still owes; ``what`` says what is waited for, if anything was said."""

    key: str
    name: str
    counterparty: str
    owner_role: str
    state: str
    late: bool
    since: dt.date
    due_on: dt.date | None
    what: str = ""


@dataclass(frozen=True, slots=True)
class Sold:
    """Prices of the deal in the project's currency; ``hours`` and ``labor`` of its labor lines."""

    hours: Decimal = ZERO
    labor: Decimal = ZERO
    supplied: Decimal = ZERO  # price of the BoM lines that have arrived


@dataclass
class ProjectWeek:
    """What one week brought to one project: rows as stored, duties judged."""

    done: list[Task] = field(default_factory=list)
    next: list[Task] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    duties: list[OpenDuty] = field(default_factory=list)
    bom: list[BomLine] = field(default_factory=list)
    hours_logged: Decimal = ZERO
    sold: Sold = Sold()


def project_weeks(projects, *, since, until, today):
    """``{project id: ProjectWeek}``: done in ``since[pk] <= done_at < until``, the week after ``today`` ahead.

    ``since`` maps each project id to the instant of its previous cut-off. Eight statements.
    """
    ids = [project.pk for project in projects]
    zones = {project.pk: project.organization.zone for project in projects}
    facts = defaultdict(ProjectWeek)
    _read_tasks(facts, ids, since, until, today)
    for milestone in Milestone.objects.filter(project_id__in=ids).order_by("baseline_on", "id"):
        facts[milestone.project_id].milestones.append(milestone)
    for line in BomLine.objects.filter(project_id__in=ids, state__in=BOM_EXCEPTIONS):
        facts[line.project_id].bom.append(line)
    for project_id, duty in _open_duties(ids, zones, today):
        facts[project_id].duties.append(duty)
    mine = Q(pk__in=())  # each project's hours since its own cut-off, however long ago that of another was
    for project_id in ids:
        mine |= Q(project_id=project_id, created_at__gte=since[project_id])
    logged = TimeEntry.objects.filter(mine, created_at__lt=until, out_of_scope=None)
    for project_id, hours in logged.order_by().values_list("project_id").annotate(Sum("hours")):
        facts[project_id].hours_logged = hours
    _read_prices(facts, projects)
    return facts


def _read_tasks(facts, ids, since, until, today):
    rows = Task.objects.filter(project_id__in=ids).select_related("assignee__user")
    recent = min(since.values(), default=until)
    rows = rows.filter(Q(done_at=None) | Q(done_at__gte=recent, done_at__lt=until))
    undated = defaultdict(list)
    for task in rows.order_by("project_id", "position", "id"):
        week = facts[task.project_id]
        if task.done_at is not None:
            if task.done_at >= since[task.project_id]:
                week.done.append(task)
        elif _falls_in_next_week(task, today):
            week.next.append(task)
        elif task.planned_start is None:
            undated[task.project_id].append(task)
    for project_id, tasks in undated.items():
        if not facts[project_id].next:
            facts[project_id].next = tasks[:2]


def _falls_in_next_week(task, today):
    """Planned for one of the seven days after ``today``, or begun before and not done."""
    return task.planned_start is not None and task.planned_start <= today + dt.timedelta(days=7)


def _open_duties(ids, zones, today):
    rows = list(Responsibility.objects.filter(project_id__in=ids).order_by("project_id", "position"))
    waits = Evidence.objects.filter(
        responsibility__project_id__in=ids, responsibility__state="waiting", effect=EvidenceEffect.WAITS
    )
    said = {evidence.responsibility_id: evidence.text for evidence in waits.order_by("at", "id")}
    for row in rows:
        if row.state in duties.SETTLED or row.state == "not_due":
            continue
        rule = duties.BY_KEY[row.key]
        yield (
            row.project_id,
            OpenDuty(
                key=row.key,
                name=str(rule.name),
                counterparty=rule.counterparty.value,
                owner_role=rule.owner_role,
                state=row.state,
                late=duties.is_late(row.state, row.due_on, today),
                since=row.since.astimezone(zones[row.project_id]).date(),
                due_on=row.due_on,
                what=said.get(row.pk, ""),
            ),
        )


def _read_prices(facts, projects):
    """Only where hours are billed: a fixed price needs no sum."""
    by_deal = {project.deal_id: project.pk for project in projects if project.billing_model != "fixed_price"}
    by_deal.pop(None, None)
    hours, labor = defaultdict(Decimal), defaultdict(Decimal)
    for line in DealLine.objects.filter(deal_id__in=by_deal, kind=LineKind.LABOR):
        hours[by_deal[line.deal_id]] += line.hours or ZERO
        labor[by_deal[line.deal_id]] += line.quantity * (line.unit_price or ZERO)
    supplied = defaultdict(Decimal)
    for line in BomLine.objects.filter(project_id__in=by_deal.values(), state__in=BOM_SUPPLIED):
        supplied[line.project_id] += line.quantity * (line.unit_price or ZERO)
    for pk in by_deal.values():
        facts[pk].sold = Sold(hours[pk], labor[pk], supplied[pk])
