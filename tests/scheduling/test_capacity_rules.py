"""Hours to work, utilization, what is left to book and when a booking is refused."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import WorkingCalendar
from scheduling.rules.booking import Block, Limit, covers_level, is_long_enough, leaves_presence, passed_limits
from scheduling.rules.capacity import (
    LevelHours,
    TimesheetWeek,
    bookable,
    days_of_week,
    hours_to_work,
    utilization,
)

D = Decimal
MONDAY = date(2026, 11, 23)
CALENDAR = WorkingCalendar(holidays=frozenset({date(2026, 11, 26)}))


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 23, hour, minute, tzinfo=UTC)


def test_a_week_has_the_contract_less_its_holiday_and_leave():
    days = [hours_to_work(D(40), CALENDAR, day) for day in days_of_week(MONDAY)]
    assert days == [8, 8, 8, 0, 8, 0, 0]
    assert hours_to_work(D(40), CALENDAR, MONDAY, leave=D(4)) == 4
    assert hours_to_work(D(40), CALENDAR, MONDAY, leave=D(9)) == 0


@pytest.mark.parametrize(
    ("complete", "facing", "expected"),
    [
        (7, 10, D("0.80")),  # too few complete weeks: the target
        (8, 28, D("0.70")),
        (8, 38, D("0.80")),  # never above the target
        (13, 20, D("0.50")),
    ],
)
def test_utilization_trusts_timesheets_only_where_enough_are_complete(complete, facing, expected):
    good = TimesheetWeek(D(40), D(32), D(facing))
    thin = TimesheetWeek(D(40), D("31.99"), D(40))
    weeks = [thin] * (13 - complete) + [good] * complete
    assert utilization(D("0.80"), weeks) == expected


def test_weeks_before_the_last_thirteen_do_not_count():
    old = [TimesheetWeek(D(40), D(40), D(4))] * 8
    recent = [TimesheetWeek(D(40), D(0), D(0))] * 13
    assert utilization(D("0.80"), old + recent) == D("0.80")


def test_what_is_left_after_reserve_and_other_work_may_be_booked():
    found = bookable({"L1": LevelHours(D(64), D(40), D(4), D(5))})
    assert (found["L1"].hours, found["L1"].free) == (20, 15)


def test_a_level_that_lacks_hours_takes_them_from_the_next_higher_one_only():
    found = bookable(
        {
            "L1": LevelHours(D(30), D(40)),
            "L2": LevelHours(D(60), D(20)),
            "L3": LevelHours(D(20), D(50)),
        }
    )
    assert (found["L1"].hours, found["L2"].hours, found["L3"].hours) == (0, 30, 0)
    assert (found["L2"].covers_below, found["L3"].short) == (10, 30)


def test_a_lack_passes_through_a_level_that_has_nothing_left():
    found = bookable({"L1": LevelHours(D(0), D(10)), "L2": LevelHours(D(5), D(8)), "L3": LevelHours(D(40), D(10))})
    assert (found["L2"].hours, found["L3"].hours, found["L3"].covers_below) == (0, 17, 13)


def test_bookings_above_what_may_be_booked_lack_higher_up():
    found = bookable({"L1": LevelHours(D(40), D(30), booked=D(15)), "L2": LevelHours(D(40), D(10), booked=D(3))})
    assert (found["L1"].free, found["L2"].hours, found["L2"].free) == (0, 30, 22)


HOURS = st.decimals(min_value=0, max_value=200, places=2)
LEVEL = st.builds(LevelHours, HOURS, HOURS, HOURS, HOURS)


@given(LEVEL, LEVEL, LEVEL)
def test_substitution_never_creates_hours_and_nothing_is_negative(first, second, third):
    found = bookable({"L1": first, "L2": second, "L3": third})
    alone = [one.client_facing - one.reserve - one.other for one in (first, second, third)]
    for one in found.values():
        assert min(one.hours, one.free, one.covers_below, one.short) >= 0
    total = sum((one.hours for one in found.values()), D(0))
    assert total <= sum((max(one, D(0)) for one in alone), D(0))
    assert total - found["L3"].short >= sum(alone, D(0)) - D("1e-20")


@given(st.lists(HOURS, min_size=7, max_size=7))
def test_other_work_of_a_week_is_the_sum_of_its_days(other):
    days = [bookable({"L1": LevelHours(D(1000), D(0), hours)})["L1"].hours for hours in other]
    week = bookable({"L1": LevelHours(D(7000), D(0), sum(other, D(0)))})["L1"].hours
    assert sum(days, D(0)) == week


@pytest.mark.parametrize(("minutes", "enough"), [(59, False), (60, True)])
def test_the_smallest_block_is_an_hour(minutes, enough):
    assert is_long_enough(Block(at(9), at(9) + timedelta(minutes=minutes))) is enough


@pytest.mark.parametrize(
    ("own", "needed", "may"), [("L2", "L1", True), ("L2", "L2", True), ("L2", "L3", False), ("L1", "", True)]
)
def test_a_higher_level_covers_a_lower_one_never_the_reverse(own, needed, may):
    assert covers_level(own, needed) is may


def test_touching_blocks_do_not_overlap():
    assert not Block(at(9), at(10)).overlaps(Block(at(10), at(11)))
    assert Block(at(9), at(10, 1)).overlaps(Block(at(10), at(11)))


def test_a_limit_is_passed_only_above_it_and_the_day_is_named_before_the_week():
    week = Limit("L2", MONDAY, None, D(10), D(8))
    day = Limit("L2", MONDAY, MONDAY, D(4), D(3))
    assert passed_limits([(week, D(2)), (day, D(1))]) == []
    assert [one.limit for one in passed_limits([(week, D(3)), (day, D(2))])] == [day, week]


def test_someone_of_the_level_stays_unbooked_in_every_support_hour():
    block = Block(at(9), at(12))
    busy, half, free = [Block(at(8), at(17))], [Block(at(10), at(11))], []
    assert leaves_presence(block, [busy, free], 1, people=3) is None
    assert leaves_presence(block, [busy, half], 1, people=3) == at(10)
    assert leaves_presence(block, [half, free], 2, people=3) == at(10)
    assert leaves_presence(block, [busy], 1, people=2) is None
