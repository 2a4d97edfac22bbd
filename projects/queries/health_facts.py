"""What the health of projects is judged from, in a fixed number of statements for any number of them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DecimalField, F, OuterRef, Q, Sum

from core.money import Money, total
from projects.choices import BomLineState, ProjectStatus
from projects.models import BomLine, Task, TaskLink, TimeEntry
from projects.rules.facts import Budget, CostFacts, TaskFact
from projects.rules.forecast import BookedHours, OpenTask
from projects.rules.health import remaining_hours
from projects.rules.materials import amount_in

ZERO = Decimal(0)
NOT_BOUGHT = {
    BomLineState.TO_ORDER,
    BomLineState.BACKORDERED,
    BomLineState.CANCELLED,
    BomLineState.CUSTOMER_SUPPLIED,
}
NEVER_BOUGHT = {BomLineState.CANCELLED, BomLineState.CUSTOMER_SUPPLIED}
AT_HAND = {BomLineState.STAGED, BomLineState.INSTALLED, *NEVER_BOUGHT}
MONEY = DecimalField(max_digits=20, decimal_places=4)


@dataclass
class ProjectFacts:
    """Rows of one project: its tasks in order, its BoM lines and the sums of its time entries."""

    tasks: list = field(default_factory=list)
    bom: list = field(default_factory=list)
    hours_without_task: Decimal = ZERO
    labor_cost: Decimal = ZERO
    hours_without_rate: Decimal = ZERO


def facts_of(project_ids):
    """``{project id: ProjectFacts}`` in three statements."""
    facts = defaultdict(ProjectFacts)
    tasks = with_links(Task.objects.filter(project_id__in=project_ids))
    for task in tasks.order_by("project_id", "position", "id"):
        facts[task.project_id].tasks.append(task)
    for line in BomLine.objects.filter(project_id__in=project_ids):
        facts[line.project_id].bom.append(line)
    for row in _time_sums(project_ids):
        entry = facts[row["project_id"]]
        entry.hours_without_task = row["loose"] or ZERO
        entry.labor_cost = row["cost"] or ZERO
        entry.hours_without_rate = row["unpriced"] or ZERO
    return facts


def with_links(tasks):
    """Each task with ``follows``, the ids of the tasks that must be finished before it."""
    links = TaskLink.objects.filter(after=OuterRef("pk")).order_by("before_id").values("before_id")
    return tasks.annotate(follows=ArraySubquery(links))


def _time_sums(project_ids):
    rows = TimeEntry.objects.filter(project_id__in=project_ids, out_of_scope=None)  # billed apart from the budget
    rows = rows.order_by().values("project_id")
    return rows.annotate(
        loose=Sum("hours", filter=Q(task=None)),
        cost=Sum(F("hours") * F("cost_rate"), output_field=MONEY),
        unpriced=Sum("hours", filter=Q(cost_rate=None)),
    )


def task_fact(task):
    """The task as the rules see it."""
    return TaskFact(
        estimate=task.estimate,
        actual=task.actual,
        remaining=task.remaining,
        remaining_confirmed_at=task.remaining_at,
        done=task.done_at is not None,
        level=task.skill_level,
        estimate_reached_at=task.reached_estimate_at,
    )


def open_task(task):
    """An open task as the forecast lays it."""
    return OpenTask(
        remaining_hours(task_fact(task)),
        task.assignee_id,
        task.planned_start,
        task.planned_end,
        booked=tuple(BookedHours(date.fromisoformat(day), Decimal(hours)) for day, hours in task.booked),
        key=task.pk,
        after=tuple(task.follows),
    )


def budget_of(project, facts, standards):
    """The agreed budget and what was spent outside single tasks."""
    return Budget(
        baseline_hours=project.original_hours,
        change_hours=project.change_hours,
        plan_approved=project.plan_approved_at is not None,
        delivered=project.delivered_on is not None,
        remaining_revised=project.remaining_revised_at is not None,
        actual_without_task=facts.hours_without_task,
        cost=cost_of(project, facts, standards),
    )


def cost_of(project, facts, standards):
    """What money is judged from; None where an hour or a currency cannot be priced at home."""
    home = standards.currency
    average = standards.rates.get("")
    if project.currency != home or (facts.hours_without_rate and average is None):
        return None
    unpriced = average * facts.hours_without_rate if average else Money(ZERO, home)
    return CostFacts(
        rates=standards.rates,
        baseline_levels=agreed_levels(project),
        changes=_changes_cost(project, standards.rates, home),
        labor_spent=Money(facts.labor_cost, home) + unpriced,
        bom_budget=_bom_sum([line for line in facts.bom if line.source_line_id is not None], home, ())
        + Money(project.change_cost, home),
        bom_spent=_bom_sum(facts.bom, home, NOT_BOUGHT),
        bom_forecast=_bom_sum(facts.bom, home, NEVER_BOUGHT),
    )


def agreed_levels(project):
    """Agreed hours per level: of the approved SoW (before that: sold) and of the approved change orders."""
    original = project.sold_levels if project.scope_levels is None else project.scope_levels
    levels = defaultdict(Decimal)
    for table in (original, project.change_levels or {}):
        for level, hours in table.items():
            levels[level] += Decimal(hours)
    return dict(levels)


def _changes_cost(project, rates, home):
    """What the approved change orders add to the cost budget; None while an hour of theirs has no known cost."""
    levels = {level: Decimal(hours) for level, hours in (project.change_levels or {}).items()}
    if levels.keys() - rates.keys():
        return None
    return total((rates[level] * hours for level, hours in levels.items()), home) + Money(
        project.change_cost, home
    )


def _bom_sum(lines, currency, left_out):
    """Cost of the lines without the quantities that are in one of the states ``left_out``."""
    counted = ((line.quantity - amount_in(line.quantities, left_out)) * (line.unit_cost or ZERO) for line in lines)
    return Money(sum(counted, ZERO), currency)


def materials_at_hand(facts, calendar):
    """``max over critical lines of (ETA + staging days)`` of those that are missing yet; None when nothing is."""
    days = [
        calendar.add_working_days(line.eta, line.staging_days)
        for line in facts.bom
        if line.is_critical and line.eta and line.state not in AT_HAND
    ]
    return max(days, default=None)


def earliest_start(project, facts, calendar):
    """The first day on which unbooked hours may fall: critical materials staged, and the promised start.

    A project that has not started does not start before the day that was promised.
    """
    days = [materials_at_hand(facts, calendar)]
    if project.status == ProjectStatus.NOT_STARTED:
        days.append(project.committed_start)
    return max(filter(None, days), default=None)
