"""Working days and local moments."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import WorkingCalendar, iso_week_label, local_instant, week_start_of

WEEK = WorkingCalendar()
CHRISTMAS = WorkingCalendar(holidays=frozenset({date(2026, 12, 25), date(2026, 12, 26)}))
DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 31))
CALENDARS = st.builds(
    WorkingCalendar,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.frozensets(DAYS, max_size=20),
)


def test_calendar_without_working_day_is_refused():
    with pytest.raises(ValueError, match="at least one working day"):
        WorkingCalendar(frozenset())


def test_calendar_with_an_eighth_weekday_is_refused():
    with pytest.raises(ValueError, match="Monday"):
        WorkingCalendar(frozenset({7}))


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # Friday to Monday
        (date(2026, 11, 23), -1, date(2026, 11, 20)),  # and back
        (date(2026, 11, 21), 1, date(2026, 11, 23)),  # from a Saturday
        (date(2026, 11, 21), 0, date(2026, 11, 21)),  # zero stays, even on a Saturday
        (date(2026, 12, 24), 1, date(2026, 12, 28)),  # over Christmas and the weekend
        (date(2026, 12, 28), -1, date(2026, 12, 24)),
        (date(2026, 11, 2), 5, date(2026, 11, 9)),
    ],
)
def test_adding_working_days_skips_weekends_and_holidays(start, count, expected):
    assert CHRISTMAS.add_working_days(start, count) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2026, 11, 20), date(2026, 11, 21), 0),  # Friday to Saturday
        (date(2026, 11, 20), date(2026, 11, 23), 1),
        (
            date(2026, 11, 21),
            date(2026, 11, 23),
            1,
        ),  # a promised Saturday, met on Monday
        (date(2026, 11, 23), date(2026, 11, 20), -1),
        (
            date(2026, 12, 24),
            date(2026, 12, 28),
            1,
        ),  # Christmas and the weekend count nothing
        (date(2026, 12, 1), date(2027, 1, 15), 32),
    ],
)
def test_days_between_are_signed_working_days(start, end, expected):
    assert CHRISTMAS.working_days_between(start, end) == expected


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 11, 23), 1, date(2026, 11, 23)),
        (date(2026, 11, 23), 5, date(2026, 11, 27)),
        (date(2026, 11, 23), 6, date(2026, 11, 30)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
    ],
)
def test_a_duration_counts_its_first_day(start, count, expected):
    assert WEEK.end_of(start, count) == expected


def test_a_duration_below_one_day_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        WEEK.end_of(date(2026, 11, 23), 0)


def test_days_in_a_range_include_both_ends():
    assert WEEK.working_days_in(date(2026, 11, 23), date(2026, 11, 27)) == 5
    assert WEEK.working_days_in(date(2026, 11, 27), date(2026, 11, 23)) == 0


@given(CALENDARS, DAYS, DAYS)
def test_counting_by_formula_equals_counting_by_hand(calendar, start, end):
    low, high = sorted((start, end))
    by_hand = sum(
        calendar.is_working(date.fromordinal(day)) for day in range(low.toordinal() + 1, high.toordinal() + 1)
    )
    assert calendar.working_days_between(low, high) == by_hand
    assert calendar.working_days_between(high, low) == -by_hand


@given(CALENDARS, DAYS, st.integers(1, 60))
def test_adding_days_is_undone_by_counting_them(calendar, start, count):
    assert calendar.working_days_between(start, calendar.add_working_days(start, count)) == count


@pytest.mark.parametrize(
    ("zone", "week_start", "moment", "expected"),
    [
        # An ordinary Friday, winter and summer.
        (
            "Europe/Vienna",
            date(2026, 11, 23),
            (4, 15, 0),
            datetime(2026, 11, 27, 14, 0),
        ),
        ("Europe/Vienna", date(2026, 7, 6), (4, 15, 0), datetime(2026, 7, 10, 13, 0)),
        # 02:30 does not exist on 2026-03-29: 03:00 is the first minute that does.
        ("Europe/Vienna", date(2026, 3, 23), (6, 2, 30), datetime(2026, 3, 29, 1, 0)),
        # 02:30 exists twice on 2026-10-25: the first, in summer time.
        (
            "Europe/Vienna",
            date(2026, 10, 19),
            (6, 2, 30),
            datetime(2026, 10, 25, 0, 30),
        ),
        ("America/New_York", date(2026, 3, 2), (6, 2, 30), datetime(2026, 3, 8, 7, 0)),
        # A gap of half an hour.
        (
            "Australia/Lord_Howe",
            date(2026, 9, 28),
            (6, 2, 10),
            datetime(2026, 10, 3, 15, 30),
        ),
        # A whole day that Samoa skipped: Friday 2011-12-30 became Saturday 00:00.
        ("Pacific/Apia", date(2011, 12, 26), (4, 8, 0), datetime(2011, 12, 30, 10, 0)),
    ],
)
def test_a_local_moment_becomes_one_instant(zone, week_start, moment, expected):
    found = local_instant(week_start, *moment, ZoneInfo(zone))
    assert found == expected.replace(tzinfo=UTC)


def test_the_week_of_an_instant_is_the_local_one():
    sunday_night = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert week_start_of(sunday_night, ZoneInfo("UTC")) == date(2026, 11, 16)
    assert week_start_of(sunday_night, ZoneInfo("Europe/Vienna")) == date(2026, 11, 23)


def test_an_instant_without_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        week_start_of(datetime(2026, 11, 22, 12, 0), ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("week_start", "label"),
    [
        (date(2026, 11, 23), "2026-W48"),
        (date(2024, 12, 30), "2025-W01"),
        (date(2026, 12, 28), "2026-W53"),
    ],
)
def test_a_week_is_named_by_its_iso_year(week_start, label):
    assert iso_week_label(week_start) == label
