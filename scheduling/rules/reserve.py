"""The hours of a level that support will need, judged from what it needed before.

A week without data is missing, not zero: it is simply not among the values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from scheduling.rules.spread import ZERO, deviation, mean, percentile

ONE_WEEK = timedelta(weeks=1)
WINDOW_WEEKS = 26
ENOUGH_WEEKS = 8
SHORT_FACTOR = Decimal("1.04")  # of the normal curve: 85 % of its values lie below mean + 1.04 SD
STALE_AFTER = timedelta(days=14)


class Basis(StrEnum):
    """Where a reserve comes from."""

    HISTORY = "history"
    SHORT_HISTORY = "short_history"
    FLOOR = "floor"  # the contract asks for more than history does
    NOTHING = "nothing"  # no complete week is known


@dataclass(frozen=True, slots=True)
class ReserveTerms:
    """What an organization sets: percentile (0 to 100), growth (1 is none), floor in hours a week."""

    percentile: Decimal = Decimal(85)
    growth: Decimal = Decimal(1)
    floor: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Reserve:
    """`hours` with the inputs that explain it; `from_history` is what history alone would ask for."""

    hours: Decimal
    basis: Basis
    from_history: Decimal
    weeks: tuple[date, ...]


def complete_weeks(first_day: date, last_day: date, today: date, working_days: frozenset[int]) -> list[date]:
    """The Mondays of the weeks that data from `first_day` to `last_day` cover whole, before today's week.

    A week counts as covered when its working days are: nobody expects requests of a closed Sunday.
    """
    opens, closes = min(working_days), max(working_days)
    monday = first_day - timedelta(days=first_day.weekday())
    if first_day.weekday() > opens:
        monday += ONE_WEEK
    this_week = today - timedelta(days=today.weekday())
    found = []
    while monday < this_week and monday + timedelta(days=closes) <= last_day:
        found.append(monday)
        monday += ONE_WEEK
    return found


def week_reserve(demand: Mapping[date, Decimal], before: date, terms: ReserveTerms) -> Reserve:
    """R(level) for weeks from `before` (a Monday) on: max(floor, percentile of the last 26 weeks * growth).

    `demand` has the hours of every complete week with data; later weeks than `before` are not looked
    at. Below eight weeks the mean plus 1.04 standard deviations stands for the percentile.
    """
    weeks = tuple(sorted(week for week in demand if week < before)[-WINDOW_WEEKS:])
    values = [demand[week] for week in weeks]
    if not values:
        return Reserve(terms.floor, Basis.FLOOR if terms.floor else Basis.NOTHING, ZERO, weeks)
    asked = _expected(values, terms.percentile) * terms.growth
    if asked < terms.floor:
        return Reserve(terms.floor, Basis.FLOOR, asked, weeks)
    short = len(values) < ENOUGH_WEEKS
    return Reserve(asked, Basis.SHORT_HISTORY if short else Basis.HISTORY, asked, weeks)


def day_reserve(demand: Mapping[date, Decimal], weekday: int, before: date, terms: ReserveTerms) -> Reserve:
    """Rd(level, weekday): the same judgment over that weekday of the last 26 weeks, for Monday is not Friday.

    `demand` has the hours of every working day in a complete week, zero where nothing came in. The
    contract's floor is one of the week and does not apply to a day.
    """
    days = sorted(day for day in demand if day < before and day.weekday() == weekday)[-WINDOW_WEEKS:]
    weeks = tuple(day - timedelta(days=weekday) for day in days)
    values = [demand[day] for day in days]
    if not values:
        return Reserve(ZERO, Basis.NOTHING, ZERO, weeks)
    asked = _expected(values, terms.percentile) * terms.growth
    short = len(values) < ENOUGH_WEEKS
    return Reserve(asked, Basis.SHORT_HISTORY if short else Basis.HISTORY, asked, weeks)


def is_stale(last_day: date | None, today: date) -> bool:
    """Whether history ends so long ago that the reserve is frozen as it last stood, with a warning."""
    return last_day is not None and today - last_day > STALE_AFTER


def _expected(values: Sequence[Decimal], percent: Decimal) -> Decimal:
    if len(values) < ENOUGH_WEEKS:
        return mean(values) + SHORT_FACTOR * deviation(values)
    return percentile(values, percent)
