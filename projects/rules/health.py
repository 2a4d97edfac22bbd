"""On-Time and On-Budget as pure sums; every division is guarded.

BAC agreed hours, AC logged hours, ETC hours still to come, EAC = AC + ETC, EV = earned hours,
CPI = EV / AC. The same words with money are in the cost measure.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from core.calendar import WorkingCalendar
from core.money import Money, total
from projects.choices import Color
from projects.rules.facts import (
    ZERO,
    Budget,
    BudgetVerdict,
    CostFacts,
    CostMeasure,
    DateVerdict,
    HoursMeasure,
    TaskFact,
    Thresholds,
    TimeFacts,
    TimeVerdict,
)

__all__ = [
    "Budget",
    "BudgetVerdict",
    "CostFacts",
    "CostMeasure",
    "DateVerdict",
    "HoursMeasure",
    "TaskFact",
    "Thresholds",
    "TimeFacts",
    "TimeVerdict",
    "budget_verdict",
    "default_remaining",
    "earned_hours",
    "is_unconfirmed",
    "remaining_hours",
    "severity",
    "share_done",
    "time_verdict",
    "unconfirmed_for_long",
    "worst",
]

DEFAULTS = Thresholds()
SEVERITY = (Color.GREEN, Color.TOO_EARLY, Color.NOT_SCHEDULED, Color.AMBER, Color.RED)


def severity(color: str) -> int:
    """How bad a color is, for sorting: 0 is on track, the highest is off track."""
    return SEVERITY.index(Color(color))


def worst(colors: Iterable[str]) -> Color:
    """The worst of one or more colors."""
    return Color(max(colors, key=severity))


def default_remaining(estimate: Decimal, actual: Decimal) -> Decimal:
    """What is left when the tech has said nothing."""
    return max(estimate - actual, ZERO)


def remaining_hours(task: TaskFact) -> Decimal:
    """Hours still to come on a task: none when done, else the tech's number or the default."""
    if task.done:
        return ZERO
    if task.remaining is not None:
        return task.remaining
    return default_remaining(task.estimate, task.actual)


def share_done(task: TaskFact) -> Decimal:
    """Between 0 and 1: actual / (actual + remaining) of an open task, 1 when done."""
    if task.done:
        return Decimal(1)
    whole = task.actual + remaining_hours(task)
    return task.actual / whole if whole else ZERO


def earned_hours(task: TaskFact) -> Decimal:
    """estimate * share done, multiplied before it is divided so that whole hours stay whole."""
    if task.done:
        return task.estimate
    whole = task.actual + remaining_hours(task)
    return task.estimate * task.actual / whole if whole else ZERO


def is_unconfirmed(task: TaskFact) -> bool:
    """The hours have reached the estimate, the task is open, and the tech gave no number."""
    return not task.done and task.remaining is None and task.actual >= task.estimate


def unconfirmed_for_long(tasks: Iterable[TaskFact], now: datetime, thresholds: Thresholds = DEFAULTS) -> int:
    """How many tasks have been unconfirmed for the limit or longer; an unknown age counts."""
    limit = timedelta(days=thresholds.unconfirmed_days)
    return sum(
        is_unconfirmed(task) and (task.estimate_reached_at is None or now - task.estimate_reached_at >= limit)
        for task in tasks
    )


def budget_verdict(
    tasks: Sequence[TaskFact],
    budget: Budget,
    *,
    now: datetime,
    thresholds: Thresholds = DEFAULTS,
) -> BudgetVerdict:
    """On-Budget: the worse of hours and cost. Raises CurrencyMismatch when cost facts mix."""
    hours = hours_measure(tasks, budget, thresholds)
    missing = _missing_rates(tasks, budget.cost)
    cost = None
    if budget.cost is not None and not missing:
        cost = cost_measure(tasks, budget, budget.cost, hours, thresholds)
    decided_by = "cost" if cost and _cost_is_worse(cost, hours) else "hours"
    color, reason = (cost.color, cost.reason) if cost and decided_by == "cost" else (hours.color, hours.reason)
    stale = unconfirmed_for_long(tasks, now, thresholds)
    if stale and color == Color.GREEN:
        color, reason = Color.AMBER, "unconfirmed_remaining"
    return BudgetVerdict(color, reason, decided_by, hours, cost, stale, missing)


