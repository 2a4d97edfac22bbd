"""The reserve, its backtest and what is left to book: tables at every boundary, and properties."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.rules.backtest import Judgment, day_backtest, judge, week_backtest
from scheduling.rules.reserve import (
    Basis,
    ReserveTerms,
    complete_weeks,
    day_reserve,
    is_stale,
    week_reserve,
)
from scheduling.rules.spread import deviation, mean, percentile

D = Decimal
MONDAY = date(2026, 11, 23)
WEEK = timedelta(weeks=1)
WORKING = frozenset(range(5))


def weeks_of(*hours: object, before: date = MONDAY) -> dict[date, D]:
    """Demand of consecutive weeks, the last one the week before `before`; None is a missing week."""
    count = len(hours)
    found = {before - WEEK * (count - place): value for place, value in enumerate(hours)}
    return {week: D(str(value)) for week, value in found.items() if value is not None}


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([5], 85, 5),
        ([1, 2], 0, 1),
        ([1, 2], 100, 2),
        ([2, 1], 50, "1.5"),
        ([1, 2, 3, 4, 5], 85, "4.4"),
        ([10, 20, 30, 40], 85, "35.5"),
        ([7, 7, 7], 85, 7),
    ],
)
def test_a_percentile_interpolates_between_the_nearest_ranks(values, percent, expected):
    assert percentile([D(value) for value in values], D(percent)) == D(expected)


@pytest.mark.parametrize(("values", "percent"), [([], 85), ([1], -1), ([1], 101)])
def test_a_percentile_of_nothing_or_outside_its_range_is_refused(values, percent):
    with pytest.raises(ValueError, match="percentile"):
        percentile([D(value) for value in values], D(percent))


def test_the_spread_of_one_value_is_unknown_and_counts_as_none():
    assert deviation([D(9)]) == 0
    assert deviation([D(2), D(4), D(4), D(4), D(5), D(5), D(7), D(9)]).quantize(D("0.0001")) == D("2.1381")


def test_eight_weeks_are_judged_by_their_percentile():
    reserve = week_reserve(weeks_of(10, 11, 12, 13, 14, 15, 16, 17), MONDAY, ReserveTerms())
    assert (reserve.hours, reserve.basis, len(reserve.weeks)) == (D("15.95"), Basis.HISTORY, 8)


def test_seven_weeks_are_a_short_history():
    values = [D(value) for value in (10, 11, 12, 13, 14, 15, 16)]
    reserve = week_reserve(weeks_of(*values), MONDAY, ReserveTerms())
    assert reserve.basis == Basis.SHORT_HISTORY
    assert reserve.hours == mean(values) + D("1.04") * deviation(values)


def test_only_the_last_26_weeks_with_data_count_and_a_missing_week_is_no_zero():
    demand = weeks_of(*[1000] * 5, *[20] * 10, None, None, *[20] * 16)
    reserve = week_reserve(demand, MONDAY, ReserveTerms())
    assert (reserve.hours, len(reserve.weeks)) == (20, 26)


def test_weeks_not_yet_over_are_not_looked_at():
    demand = weeks_of(*[20] * 8) | {MONDAY: D(999), MONDAY + WEEK: D(999)}
    assert week_reserve(demand, MONDAY, ReserveTerms()).hours == 20


@pytest.mark.parametrize(
    ("terms", "hours", "basis"),
    [
        (ReserveTerms(growth=D("1.10")), D(22), Basis.HISTORY),
        (ReserveTerms(floor=D(20)), D(20), Basis.HISTORY),
        (ReserveTerms(floor=D("20.01")), D("20.01"), Basis.FLOOR),
        (ReserveTerms(floor=D(21), growth=D("1.10")), D(22), Basis.HISTORY),
    ],
)
def test_growth_raises_history_and_the_contract_sets_a_floor(terms, hours, basis):
    reserve = week_reserve(weeks_of(*[20] * 8), MONDAY, terms)
    assert (reserve.hours, reserve.basis) == (hours, basis)


def test_without_history_there_is_only_the_floor_and_it_says_so():
    assert week_reserve({}, MONDAY, ReserveTerms()).basis == Basis.NOTHING
    assert week_reserve({}, MONDAY, ReserveTerms(floor=D(5))).hours == 5


def test_monday_has_a_reserve_of_its_own():
    mondays = {MONDAY - WEEK * back: D(13) for back in range(1, 10)}
    fridays = {MONDAY - WEEK * back + timedelta(days=4): D(10) for back in range(1, 10)}
    demand = mondays | fridays
    assert day_reserve(demand, 0, MONDAY, ReserveTerms()).hours == 13
    assert day_reserve(demand, 4, MONDAY, ReserveTerms()).hours == 10
    assert day_reserve(demand, 2, MONDAY, ReserveTerms()).basis == Basis.NOTHING


@pytest.mark.parametrize(
    ("first", "last", "today", "count"),
    [
        (date(2026, 11, 2), date(2026, 11, 22), MONDAY, 3),
        (date(2026, 11, 2), date(2026, 11, 20), MONDAY, 3),  # Friday closes the working week
        (date(2026, 11, 2), date(2026, 11, 19), MONDAY, 2),
        (date(2026, 11, 3), date(2026, 11, 22), MONDAY, 2),
        (date(2026, 11, 1), date(2026, 11, 22), MONDAY, 3),  # a Sunday opens nothing
        (date(2026, 11, 2), date(2026, 11, 29), date(2026, 11, 29), 3),  # this week is not over
        (date(2026, 11, 4), date(2026, 11, 5), MONDAY, 0),
    ],
)
def test_a_week_is_complete_when_its_working_days_are_covered(first, last, today, count):
    assert len(complete_weeks(first, last, today, WORKING)) == count


@pytest.mark.parametrize(("age", "stale"), [(0, False), (14, False), (15, True)])
def test_history_older_than_14_days_is_stale(age, stale):
    assert is_stale(MONDAY - timedelta(days=age), MONDAY) is stale
    assert not is_stale(None, MONDAY)


def test_the_backtest_judges_each_week_by_what_was_known_before_it():
    test = week_backtest(weeks_of(10, 10, 10, 20, 10), ReserveTerms())
    assert [(one.reserved, one.demanded, one.held) for one in test.judged][:2] == [(10, 10, True), (10, 20, False)]
    assert (test.breaches, test.share) == (1, D(1) / 3)


def test_two_weeks_only_teach():
    test = week_backtest(weeks_of(10, 10), ReserveTerms())
    assert (test.judged, test.share, test.judgment) == ((), None, Judgment.UNKNOWN)


def test_days_are_judged_by_their_weekday():
    days = {
        MONDAY - WEEK * back + timedelta(days=offset): D(10 + offset) for back in (1, 2, 3) for offset in (0, 4)
    }
    assert {one.reserved for one in day_backtest(days, ReserveTerms()).judged} == {10, 14}


@pytest.mark.parametrize(
    ("judged", "breaches", "judgment"),
    [
        (0, 0, Judgment.UNKNOWN),
        (20, 3, Judgment.RIGHT),
        (20, 5, Judgment.RIGHT),
        (20, 6, Judgment.TOO_LOW),
        (15, 0, Judgment.RIGHT),
        (16, 0, Judgment.TOO_HIGH),
    ],
)
def test_a_reserve_is_called_wrong_only_where_chance_would_seldom_be(judged, breaches, judgment):
    assert judge(judged, breaches, D("0.15")) == judgment


HOURS = st.decimals(min_value=0, max_value=500, places=2)


@given(st.lists(HOURS, min_size=1, max_size=30), st.data())
def test_the_reserve_is_never_negative_and_grows_with_history(values, data):
    place = data.draw(st.integers(0, len(values) - 1))
    more = list(values)
    more[place] += data.draw(HOURS)
    if len(values) < 8:
        # The spread of a short history may shrink while its mean grows; all weeks together may not.
        more = [value + (more[place] - values[place]) for value in values]
    low = week_reserve(weeks_of(*values), MONDAY, ReserveTerms()).hours
    high = week_reserve(weeks_of(*more), MONDAY, ReserveTerms()).hours
    assert D(0) <= low <= high + D("1e-20")
