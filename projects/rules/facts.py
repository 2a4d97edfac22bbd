"""What health is judged from and what a judgment says: shapes only, the sums are in `health`.

Results carry a reason code and every number a sentence may need; words live in the templates.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from core.money import Money
from projects.choices import Color

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where a color turns; every organization may set its own."""

    budget_ratio: Decimal = Decimal("0.10")
    budget_hours: Decimal = Decimal(2)
    early_ratio: Decimal = Decimal("0.10")
    slip_ratio: Decimal = Decimal("0.10")
    slip_floor_days: Decimal = Decimal(1)
    slip_cap_days: Decimal = Decimal(5)
    unconfirmed_days: int = 7


@dataclass(frozen=True, slots=True)
class TaskFact:
    """One in-scope task. `remaining` is the tech's own number, None while there is none.

    `estimate_reached_at` is when the hours logged reached the estimate (the creation, for a task
    without an estimate); None with hours logged over it means that nobody knows since when.
    """

    estimate: Decimal
    actual: Decimal = ZERO
    remaining: Decimal | None = None
    remaining_confirmed_at: datetime | None = None
    done: bool = False
    level: str = ""
    estimate_reached_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CostFacts:
    """What is needed to judge money, all of it in one currency.

    `rates` is the cost of an hour per skill level, `baseline_levels` the budgeted hours per level
    (approved changes included), `labor_spent` the logged in-scope hours at each technician's dated
    rate. The three BoM amounts are budgeted, already bought, and expected at the end.
    """

    rates: Mapping[str, Money]
    baseline_levels: Mapping[str, Decimal]
    labor_spent: Money
    bom_budget: Money
    bom_spent: Money
    bom_forecast: Money
    changes: Money | None = None  # of the budget, what the approved change orders brought


@dataclass(frozen=True, slots=True)
class Budget:
    """The agreed hours and what was spent outside single tasks.

    `baseline_hours` is the approved SoW, before that the sold labor; `delivered` stops the count
    of hours nobody has planned. `remaining_revised` says that a tech has at some time given a
    number of their own, even if the task is done by now.
    """

    baseline_hours: Decimal
    change_hours: Decimal = ZERO
    plan_approved: bool = False
    delivered: bool = False
    remaining_revised: bool = False
    actual_without_task: Decimal = ZERO
    cost: CostFacts | None = None


@dataclass(frozen=True, slots=True)
class HoursMeasure:
    """Hours; `variance` is (EAC - BAC) / BAC and None without a budget, `cpi` None unspent."""

    color: Color
    reason: str
    bac: Decimal
    ac: Decimal
    etc: Decimal
    eac: Decimal
    ev: Decimal
    variance: Decimal | None
    cpi: Decimal | None
    unplanned: Decimal
    tolerance: Decimal


@dataclass(frozen=True, slots=True)
class CostMeasure:
    """Money, in the currency of `bac`."""

    color: Color
    reason: str
    bac: Money
    ac: Money
    etc: Money
    eac: Money
    variance: Decimal | None
    tolerance: Money
    changes: Money | None = None


@dataclass(frozen=True, slots=True)
class BudgetVerdict:
    """The worse of hours and cost. `cost` is None where rates are missing (`missing_rates`)."""

    color: Color
    reason: str
    decided_by: str
    hours: HoursMeasure
    cost: CostMeasure | None
    unconfirmed_tasks: int
    missing_rates: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class TimeFacts:
    """Dates of a project; `started_on` and `delivered_on` are None until they happened.

    `is_planned`: somebody has given work its days, or the plan is approved; until then the forecast assumes
    that everything begins today, and being in time by it proves nothing. `earliest_start`: the day by which the
    critical materials are at hand, None without any that is missing.
    """

    committed_start: date | None
    committed_end: date | None
    forecast_end: date | None
    started_on: date | None = None
    delivered_on: date | None = None
    is_planned: bool = True
    earliest_start: date | None = None


@dataclass(frozen=True, slots=True)
class DateVerdict:
    """One promised date against one expected or real date; slip in working days, late positive."""

    color: Color
    reason: str
    committed: date | None
    expected: date | None
    slip_days: int | None
    tolerance_days: Decimal | None


@dataclass(frozen=True, slots=True)
class TimeVerdict:
    """On-Time: the end, and the start as long as the project has not begun."""

    color: Color
    reason: str
    slip_days: int | None
    end: DateVerdict
    start: DateVerdict
