"""Applying the rules of health to one project, and the shape in which the result is stored on it."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from core.money import Money
from projects.choices import ProjectStatus
from projects.queries.health_facts import (
    budget_of,
    earliest_start,
    materials_at_hand,
    open_task,
    task_fact,
)
from projects.rules.explanations import explain_budget, explain_time
from projects.rules.facts import BudgetVerdict, TimeFacts, TimeVerdict
from projects.rules.forecast import forecast_end, forecast_spans, unscheduled_capacity
from projects.rules.health import budget_verdict, time_verdict

HEALTH_FIELDS = (
    "forecast_end",
    "time_color",
    "time_grounds",
    "slip_days",
    "budget_color",
    "bac",
    "ac",
    "etc",
    "eac",
    "variance_percent",
    "health",
)
HOURS = Decimal("0.0001")
POINTS = Decimal("0.00000001")
MOST = Decimal(10) ** 11


@dataclass(frozen=True, slots=True)
class Judgment:
    """Both verdicts and the forecast they rest on."""

    time: TimeVerdict
    budget: BudgetVerdict
    forecast_end: date | None


def judge(project, facts, standards, now):
    """On-Time and On-Budget of the project at ``now`` from its rows and the organization's standards."""
    today = now.astimezone(standards.zone).date()
    tasks = [task_fact(task) for task in facts.tasks]
    limits = standards.thresholds
    budget = budget_verdict(tasks, budget_of(project, facts, standards), now=now, thresholds=limits)
    forecast = forecast_of(project, facts, standards, today, budget.hours.unplanned)
    time = time_verdict(
        TimeFacts(
            committed_start=project.committed_start,
            committed_end=project.committed_end,
            forecast_end=forecast,
            started_on=project.started_on,
            delivered_on=project.delivered_on,
            is_planned=is_planned(project, facts),
            earliest_start=materials_at_hand(facts, standards.calendar),
        ),
        standards.calendar,
        today=today,
        stale_tasks=budget.unconfirmed_tasks,
        thresholds=limits,
    )
    return Judgment(time, budget, forecast)


def is_planned(project, facts):
    """Whether anybody has said when the work happens: the plan is approved, a task has a day or a
    booking, or none is left."""
    if project.plan_approved_at is not None:
        return True
    dated = any(task.planned_start or task.planned_end or task.booked for task in facts.tasks)
    return dated or (bool(facts.tasks) and all(task.done_at is not None for task in facts.tasks))


def spans_of(project, facts, standards, now):
    """``{task id: Span}``: the days on which the forecast lays each open task; what fits nowhere is left out."""
    tasks = [task for task in facts.tasks if task.done_at is None]
    spans = forecast_spans(
        [open_task(task) for task in tasks],
        today=now.astimezone(standards.zone).date(),
        hours_on=_capacity(standards),
        earliest_start=earliest_start(project, facts, standards.calendar),
    )
    return {task.pk: span for task, span in zip(tasks, spans, strict=True) if span is not None}


def _capacity(standards):
    return unscheduled_capacity(standards.calendar, standards.daily_hours, default_hours=standards.default_hours)


def forecast_of(project, facts, standards, today, unplanned):
    """The day of the last remaining hour; the day of delivery once delivered, None without a plan."""
    if project.delivered_on is not None:
        return project.delivered_on
    if project.status == ProjectStatus.CANCELLED:
        return None
    open_tasks = [open_task(task) for task in facts.tasks if task.done_at is None]
    if facts.tasks and not open_tasks and not unplanned:
        return today
    start = earliest_start(project, facts, standards.calendar)
    return forecast_end(
        open_tasks, today=today, hours_on=_capacity(standards), earliest_start=start, unplanned_hours=unplanned
    )


def stored(project, judgment):
    """Write the judgment into the project's fields (not yet into the database)."""
    time, budget = judgment.time, judgment.budget
    hours = budget.hours
    project.forecast_end = judgment.forecast_end
    project.time_color, project.time_grounds, project.slip_days = time.color.value, time.reason, time.slip_days
    project.budget_color = budget.color.value
    project.bac, project.ac = _hours(hours.bac), _hours(hours.ac)
    project.etc, project.eac = _hours(hours.etc), _hours(hours.eac)
    project.variance_percent = percent(hours.variance)
    project.health = {"time": _time_block(time), "budget": _budget_block(budget), "cost": cost_block(budget)}


def percent(ratio):
    """A ratio as percent points as exact as the column holds it, rounded for display only; None stays None."""
    if ratio is None:
        return None
    points = (ratio * 100).quantize(POINTS, rounding=ROUND_HALF_UP)
    return max(min(points, MOST), -MOST)


def cost_block(budget):
    """Money as the API shows it, or None where it is not judged."""
    cost = budget.cost
    if cost is None:
        return None
    amounts = {name: _text(getattr(cost, name)) for name in ("bac", "ac", "etc", "eac")}
    variance = percent(cost.variance)
    return {
        "color": cost.color.value,
        "reason": cost.reason,
        "currency": cost.bac.currency,
        "changes": _text(cost.changes),
        **amounts,
        "variance_percent": None if variance is None else str(variance),
    }


def _time_block(time):
    # Before any work has its day, the promise is all there is to say; the forecast stays in the lines.
    end = time.end.committed if time.reason == "nothing_scheduled" else time.end.expected
    return {
        "reason": time.reason,
        "start_slip_days": time.start.slip_days,
        "expected_start": _text(time.start.expected),
        "expected_end": _text(end),
        "lines": [_line(line) for line in explain_time(time)],
    }


def _budget_block(budget):
    return {
        "reason": budget.reason,
        "decided_by": budget.decided_by,
        "ev": str(_hours(budget.hours.ev)),
        "unconfirmed_tasks": budget.unconfirmed_tasks,
        "missing_rates": list(budget.missing_rates),
        "lines": [_line(line) for line in explain_budget(budget)],
    }


def _line(line):
    return {"label": str(line.label), "value": _text(line.value), "unit": line.unit, "formula": str(line.formula)}


def _text(value):
    """A JSON-ready form that loses nothing a page shows: amounts with four places, days in ISO."""
    if value is None:
        return None
    if isinstance(value, Money):
        return str(_hours(value.amount))
    if isinstance(value, Decimal):
        return str(_hours(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def _hours(value):
    return Decimal(value).quantize(HOURS, rounding=ROUND_HALF_UP)