def hours_measure(tasks: Sequence[TaskFact], budget: Budget, thresholds: Thresholds = DEFAULTS) -> HoursMeasure:
    """The sums in hours and their color."""
    bac = budget.baseline_hours + budget.change_hours
    ac = sum((task.actual for task in tasks), budget.actual_without_task)
    unplanned = _unplanned_hours(tasks, bac, budget)
    etc = sum(map(remaining_hours, tasks), unplanned)
    ev = sum(map(earned_hours, tasks), ZERO)
    tolerance = max(thresholds.budget_ratio * bac, thresholds.budget_hours)
    early = _is_too_early(tasks, budget, bac, ev, thresholds)
    color, reason = _judge(bac, ac, ac + etc, tolerance, early=early)
    return HoursMeasure(
        color=color,
        reason=reason,
        bac=bac,
        ac=ac,
        etc=etc,
        eac=ac + etc,
        ev=ev,
        variance=_ratio(ac + etc - bac, bac),
        cpi=_ratio(ev, ac),
        unplanned=unplanned,
        tolerance=tolerance,
    )


def cost_measure(
    tasks: Sequence[TaskFact],
    budget: Budget,
    cost: CostFacts,
    hours: HoursMeasure,
    thresholds: Thresholds = DEFAULTS,
) -> CostMeasure:
    """The sums in money: hours at the rate of their level, plus the BoM.

    Hours nobody has planned yet cost the average of the baseline. Raises CurrencyMismatch.
    """
    currency = cost.bom_budget.currency
    labor = total((cost.rates[k] * h for k, h in cost.baseline_levels.items() if h), currency)
    bac, ac = labor + cost.bom_budget, cost.labor_spent + cost.bom_spent
    to_come = [cost.rates[task.level] * remaining_hours(task) for task in _open_work(tasks)]
    etc = total(to_come, currency) + _at_average(labor, cost, hours.unplanned)
    etc += cost.bom_forecast - cost.bom_spent
    eac = ac + etc
    floor = _at_average(labor, cost, thresholds.budget_hours)
    tolerance = max(thresholds.budget_ratio * bac.amount, floor.amount)
    early = _is_too_early(tasks, budget, hours.bac, hours.ev, thresholds)
    color, reason = _judge(bac.amount, ac.amount, eac.amount, tolerance, early=early)
    return CostMeasure(
        color=color,
        reason=reason,
        bac=bac,
        ac=ac,
        etc=etc,
        eac=eac,
        variance=_ratio(eac.amount - bac.amount, bac.amount),
        tolerance=Money(tolerance, currency),
        changes=cost.changes,
    )


def time_verdict(
    facts: TimeFacts,
    calendar: WorkingCalendar,
    *,
    today: date,
    stale_tasks: int = 0,
    thresholds: Thresholds = DEFAULTS,
) -> TimeVerdict:
    """On-Time: slip of the end, measured at delivery once delivered, else at the forecast.

    A start that has not happened is judged the same way and counts while it is outstanding; a critical material
    that comes after the promised start makes it late as soon as that is known (domain, sections 4 and 5).
    `stale_tasks` is the count of `unconfirmed_for_long`: with any, time is never green.
    """
    tolerance = slip_tolerance(facts, calendar, thresholds)
    end = _judge_date(facts.committed_end, _expected_end(facts, today), calendar, tolerance)
    start = _judge_date(facts.committed_start, _expected_start(facts, today), calendar, tolerance)
    color, reason = end.color, f"end_{end.reason}"
    outstanding = facts.started_on is None and facts.delivered_on is None
    if outstanding and start.committed and severity(start.color) > severity(color):
        color, reason = start.color, f"start_{start.reason}"
    if stale_tasks and facts.delivered_on is None and color == Color.GREEN:
        color, reason = Color.AMBER, "unconfirmed_remaining"
    if facts.delivered_on is None and not facts.is_planned and color == Color.GREEN:
        color, reason = Color.NOT_SCHEDULED, "nothing_scheduled"
    return TimeVerdict(color, reason, end.slip_days, end, start)


