"""Local hour means local hour, in every zone of the world and over every time change.

The normal run takes some awkward zones over two years, the gate all of them over five.
"""

import os
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from core.calendar import ONE_MINUTE, week_start_of
from updates.rules import ONE_WEEK, UpdateCalendar

MOMENTS = [(0, 8, 0), (4, 16, 0), (6, 0, 0), (6, 0, 30), (6, 1, 30), (6, 2, 30)]
AWKWARD = [
    "Africa/Cairo",  # changes at midnight
    "America/Havana",  # gap and fold at midnight on Sunday
    "America/New_York",
    "America/Nuuk",  # changes on a Saturday evening
    "Asia/Kathmandu",  # an offset of quarters
    "Atlantic/Azores",
    "Australia/Lord_Howe",  # half an hour
    "Europe/Vienna",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "UTC",
]
FIRST_MONDAY = date(2026, 1, 5)


def mondays(years):
    return [FIRST_MONDAY + ONE_WEEK * week for week in range(years * 52 + years // 2)]


def calendar_of(zone, moment):
    weekday, hour, minute = moment
    return UpdateCalendar(ZoneInfo(zone), weekday, hour, minute)


def wall(instant, zone):
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def assert_local_hour(zone, moment, weeks):
    """Each week one instant, at its wall-clock minute, or at the first that exists after it."""
    calendar = calendar_of(zone, moment)
    weekday, hour, minute = moment
    for monday in weeks:
        wanted = datetime(monday.year, monday.month, monday.day, hour, minute)
        wanted += timedelta(days=weekday)
        sent = calendar.planned_send(monday)
        found = wall(sent, zone)
        assert week_start_of(sent, calendar.zone) == monday
        assert calendar.week_to_send(sent) == monday
        assert calendar.week_to_send(sent - ONE_MINUTE) is None
        assert wall(sent - timedelta(hours=3), zone) < wanted, "a second occurrence"
        if found != wanted:  # the gap: nothing between the wanted and the found minute exists
            assert found > wanted
            assert wall(sent - ONE_MINUTE, zone) < wanted


def assert_ticks_send_once(zone, moment, weeks):
    """Walk by `next_due` as the tick does: one send per local ISO week, none skipped."""
    calendar = calendar_of(zone, moment)
    now = calendar.planned_send(weeks[0]) - ONE_MINUTE
    end = calendar.planned_send(weeks[-1])
    sent = []
    while now < end:
        now = calendar.next_due(now)
        week = calendar.week_to_send(now)
        if week is not None and now == calendar.planned_send(week):
            sent.append(week)
    assert sent == weeks


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("zone", AWKWARD)
def test_one_send_per_local_week_in_awkward_zones(zone, moment):
    assert_local_hour(zone, moment, mondays(2))
    assert_ticks_send_once(zone, moment, mondays(2))


@pytest.mark.gate
@pytest.mark.skipif(not os.environ.get("MSP_GATE"), reason="full size: scripts/test --gate")
@pytest.mark.parametrize("moment", MOMENTS)
def test_one_send_per_local_week_in_every_zone_over_five_years(moment):
    weeks = mondays(5)
    zones = sorted(available_timezones())
    assert len(zones) > 500
    for zone in zones:
        assert_local_hour(zone, moment, weeks)
        assert_ticks_send_once(zone, moment, weeks)


@pytest.mark.parametrize(
    ("zone", "monday", "moment", "expected"),
    [
        ("America/Havana", date(2026, 3, 2), (6, 0, 0), datetime(2026, 3, 8, 1, 0)),
        ("America/Havana", date(2026, 3, 2), (6, 0, 30), datetime(2026, 3, 8, 1, 0)),
        ("America/New_York", date(2026, 3, 2), (6, 2, 30), datetime(2026, 3, 8, 3, 0)),
        ("Australia/Lord_Howe", date(2026, 9, 28), (6, 2, 30), datetime(2026, 10, 4, 2, 30)),
    ],
)
def test_a_gap_yields_its_first_valid_minute(zone, monday, moment, expected):
    assert wall(calendar_of(zone, moment).planned_send(monday), zone) == expected


@pytest.mark.parametrize(
    ("zone", "monday", "moment", "expected"),
    [
        ("America/New_York", date(2026, 10, 26), (6, 1, 30), datetime(2026, 11, 1, 5, 30)),
        ("America/Havana", date(2026, 10, 26), (6, 0, 30), datetime(2026, 11, 1, 4, 30)),
        ("Europe/Vienna", date(2026, 10, 19), (6, 2, 30), datetime(2026, 10, 25, 0, 30)),
    ],
)
def test_a_fold_yields_its_first_occurrence(zone, monday, moment, expected):
    sent = calendar_of(zone, moment).planned_send(monday)
    assert sent == expected.replace(tzinfo=UTC)


def test_adding_a_week_of_hours_would_miss_the_local_hour():
    """The naive way, shown wrong, so that the tests above are known to bite."""
    zone, moment = "Europe/Vienna", (0, 8, 0)
    calendar = calendar_of(zone, moment)
    naive = calendar.planned_send(FIRST_MONDAY)
    wrong = []
    for monday in mondays(1):
        if naive != calendar.planned_send(monday):
            wrong.append(wall(naive, zone).hour)
        naive += timedelta(hours=168)
    assert len(wrong) == 30  # all of summer time
    assert set(wrong) == {9}


def test_a_week_has_other_lengths_than_168_hours():
    lengths = {
        calendar_of(zone, (0, 8, 0)).planned_send(monday + ONE_WEEK)
        - calendar_of(zone, (0, 8, 0)).planned_send(monday)
        for zone in AWKWARD
        for monday in mondays(1)
    }
    hours = {length / timedelta(hours=1) for length in lengths}
    assert hours == {167.0, 167.5, 168.0, 168.5, 169.0}
