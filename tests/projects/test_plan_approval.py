"""The approved plan: what it needs, what stays for ever, and what reopens it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import ProgrammingError, connection, transaction

from audit.models import AuditEvent
from core.errors import DomainError, NotAllowed
from projects import actions
from projects.models import BaselineTask, Evidence, PlanBaseline, Responsibility, Task
from tests.factories.plans import approved_plan, complete_plan
from tests.factories.scope import effective_change

pytestmark = pytest.mark.django_db


def duty(project):
    return Responsibility.objects.get(project=project, key="plan").state


def test_an_incomplete_plan_is_refused_with_everything_that_is_missing(project, harbor, later):
    task = Task.objects.filter(project=project).first()
    actions.update_task(task=task, estimate=Decimal(4), skill_level="", by=harbor.lead_tech, now=later())
    with pytest.raises(DomainError) as refused:
        actions.approve_plan(project=project, by=harbor.lead_tech, now=later())
    assert [one["code"] for one in refused.value.errors] == ["hours_missing", "no_level", "no_assignee"]
    assert "4 h of the 40 h agreed" in refused.value.message.replace("\xa0", " ")
    assert not PlanBaseline.objects.exists()


@pytest.mark.parametrize("role", ["project_manager", "service_manager", "technician", "sales"])
def test_only_the_lead_tech_or_an_owner_approves(project, harbor, later, role):
    complete_plan(project)
    with pytest.raises(NotAllowed):
        actions.approve_plan(project=project, by=harbor.members[role], now=later())
    assert actions.approve_plan(project=project, by=harbor.owner, now=later()).number == 1


def test_approval_freezes_the_plan_and_makes_responsibility_four_evident(project, harbor, later):
    first, second = Task.objects.filter(project=project)
    actions.update_task(
        task=first,
        by=harbor.lead_tech,
        now=later(),
        planned_start=dt.date(2026, 11, 9),
        planned_end=dt.date(2026, 11, 10),
    )
    baseline = approved_plan(project, now=later(hours=1))
    assert (duty(project), project.plan_approved_at) == ("done", later(hours=1))
    evidence = Evidence.objects.get(responsibility__key="plan", effect="fulfills")
    assert evidence.text.replace("\xa0", " ").startswith("Baseline 1: 40 h planned for 40 h agreed, Nov 9")
    rows = list(BaselineTask.objects.filter(baseline=baseline))
    assert [(row.title, row.estimate, row.assignee_name) for row in rows] == [
        ("Plan the migration", 8, "Joon Park"),
        ("Migrate the servers", 32, "Joon Park"),
    ]
    assert (rows[0].starts_on, rows[0].ends_on) == (dt.date(2026, 11, 9), dt.date(2026, 11, 10))
    assert rows[1].planned_end is None
    assert rows[1].ends_on == baseline.ends_on  # where the forecast laid it
    assert AuditEvent.objects.get(verb="plan.approved").changes["number"] == [None, 1]
    for task in (first, second):
        task.refresh_from_db()
        actions.update_task(
            task=task, by=harbor.lead_tech, now=later(hours=2), title="Other", estimate=Decimal(99)
        )
    actions.delete_tasks(project=project, ids=[second.pk], by=harbor.lead_tech, now=later(hours=3))
    assert [row.title for row in BaselineTask.objects.filter(baseline=baseline)] == [row.title for row in rows]


def test_the_database_refuses_to_change_a_baseline(project, harbor, later):
    baseline = approved_plan(project, now=later())
    for statement in (
        "UPDATE projects_planbaseline SET hours = 1",
        "DELETE FROM projects_baselinetask",
        "UPDATE projects_baselinetask SET title = 'x'",
        "DELETE FROM projects_planbaseline",
    ):
        refused = pytest.raises(ProgrammingError, match="permission denied")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert PlanBaseline.objects.get() == baseline


def test_what_did_not_change_is_not_approved_twice_and_what_did_is_a_second_baseline(project, harbor, later):
    approved_plan(project, now=later())
    with pytest.raises(DomainError) as refused:
        approved_plan(project, now=later(hours=1))
    assert refused.value.code == "plan_unchanged"
    task = Task.objects.filter(project=project).first()
    actions.update_task(task=task, estimate=Decimal(9), by=harbor.lead_tech, now=later(hours=2))
    assert approved_plan(project, now=later(hours=3)).number == 2
    assert [row.hours for row in PlanBaseline.objects.all()] == [41, 40]


def test_hours_agreed_later_reopen_it_until_tasks_hold_them(project, harbor, later):
    approved_plan(project, now=later())
    effective_change(project, now=later(hours=1))
    project.refresh_from_db()
    assert (duty(project), project.plan_approved_at) == ("reopened", None)
    missing = project.change_hours
    assert "in no task" in Evidence.objects.get(responsibility__key="plan", effect="reopens").text
    rows = [{"title": "More", "estimate": missing, "skill_level": "L2", "assignee": harbor.lead_tech}]
    actions.add_tasks(project=project, rows=rows, by=harbor.lead_tech, now=later(hours=3))
    assert approved_plan(project, now=later(hours=4)).number == 2
    assert duty(project) == "done"