def slip_tolerance(facts: TimeFacts, calendar: WorkingCalendar, thresholds: Thresholds = DEFAULTS) -> Decimal:
    """Working days late that are still at risk only: max(1, min(5, 10 % of the duration))."""
    share = ZERO
    if facts.committed_start and facts.committed_end:
        days = calendar.working_days_in(facts.committed_start, facts.committed_end)
        share = thresholds.slip_ratio * days
    return max(thresholds.slip_floor_days, min(thresholds.slip_cap_days, share))


def _judge(bac: Decimal, ac: Decimal, eac: Decimal, tolerance: Decimal, *, early: bool) -> tuple[Color, str]:
    if bac == 0:
        return (Color.RED, "no_budget") if eac > 0 else (Color.TOO_EARLY, "nothing_to_compare")
    if ac > bac:
        return Color.RED, "spent_over_budget"
    if early:
        return Color.TOO_EARLY, "too_early"
    if eac <= bac:
        return Color.GREEN, "within_budget"
    if eac - bac <= tolerance:
        return Color.AMBER, "slightly_over"
    return Color.RED, "over_budget"


def _is_too_early(
    tasks: Iterable[TaskFact],
    budget: Budget,
    bac: Decimal,
    ev: Decimal,
    thresholds: Thresholds,
) -> bool:
    """Little is earned and no tech has said how much is left, so a forecast would be a guess.

    Nothing is too early to tell once everything is delivered.
    """
    if budget.delivered or budget.remaining_revised:
        return False
    revised = any(task.remaining is not None and not task.done for task in tasks)
    return ev < thresholds.early_ratio * bac and not revised


def _unplanned_hours(tasks: Iterable[TaskFact], bac: Decimal, budget: Budget) -> Decimal:
    if budget.plan_approved or budget.delivered:
        return ZERO
    return max(bac - sum((task.estimate for task in tasks), ZERO), ZERO)


def _at_average(labor: Money, cost: CostFacts, hours: Decimal) -> Money:
    """Hours at the average rate of the baseline, multiplied first so that nothing is rounded."""
    planned = sum(cost.baseline_levels.values(), ZERO)
    return Money(labor.amount * hours / planned if planned else ZERO, labor.currency)


def _cost_is_worse(cost: CostMeasure, hours: HoursMeasure) -> bool:
    return cost.reason != "nothing_to_compare" and severity(cost.color) > severity(hours.color)


def _open_work(tasks: Iterable[TaskFact]) -> list[TaskFact]:
    return [task for task in tasks if remaining_hours(task) > 0]


def _missing_rates(tasks: Iterable[TaskFact], cost: CostFacts | None) -> tuple[str, ...]:
    """Levels whose hour has no known cost: money is then not judged instead of guessed."""
    if cost is None:
        return ()
    needed = {level for level, hours in cost.baseline_levels.items() if hours}
    needed |= {task.level for task in _open_work(tasks)}
    return tuple(sorted(needed - set(cost.rates)))


def _expected_end(facts: TimeFacts, today: date) -> date | None:
    """A forecast kept from an earlier day cannot lie in the past while work is open."""
    if facts.delivered_on is not None:
        return facts.delivered_on
    return max(facts.forecast_end, today) if facts.forecast_end else None


def _expected_start(facts: TimeFacts, today: date) -> date | None:
    """The first work, else the first day on which all it takes is there: the promised one, today or the materials'."""
    if facts.started_on is not None:
        return facts.started_on
    if facts.committed_start is None:
        return None
    return max(filter(None, (facts.committed_start, today, facts.earliest_start)))


def _judge_date(
    committed: date | None,
    expected: date | None,
    calendar: WorkingCalendar,
    tolerance: Decimal,
) -> DateVerdict:
    if committed is None:
        return DateVerdict(Color.NOT_SCHEDULED, "not_committed", None, expected, None, None)
    if expected is None:
        return DateVerdict(Color.NOT_SCHEDULED, "no_forecast", committed, None, None, None)
    slip = calendar.working_days_between(committed, expected)
    if slip <= 0:
        color, reason = Color.GREEN, "early" if slip < 0 else "on_the_day"
    elif slip <= tolerance:
        color, reason = Color.AMBER, "slightly_late"
    else:
        color, reason = Color.RED, "late"
    return DateVerdict(color, reason, committed, expected, slip, tolerance)


def _ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    return part / whole if whole else None
