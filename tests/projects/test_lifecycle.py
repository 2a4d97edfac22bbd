"""Statuses: by hand, by the first hour, by the last task."""

import datetime as dt

import pytest

from audit.models import AuditEvent
from core.due import reschedule_work
from core.errors import DomainError, InvalidInput, NotAllowed
from core.models import DueWork
from projects import actions
from projects.models import Task

pytestmark = pytest.mark.django_db


def test_the_first_hour_starts_the_project_on_its_day(project, harbor, later):
    log(project, harbor, later(days=2), on=dt.date(2026, 11, 3))
    assert (project.status, project.started_on) == ("active", dt.date(2026, 11, 3))
    log(project, harbor, later(days=2), on=dt.date(2026, 11, 2))
    assert project.started_on == dt.date(2026, 11, 2)
    assert AuditEvent.objects.filter(verb="project.active").count() == 1


def test_an_hour_does_not_end_a_hold(project, harbor, later):
    actions.hold_project(project=project, by=harbor.project_manager, now=later(), reason="Parts")
    log(project, harbor, later(days=1), on=dt.date(2026, 11, 2))
    assert project.status == "on_hold"


def test_the_last_task_delivers_and_an_open_one_takes_it_back(project, harbor, later):
    first, last = Task.objects.filter(project=project)
    actions.complete_task(task=first, by=harbor.lead_tech, now=later(days=1))
    assert first.project.status == "not_started"
    actions.complete_task(task=last, by=harbor.lead_tech, now=later(days=2))
    project.refresh_from_db()
    assert (project.status, project.delivered_on) == ("delivered", dt.date(2026, 11, 4))
    assert AuditEvent.objects.filter(verb="project.delivered").count() == 1
    actions.reopen_task(task=last, by=harbor.lead_tech, now=later(days=3))
    project.refresh_from_db()
    assert (project.status, project.delivered_on) == ("active", None)


def test_a_new_task_after_delivery_is_work_again(project, harbor, later):
    for task in Task.objects.filter(project=project):
        actions.complete_task(task=task, by=harbor.lead_tech, now=later())
    actions.add_task(project=project, title="One more", estimate=2, by=harbor.lead_tech, now=later(days=1))
    assert project.status == "active"


def test_a_hold_says_why_and_can_be_resumed(project, harbor, later):
    pm = harbor.project_manager
    with pytest.raises(InvalidInput):
        actions.hold_project(project=project, by=pm, now=later(), reason="")
    actions.hold_project(project=project, by=pm, now=later(), reason="Customer moves offices")
    assert (project.status, project.status_reason) == ("on_hold", "Customer moves offices")
    actions.resume_project(project=project, by=pm, now=later(days=1))
    assert (project.status, project.status_reason) == ("not_started", "")


def test_cancelling_ends_and_reopening_needs_a_reason(project, harbor, later):
    pm = harbor.project_manager
    actions.cancel_project(project=project, by=pm, now=later(), reason="Customer sold the business")
    assert project.ended_at == later()
    with pytest.raises(DomainError, match="has ended"):
        log(project, harbor, later(), on=dt.date(2026, 11, 2))
    with pytest.raises(InvalidInput):
        actions.reopen_project(project=project, by=pm, now=later(), reason="")
    actions.reopen_project(project=project, by=pm, now=later(days=1), reason="Back")
    assert (project.status, project.ended_at) == ("reopened", None)


def test_a_wrong_step_is_refused_in_words(project, harbor, later):
    with pytest.raises(DomainError, match="not started cannot become closing"):
        actions.begin_closing(project=project, by=harbor.project_manager, now=later())


@pytest.mark.parametrize("role", ["sales", "lead_tech", "dispatcher", "support", "technician"])
def test_only_managers_change_the_status(project, harbor, later, role):
    with pytest.raises(NotAllowed):
        actions.start_project(project=project, by=harbor.members[role], now=later())


def test_a_start_follows_the_day_of_the_earliest_hour(project, harbor, later):
    entry = log(project, harbor, later(days=3), on=dt.date(2026, 10, 2))
    log(project, harbor, later(days=3), on=dt.date(2026, 11, 4))
    tech = harbor.technician
    actions.correct_time_entry(entry=entry, by=tech, now=later(days=3), on=dt.date(2026, 11, 2))
    assert entry.project.started_on == dt.date(2026, 11, 2)
    actions.delete_time_entry(entry=entry, by=tech, now=later(days=3))
    assert (entry.project.status, entry.project.started_on) == ("active", dt.date(2026, 11, 4))


def test_taking_back_the_only_hour_takes_back_the_start(project, harbor, later):
    entry = log(project, harbor, later(days=3), on=dt.date(2026, 11, 4))
    actions.delete_time_entry(entry=entry, by=harbor.technician, now=later(days=3))
    project.refresh_from_db()
    assert (project.status, project.started_on) == ("not_started", None)


def test_a_start_by_hand_stays_without_hours(project, harbor, later):
    actions.start_project(project=project, by=harbor.project_manager, now=later(days=1))
    entry = log(project, harbor, later(days=3), on=dt.date(2026, 11, 2))
    assert project.started_on == dt.date(2026, 11, 2)
    actions.delete_time_entry(entry=entry, by=harbor.technician, now=later(days=3))
    project.refresh_from_db()
    assert (project.status, project.started_on) == ("active", dt.date(2026, 11, 3))


def test_a_day_of_last_year_is_taken_for_a_typing_error(project, harbor, later):
    with pytest.raises(InvalidInput) as refused:
        log(project, harbor, later(days=3), on=dt.date(2025, 11, 4))
    assert refused.value.errors[0]["code"] == "too_long_ago"


def test_a_project_taken_up_again_is_not_delivered_by_a_new_title(project, harbor, later):
    pm, lead = harbor.project_manager, harbor.lead_tech
    for task in Task.objects.filter(project=project):
        actions.complete_task(task=task, by=lead, now=later(days=1))
    actions.start_project(project=reread(project), by=pm, now=later(days=2))
    task = Task.objects.filter(project=project).first()
    actions.update_task(task=task, by=lead, now=later(days=3), title="Plan it anew")
    assert reread(project).status == "active"


@pytest.mark.parametrize("begin", ["hour", "hand", "task"])
def test_a_project_that_begins_lets_the_weekly_update_look_at_once(project, harbor, later, begin):
    reschedule_work(harbor.organization.pk, "weekly_update", later(days=30))
    now = later(days=3)
    if begin == "hour":
        log(project, harbor, now, on=dt.date(2026, 11, 5))
    elif begin == "hand":
        actions.start_project(project=project, by=harbor.project_manager, now=now)
    else:
        actions.complete_task(task=Task.objects.filter(project=project).first(), by=harbor.lead_tech, now=now)
    assert DueWork.objects.get(organization_id=harbor.organization.pk, kind="weekly_update").due_at == now


def reread(project):
    project.refresh_from_db()
    return project


def log(project, company, now, on):
    return actions.log_time(
        project=project, member=company.technician, on=on, hours=1, by=company.technician, now=now
    )
