"""R38: each fault has its alarm, and a quiet hour has none."""

import datetime as dt
from dataclasses import replace

import pytest

from operations.rules import Facts, OrganizationFacts, alarms
from updates.queries.completeness import RunState

NOW = dt.datetime(2026, 11, 27, 21, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
WELL = dict.fromkeys(("database", "migrations", "redis", "worker", "beat"), "ok")
RUN = RunState(dt.date(2026, 11, 23), NOW - 61 * MINUTE, 12, 12, 0, 0, 0)


def codes(**facts):
    return [alarm.code for alarm in alarms(Facts(**({"parts": WELL} | facts)), NOW)]


def organization(**facts):
    return (OrganizationFacts(slug="harbor", **facts),)


def test_a_quiet_hour_has_no_alarm():
    assert codes(organizations=organization(run=RUN), backup_expected=True, backup_at=NOW - 25 * 60 * MINUTE) == []


@pytest.mark.parametrize(
    ("part", "state", "code"),
    [
        ("database", "unreachable", "database_away"),
        ("migrations", "pending", "migrations_pending"),
        ("redis", "unreachable", "redis_away"),
        ("worker", "silent", "worker_silent"),
        ("beat", "silent", "beat_silent"),
    ],
)
def test_every_part_that_fails_has_an_alarm(part, state, code):
    assert codes(parts=WELL | {part: state}) == [code]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"overdue": {"weekly_update": NOW - 6 * MINUTE}}, "work_overdue"),
        ({"waiting_locks": 2, "longest_lock": 2 * MINUTE}, "lock_waits"),
        ({"archive_fails": True}, "archive_fails"),
        ({"backup_expected": True}, "backup_old"),
        ({"backup_expected": True, "backup_at": NOW - 27 * 60 * MINUTE}, "backup_old"),
        ({"organizations": organization(waiting=3, stuck_since=NOW - 3 * MINUTE)}, "mail_stuck"),
        ({"account_mail": organization(waiting=1, stuck_since=NOW - 3 * MINUTE)[0]}, "mail_stuck"),
    ],
)
def test_every_fault_has_its_alarm(facts, code):
    assert codes(**facts) == [code]


@pytest.mark.parametrize("debt", ["undrafted", "overdue", "undelivered"])
def test_a_week_that_is_incomplete_an_hour_after_its_moment_is_an_alarm(debt):
    late = replace(RUN, **{debt: 1})
    assert codes(organizations=organization(run=late)) == ["run_incomplete"]
    assert codes(organizations=organization(run=replace(late, send_at=NOW - 59 * MINUTE))) == []


def test_what_is_only_busy_or_young_is_no_alarm():
    assert codes(overdue={"daily": NOW - 4 * MINUTE}) == []
    assert codes(waiting_locks=5, longest_lock=dt.timedelta(seconds=5)) == []
    busy = organization(waiting=900, stuck_since=NOW - 9 * MINUTE, accepted_at=NOW - dt.timedelta(seconds=3))
    assert codes(organizations=busy) == []
