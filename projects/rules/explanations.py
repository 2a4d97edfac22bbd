"""“How this is computed”: a verdict taken apart into lines of label, value and formula.

Values stay exact and name their unit; the page formats them.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.money import Money
from projects.rules.facts import BudgetVerdict, CostMeasure, HoursMeasure, TimeVerdict

Value = Decimal | Money | date | int | None


class Line(NamedTuple):
    """`unit`: hours, money, ratio (1 is 100 %), index, day, working_days or count.

    A value of None means that it cannot be computed; pages show a dash.
    """

    label: str | Promise
    value: Value
    unit: str
    formula: str | Promise


def explain_budget(verdict: BudgetVerdict) -> list[Line]:
    """Hours first, then money where it is judged, then what makes the numbers uncertain."""
    lines = explain_hours(verdict.hours)
    if verdict.cost is not None:
        lines += explain_cost(verdict.cost)
    if verdict.unconfirmed_tasks:
        lines.append(
            Line(
                _("Unconfirmed tasks"),
                verdict.unconfirmed_tasks,
                "count",
                _("open, hours at or over the estimate, no remaining hours from the tech"),
            )
        )
    return lines


def explain_hours(hours: HoursMeasure) -> list[Line]:
    return [
        Line(_("Budget (BAC)"), hours.bac, "hours", _("agreed hours + approved changes")),
        Line(_("Used (AC)"), hours.ac, "hours", _("in-scope hours logged")),
        Line(
            _("Not yet planned"),
            hours.unplanned,
            "hours",
            _("budget − sum of all estimates"),
        ),
        Line(
            _("Still to come (ETC)"),
            hours.etc,
            "hours",
            _("remaining hours of open tasks + not yet planned"),
        ),
        Line(_("Forecast (EAC)"), hours.eac, "hours", _("used + still to come")),
        Line(_("Variance"), hours.variance, "ratio", _("(forecast − budget) / budget")),
        Line(_("Earned (EV)"), hours.ev, "hours", _("sum of estimate × share done")),
        Line(_("Cost index (CPI)"), hours.cpi, "index", _("earned / used")),
        Line(
            _("At risk up to"),
            hours.tolerance,
            "hours",
            _("the larger of the two limits over budget"),
        ),
    ]


def explain_cost(cost: CostMeasure) -> list[Line]:
    return [
        Line(
            _("Cost budget"),
            cost.bac,
            "money",
            _("agreed hours × rate of their level + BoM cost"),
        ),
        Line(
            _("Spent"),
            cost.ac,
            "money",
            _("logged hours × technician's rate + BoM bought"),
        ),
        Line(
            _("Cost to come"),
            cost.etc,
            "money",
            _("remaining hours × rate of their level + BoM still to buy"),
        ),
        Line(_("Cost forecast"), cost.eac, "money", _("spent + cost to come")),
        Line(
            _("Cost variance"),
            cost.variance,
            "ratio",
            _("(forecast − budget) / budget"),
        ),
        Line(
            _("At risk up to"),
            cost.tolerance,
            "money",
            _("the larger of the two limits over budget"),
        ),
    ]


def explain_time(verdict: TimeVerdict) -> list[Line]:
    """The promised and the expected end, the slip between them, and the same for the start."""
    end, start = verdict.end, verdict.start
    return [
        Line(
            _("Committed end"),
            end.committed,
            "day",
            _("the date the customer agreed to"),
        ),
        Line(
            _("Expected end"),
            end.expected,
            "day",
            _("delivered, or the day the last remaining hour falls"),
        ),
        Line(_("Slip"), end.slip_days, "working_days", _("committed end to expected end")),
        Line(
            _("At risk up to"),
            end.tolerance_days,
            "working_days",
            _("a share of the committed duration, within limits"),
        ),
        Line(
            _("Committed start"),
            start.committed,
            "day",
            _("the date the customer agreed to"),
        ),
        Line(
            _("Start"),
            start.expected,
            "day",
            _("first work, or the earliest day it can still be, critical materials at hand"),
        ),
        Line(
            _("Slip of the start"),
            start.slip_days,
            "working_days",
            _("committed start to start"),
        ),
    ]
