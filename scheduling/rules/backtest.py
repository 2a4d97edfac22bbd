"""Would the reserve have held? Every past week (or day) judged by the reserve known before it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from scheduling.rules.reserve import Reserve, ReserveTerms, day_reserve, week_reserve

LEAST_BEFORE = 2  # one week alone says nothing of the spread
TOLERANCE = Decimal("1.645")  # standard deviations of the binomial: one honest reserve in ten falls outside


class Judgment(StrEnum):
    """Of the reserve, never of the people."""

    TOO_LOW = "too_low"
    RIGHT = "right"
    TOO_HIGH = "too_high"
    UNKNOWN = "unknown"  # nothing could be judged yet


@dataclass(frozen=True, slots=True)
class Judged:
    """One past week or day: what was reserved and what came."""

    start: date
    reserved: Decimal
    demanded: Decimal

    @property
    def held(self) -> bool:
        return self.demanded <= self.reserved


@dataclass(frozen=True, slots=True)
class Backtest:
    """All that were judged, and whether their breaches are as many as the percentile means."""

    judged: tuple[Judged, ...]
    expected_share: Decimal  # of breaches: 1 - p
    judgment: Judgment

    @property
    def breaches(self) -> int:
        return sum(not one.held for one in self.judged)

    @property
    def share(self) -> Decimal | None:
        """Breaches among the judged, from 0 to 1; None while nothing was judged."""
        return Decimal(self.breaches) / len(self.judged) if self.judged else None


def week_backtest(demand: Mapping[date, Decimal], terms: ReserveTerms) -> Backtest:
    """Walk forward over the weeks of one level; the first two only teach."""
    return _walk(demand, terms, lambda week: week_reserve(demand, week, terms))


def day_backtest(demand: Mapping[date, Decimal], terms: ReserveTerms) -> Backtest:
    """The same over days, each judged by the reserve of its weekday."""
    return _walk(demand, terms, lambda day: day_reserve(demand, day.weekday(), day, terms))


def judge(judged: int, breaches: int, expected: Decimal) -> Judgment:
    """Too low or too high only where chance alone would seldom make as many or as few breaches."""
    if not judged:
        return Judgment.UNKNOWN
    middle = judged * expected
    margin = TOLERANCE * (judged * expected * (1 - expected)).sqrt()
    if breaches > middle + margin:
        return Judgment.TOO_LOW
    return Judgment.TOO_HIGH if breaches < middle - margin else Judgment.RIGHT


def _walk(
    demand: Mapping[date, Decimal], terms: ReserveTerms, known_before: Callable[[date], Reserve]
) -> Backtest:
    judged = []
    for start in sorted(demand):
        reserve = known_before(start)
        if len(reserve.weeks) >= LEAST_BEFORE:
            judged.append(Judged(start, reserve.hours, demand[start]))
    expected = 1 - terms.percentile / 100
    breaches = sum(not one.held for one in judged)
    return Backtest(tuple(judged), expected, judge(len(judged), breaches, expected))
