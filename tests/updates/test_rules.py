"""When updates are due and owed, who lets them go."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from projects.queries.standards import WeeklyMoment
from projects.rules.weeks import is_owed, next_moment, owed_from
from updates.rules import (
    ONE_WEEK,
    UpdateCalendar,
    changed_colors,
    may_send_itself,
    needs_words,
    verdict_order,
)

VIENNA = ZoneInfo("Europe/Vienna")
FRIDAYS = UpdateCalendar(VIENNA)  # send Friday 15:00, draft Thursday 15:00
MONDAYS = UpdateCalendar(VIENNA, send_weekday=0, send_hour=8, draft_weekday=6, draft_hour=15)
WEEK_48 = date(2026, 11, 23)


def utc(day, hour, minute=0, month=11):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_planned_moments_are_local():
    assert FRIDAYS.planned_draft(WEEK_48) == utc(26, 14)
    assert FRIDAYS.planned_send(WEEK_48) == utc(27, 14)
    assert FRIDAYS.planned_send(date(2026, 7, 6)) == utc(10, 13, month=7)


def test_a_monday_morning_is_drafted_the_sunday_before():
    assert MONDAYS.planned_send(WEEK_48) == utc(23, 7)
    assert MONDAYS.planned_draft(WEEK_48) == utc(22, 14)


def test_a_draft_time_equal_to_the_send_time_means_a_week_before():
    same = replace(FRIDAYS, draft_weekday=4)
    assert same.planned_send(WEEK_48) - same.planned_draft(WEEK_48) == timedelta(days=7)


@pytest.mark.parametrize(
    ("now", "drafts", "send"),
    [
        (utc(26, 13, 59), (), None),
        (utc(26, 14), (WEEK_48,), None),
        (utc(27, 13, 59), (WEEK_48,), None),
        (utc(27, 14), (WEEK_48,), WEEK_48),
        (utc(29, 22, 59), (WEEK_48,), WEEK_48),  # Sunday 23:59: still caught up
        (utc(29, 23), (), None),  # Monday 00:00: not any more
    ],
)
def test_what_is_due_at_a_moment(now, drafts, send):
    assert FRIDAYS.weeks_to_draft(now) == drafts
    assert FRIDAYS.week_to_send(now) == send


def test_next_weeks_draft_may_be_due_in_this_week():
    next_week = WEEK_48 + ONE_WEEK
    assert MONDAYS.weeks_to_draft(utc(29, 13, 59)) == (WEEK_48,)
    assert MONDAYS.weeks_to_draft(utc(29, 14)) == (WEEK_48, next_week)
    assert MONDAYS.week_to_send(utc(29, 14)) == WEEK_48


@pytest.mark.parametrize(
    ("calendar", "now", "expected"),
    [
        (FRIDAYS, utc(23, 9), utc(26, 14)),
        (FRIDAYS, utc(26, 14), utc(27, 14)),  # strictly after
        (FRIDAYS, utc(27, 14), utc(3, 14, month=12)),
        (MONDAYS, utc(22, 13), utc(22, 14)),
        (MONDAYS, utc(22, 14), utc(23, 7)),
    ],
)
def test_when_the_tick_must_look_again(calendar, now, expected):
    assert calendar.next_due(now) == expected


def test_done_work_runs_since_the_last_cut_off():
    assert FRIDAYS.done_since(WEEK_48) == utc(20, 14)


@pytest.mark.parametrize(
    ("accepted_at", "started_on", "ended_at", "weeks"),
    [
        (utc(26, 14), date(2026, 11, 1), None, True),  # 24 h to the minute
        (utc(26, 14, 1), date(2026, 11, 1), None, False),
        (utc(2, 9), date(2026, 11, 27), None, True),  # started on the day
        (utc(2, 9), date(2026, 11, 28), None, False),
        (utc(2, 9), None, None, False),
        (utc(2, 9), date(2026, 11, 1), utc(27, 14, 1), True),
        (utc(2, 9), date(2026, 11, 1), utc(27, 14), False),  # closed at the moment itself
    ],
)
def test_a_week_is_owed_between_the_first_day_and_the_end(accepted_at, started_on, ended_at, weeks):
    since = owed_from(accepted_at=accepted_at, started_on=started_on, known_at=None, zone=FRIDAYS.zone)
    assert is_owed(FRIDAYS.planned_send(WEEK_48), since, ended_at) is weeks


@pytest.mark.parametrize(("known_at", "owed"), [(utc(27, 14), True), (utc(27, 14, 1), False)])
def test_no_week_is_owed_before_it_was_known_that_work_had_begun(known_at, owed):
    since = owed_from(accepted_at=utc(2, 9), started_on=date(2026, 11, 3), known_at=known_at, zone=FRIDAYS.zone)
    assert is_owed(FRIDAYS.planned_send(WEEK_48), since, None) is owed


@pytest.mark.parametrize(
    ("since", "ended_at", "after", "day"),
    [
        (None, None, utc(16, 12), None),  # never began, on hold or not
        (utc(16, 12), None, None, 20),  # the very first
        (utc(20, 14), None, None, 20),  # at the moment itself
        (utc(20, 14, 1), None, utc(18, 12), 27),  # known a minute after this week's moment
        (utc(2, 9), None, utc(18, 12), 20),
        (utc(2, 9), None, utc(20, 14), 27),  # this week's has left
        (utc(25, 9), None, utc(6, 14), 27),  # began again long after the last one
        (utc(2, 9), utc(20, 14), utc(18, 12), None),  # ended at the moment
        (utc(2, 9), utc(20, 14, 1), utc(18, 12), 20),
    ],
)
def test_the_next_update_is_the_first_moment_that_is_owed(since, ended_at, after, day):
    weekly = WeeklyMoment(FRIDAYS.zone, FRIDAYS.send_weekday, time(FRIDAYS.send_hour, FRIDAYS.send_minute))
    assert next_moment(weekly, since, ended_at, after=after) == (utc(day, 14) if day else None)


def sent_weeks(old, new, change, start, days):
    """The keys sent by a tick each half hour, settings changing from old to new."""
    sent, calendar = [], old
    for step in range(days * 48):
        now = start + timedelta(minutes=30 * step)
        due = [calendar.week_to_send(now)]
        if now == change:
            week = old.current_week(now)
            due += [week] if new.is_leapt_over(week, old.planned_send(week), now) else []
            calendar = new
        sent += [week for week in dict.fromkeys(due) if week is not None and week not in sent]  # the unique row
    return sent


@pytest.mark.parametrize("before", ["Pacific/Auckland", "Europe/Vienna", "Pacific/Honolulu"])
@pytest.mark.parametrize("after", ["Pacific/Auckland", "Europe/Vienna", "Pacific/Honolulu"])
@pytest.mark.parametrize("moment", [(0, 0), (0, 8), (4, 15), (6, 23)])
@pytest.mark.parametrize("hour", [20, 31, 36, 60, 110, 155, 178, 185, 195, 201, 206])
def test_a_zone_changed_in_mid_week_keeps_one_update_per_week(before, after, moment, hour):
    old = UpdateCalendar(ZoneInfo(before), send_weekday=moment[0], send_hour=moment[1])
    new = replace(old, zone=ZoneInfo(after))
    start = utc(15, 0)
    sent = sent_weeks(old, new, start + timedelta(hours=hour), start, 28)
    assert {date(2026, 11, 16), date(2026, 11, 23), date(2026, 11, 30)} <= set(sent)
    assert len(sent) == len(set(sent))


def test_only_a_leap_over_an_unsent_moment_leaves_a_week_behind():
    honolulu = UpdateCalendar(ZoneInfo("Pacific/Honolulu"), send_weekday=6, send_hour=23)
    auckland = replace(honolulu, zone=ZoneInfo("Pacific/Auckland"))
    sunday_noon = utc(22, 22)  # in Honolulu; in Auckland it is Monday already
    week = date(2026, 11, 16)
    assert auckland.is_leapt_over(week, honolulu.planned_send(week), sunday_noon)
    assert not honolulu.is_leapt_over(week, auckland.planned_send(week), sunday_noon)
    assert not auckland.is_leapt_over(week, honolulu.planned_send(week), utc(20, 22))
    fridays = replace(honolulu, send_weekday=4)
    assert not auckland.is_leapt_over(week, fridays.planned_send(week), sunday_noon)


def test_the_worst_verdict_comes_first():
    projects = {
        "calm": ("green", "green"),
        "early": ("green", "too_early"),
        "one red": ("green", "red"),
        "two red": ("red", "red"),
        "amber": ("amber", "green"),
        "unscheduled": ("not_scheduled", "green"),
    }
    ordered = sorted(projects, key=lambda name: verdict_order(projects[name]))
    assert ordered == ["two red", "one red", "amber", "unscheduled", "early", "calm"]


def verdicts(on_time, on_budget):
    return {"on_time": on_time, "on_budget": on_budget}


@pytest.mark.parametrize(
    ("colors", "last", "needed"),
    [
        (verdicts("green", "green"), None, False),
        (verdicts("green", "too_early"), None, False),
        (verdicts("green", "green"), verdicts("green", "green"), False),
        (verdicts("green", "green"), verdicts("green", "too_early"), False),
        (verdicts("green", "green"), verdicts("amber", "green"), True),  # say what got better
        (verdicts("green", "too_early"), verdicts("green", "green"), True),
        (verdicts("amber", "green"), verdicts("amber", "green"), True),
        (verdicts("red", "green"), None, True),
        (verdicts("not_scheduled", "green"), None, True),
    ],
)
def test_a_verdict_that_is_not_calm_or_not_the_same_needs_words(colors, last, needed):
    assert needs_words(colors, last) is needed


def test_changed_verdicts_are_named():
    assert changed_colors(verdicts("green", "red"), verdicts("green", "amber")) == ("on_budget",)
    assert changed_colors(verdicts("green", "red"), None) == ()


@pytest.mark.parametrize(
    ("mode", "colors", "changed", "may"),
    [
        ("approve", ("green", "green"), False, False),
        ("unchanged_green", ("green", "green"), False, True),
        ("unchanged_green", ("green", "green"), True, False),
        ("unchanged_green", ("green", "too_early"), False, False),
        ("unchanged_green", ("green", "amber"), False, False),
        ("automatic", ("red", "green"), True, True),
    ],
)
def test_who_lets_a_draft_go(mode, colors, changed, may):
    assert may_send_itself(mode, colors, changed=changed) is may
