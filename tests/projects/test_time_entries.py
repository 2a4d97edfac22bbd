"""Hours logged: limits, cost, corrections, and two requests at the same moment."""

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import connection, transaction

from audit.models import AuditEvent
from core.errors import InvalidInput, NotAllowed
from core.tenancy import organization_scope
from projects import actions
from projects.models import Project, Task, TimeEntry
from tests.factories.cast import make_company
from tests.factories.projects import make_project

MONDAY = dt.date(2026, 11, 2)


def log(project, member, later, hours="1", on=MONDAY, by=None, **more):
    return actions.log_time(
        project=project, member=member, on=on, hours=Decimal(hours), by=by or member, now=later(hours=4), **more
    )


@pytest.mark.django_db
def test_hours_reach_the_task_and_the_budget_at_the_members_rate(project, harbor, later):
    task = Task.objects.filter(project=project).first()
    entry = log(project, harbor.technician, later, "2.5", task=task)
    task.refresh_from_db()
    assert (entry.cost_rate, task.actual, project.ac) == (70, Decimal("2.5"), Decimal("2.5"))
    assert Decimal(project.health["cost"]["ac"]) == 175


@pytest.mark.django_db
def test_hours_without_a_task_count_on_the_project(project, harbor, later):
    log(project, harbor.technician, later, "3")
    assert (project.ac, project.etc, project.eac) == (3, 40, 43)


@pytest.mark.django_db
def test_the_future_is_the_organizations_own(project, harbor, later):
    late_evening = dt.datetime(2026, 11, 3, 3, 0, tzinfo=dt.UTC)  # still Monday in New York
    with pytest.raises(InvalidInput) as refused:
        actions.log_time(
            project=project,
            member=harbor.technician,
            on=dt.date(2026, 11, 3),
            hours=Decimal(1),
            by=harbor.technician,
            now=late_evening,
        )
    assert refused.value.errors[0]["code"] == "future"


@pytest.mark.django_db
def test_a_person_has_24_hours_a_day_over_all_projects(project, harbor, later):
    other = make_project(harbor, external_id="D-2", now=later())
    log(project, harbor.technician, later, "16")
    log(other, harbor.technician, later, "8")
    log(other, harbor.lead_tech, later, "8")
    with pytest.raises(InvalidInput) as refused:
        log(project, harbor.technician, later, "0.25")
    assert refused.value.code == "day_full"
    assert "Devon Clarke has 24 hours on 2026-11-02" in refused.value.message
    entry = TimeEntry.objects.get(project=project)
    actions.correct_time_entry(entry=entry, by=harbor.technician, now=later(hours=4), hours=Decimal(15))
    with pytest.raises(InvalidInput):
        actions.correct_time_entry(entry=entry, by=harbor.technician, now=later(hours=4), hours=Decimal(17))


@pytest.mark.django_db
def test_a_correction_moves_hours_and_keeps_what_was_said(project, harbor, later):
    first, second = Task.objects.filter(project=project)
    entry = log(project, harbor.technician, later, "4", task=first)
    actions.correct_time_entry(
        entry=entry, by=harbor.technician, now=later(hours=5), hours=Decimal(3), task=second
    )
    assert list(Task.objects.filter(project=project).values_list("actual", flat=True)) == [0, 3]
    event = AuditEvent.objects.get(verb="time_entry.corrected")
    assert event.changes == {"hours": ["4.00", "3"], "task": ["Plan the migration", "Migrate the servers"]}


@pytest.mark.django_db
def test_what_is_taken_back_stays_in_the_trail(project, harbor, later):
    task = Task.objects.filter(project=project).first()
    entry = log(project, harbor.technician, later, "4", task=task, note="Rack")
    actions.delete_time_entry(entry=entry, by=harbor.technician, now=later(hours=5))
    task.refresh_from_db()
    assert (task.actual, TimeEntry.objects.count()) == (0, 0)
    assert AuditEvent.objects.get(verb="time_entry.deleted").changes["note"] == ["Rack", None]


@pytest.mark.django_db
def test_others_hours_are_logged_by_managers_and_the_lead_only(project, harbor, later):
    log(project, harbor.technician, later, by=harbor.project_manager)
    log(project, harbor.technician, later, by=harbor.lead_tech)
    entry = log(project, harbor.technician, later, by=harbor.owner)
    with pytest.raises(NotAllowed):
        log(project, harbor.technician, later, by=harbor.support)
    with pytest.raises(NotAllowed):
        actions.correct_time_entry(entry=entry, by=harbor.support, now=later(hours=5), hours=Decimal(2))


@pytest.mark.django_db
def test_a_task_of_another_project_is_refused(project, harbor, later):
    other = make_project(harbor, external_id="D-2", now=later())
    with pytest.raises(InvalidInput):
        log(project, harbor.technician, later, task=Task.objects.filter(project=other).first())


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_do_not_both_fit_into_the_day(later):
    company = make_company("harbor", "Harbor Light IT")
    with company.scope():
        projects = [make_project(company, external_id=f"D-{count}", now=later()) for count in range(2)]
    ready, outcomes = threading.Barrier(2), []

    def work(pk):
        try:
            with organization_scope(company.organization.pk):
                project = Project.objects.get(pk=pk)
                ready.wait(10)
                log(project, company.technician, later, "13")
            outcomes.append("logged")
        except InvalidInput as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(project.pk,)) for project in projects]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["day_full", "logged"]


@pytest.mark.django_db(transaction=True)
def test_hours_logged_at_once_on_one_task_are_all_counted(later):
    company = make_company("harbor", "Harbor Light IT")
    with company.scope():
        project = make_project(company, now=later())
        task = Task.objects.filter(project=project).first()
    ready = threading.Barrier(4)

    def work(day):
        try:
            with transaction.atomic(), organization_scope(company.organization.pk):
                mine = Project.objects.get(pk=project.pk)
                ready.wait(10)
                log(mine, company.technician, later, "1", on=day, task=Task.objects.get(pk=task.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(MONDAY - dt.timedelta(days=back),)) for back in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with company.scope():
        assert Task.objects.get(pk=task.pk).actual == 4
        assert Project.objects.get(pk=project.pk).ac == 4
