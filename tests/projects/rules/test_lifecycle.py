"""The life of a project."""

import pytest

from projects.choices import ProjectStatus
from projects.rules.lifecycle import (
    after_task_change,
    after_work_change,
    is_open,
    may_become,
    needs_reason,
    next_statuses,
)

Status = ProjectStatus


@pytest.mark.parametrize(
    ("current", "wanted", "may"),
    [
        ("not_started", "active", True),
        ("not_started", "closed", False),
        ("active", "on_hold", True),
        ("on_hold", "active", True),
        ("on_hold", "closed", False),
        ("active", "closed", False),
        ("delivered", "closing", True),
        ("closing", "closed", True),
        ("closed", "reopened", True),
        ("closed", "active", False),
        ("cancelled", "reopened", True),
        ("reopened", "delivered", True),
    ],
)
def test_some_statuses_follow_others(current, wanted, may):
    assert may_become(current, wanted) is may
    assert (Status(wanted) in next_statuses(current)) is may


@pytest.mark.parametrize("status", list(Status))
def test_no_status_follows_itself_and_none_is_a_dead_end(status):
    assert not may_become(status, status)
    assert next_statuses(status)


@pytest.mark.parametrize("status", list(Status))
def test_work_starts_only_what_has_not_started(status):
    expected = Status.ACTIVE if status == Status.NOT_STARTED else status
    assert after_work_change(status, has_hours=True, started_by_hand=False) == expected


@pytest.mark.parametrize("status", list(Status))
def test_hours_taken_back_undo_only_a_start_that_they_made(status):
    expected = Status.NOT_STARTED if status == Status.ACTIVE else status
    assert after_work_change(status, has_hours=False, started_by_hand=False) == expected
    assert after_work_change(status, has_hours=False, started_by_hand=True) == status


@pytest.mark.parametrize(
    ("status", "total", "still_open", "expected"),
    [
        ("active", 3, 1, "active"),
        ("active", 3, 0, "delivered"),
        ("active", 0, 0, "active"),  # no plan is not a finished plan
        ("reopened", 3, 0, "delivered"),
        ("not_started", 1, 0, "delivered"),
        ("delivered", 3, 1, "active"),
        ("closing", 3, 1, "active"),
        ("delivered", 3, 0, "delivered"),
        ("on_hold", 3, 0, "on_hold"),
        ("closed", 3, 1, "closed"),
        ("cancelled", 3, 0, "cancelled"),
    ],
)
def test_the_last_task_delivers_and_a_new_one_takes_back(status, total, still_open, expected):
    assert after_task_change(status, total_tasks=total, open_tasks=still_open, one_less_open=True) == expected


@pytest.mark.parametrize("status", ["active", "reopened", "not_started"])
def test_only_a_task_that_is_no_longer_open_delivers(status):
    assert after_task_change(status, total_tasks=3, open_tasks=0, one_less_open=False) == status


def test_a_hold_a_cancellation_and_a_reopening_say_why():
    assert {status for status in Status if needs_reason(status)} == {
        Status.ON_HOLD,
        Status.CANCELLED,
        Status.REOPENED,
    }


def test_only_closed_and_cancelled_have_ended():
    assert {status for status in Status if not is_open(status)} == {Status.CLOSED, Status.CANCELLED}
