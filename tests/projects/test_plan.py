"""Tasks and milestones: who may, what is refused, what the trail says."""

import datetime as dt

import pytest

from audit.models import AuditEvent
from core.errors import DomainError, InvalidInput, NotAllowed
from projects import actions
from projects.models import Milestone, Task

pytestmark = pytest.mark.django_db


def test_the_lead_tech_adds_at_the_end_of_the_plan(project, harbor, later):
    task = actions.add_task(project=project, title=" Cut over ", estimate=4, by=harbor.lead_tech, now=later())
    assert (task.title, task.position, task.created_at) == ("Cut over", 3, later())
    event = AuditEvent.objects.get(verb="task.added")
    assert (event.object_label, event.changes["estimate"]) == ("Cut over", [None, "4"])


def test_an_edit_is_kept_with_before_and_after(project, harbor, later):
    task = Task.objects.filter(project=project).first()
    actions.update_task(
        task=task,
        by=harbor.lead_tech,
        now=later(),
        estimate=10,
        assignee=harbor.technician,
        planned_start=dt.date(2026, 11, 9),
    )
    changes = AuditEvent.objects.get(verb="task.updated").changes
    assert changes == {
        "estimate": ["8.00", 10],
        "assignee": [None, "Devon Clarke"],
        "planned_start": [None, "2026-11-09"],
    }
    actions.update_task(task=task, by=harbor.lead_tech, now=later(), estimate=10)
    assert AuditEvent.objects.filter(verb="task.updated").count() == 1


@pytest.mark.parametrize(
    "role", ["project_manager", "service_manager", "sales", "dispatcher", "support", "technician"]
)
def test_nobody_else_changes_the_plan(project, harbor, later, role):
    by, task = harbor.members[role], Task.objects.filter(project=project).first()
    for act in (
        lambda: actions.add_task(project=project, title="x", by=by, now=later()),
        lambda: actions.update_task(task=task, by=by, now=later(), estimate=1),
        lambda: actions.set_remaining(task=task, hours=1, by=by, now=later()),
        lambda: actions.complete_task(task=task, by=by, now=later()),
        lambda: actions.delete_task(task=task, by=by, now=later()),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_lead_tech_of_another_project_may_not_but_an_owner_may(project, harbor, later):
    harbor.technician.roles = ["lead_tech"]
    harbor.technician.save()
    with pytest.raises(NotAllowed):
        actions.add_task(project=project, title="x", by=harbor.technician, now=later())
    assert actions.add_task(project=project, title="x", by=harbor.owner, now=later()).pk


def test_remaining_hours_are_the_techs_word_with_its_time(project, harbor, later):
    task = Task.objects.filter(project=project).first()
    actions.set_remaining(task=task, hours=12, by=harbor.lead_tech, now=later(days=1))
    project.refresh_from_db()
    assert (task.remaining, task.remaining_at, project.remaining_revised_at) == (12, later(days=1), later(days=1))
    assert (project.etc, project.eac) == (44, 44)
    actions.set_remaining(task=task, hours=None, by=harbor.lead_tech, now=later(days=2))
    project.refresh_from_db()
    assert project.eac == 40
    with pytest.raises(InvalidInput):
        actions.set_remaining(task=task, hours=-1, by=harbor.lead_tech, now=later())


def test_a_done_task_has_no_remaining_hours_to_set(project, harbor, later):
    task = Task.objects.filter(project=project).first()
    actions.complete_task(task=task, by=harbor.lead_tech, now=later())
    with pytest.raises(DomainError, match="Reopen it first"):
        actions.set_remaining(task=task, hours=1, by=harbor.lead_tech, now=later())


def test_a_task_with_hours_is_not_deleted(project, harbor, later):
    first, second = Task.objects.filter(project=project)
    actions.log_time(
        project=project,
        member=harbor.technician,
        task=first,
        on=dt.date(2026, 11, 2),
        hours=1,
        by=harbor.technician,
        now=later(),
    )
    with pytest.raises(DomainError) as refused:
        actions.delete_task(task=first, by=harbor.lead_tech, now=later())
    assert refused.value.code == "task_has_time"
    actions.delete_task(task=second, by=harbor.lead_tech, now=later())
    assert AuditEvent.objects.get(verb="task.deleted").changes["estimate"] == ["32.00", None]


def test_an_unknown_field_is_the_callers_mistake(project, harbor, later):
    with pytest.raises(TypeError, match="actual"):
        actions.add_task(project=project, title="x", actual=4, by=harbor.lead_tech, now=later())


def test_a_milestone_keeps_its_planned_day(project, harbor, later):
    pm = harbor.project_manager
    milestone = actions.add_milestone(
        project=project, title="Go live", baseline_on=dt.date(2026, 11, 20), by=pm, now=later()
    )
    actions.update_milestone(
        milestone=milestone, forecast_on=dt.date(2026, 11, 23), by=harbor.lead_tech, now=later()
    )
    with pytest.raises(TypeError):
        actions.update_milestone(milestone=milestone, baseline_on=dt.date(2026, 11, 23), by=pm, now=later())
    with pytest.raises(InvalidInput):
        actions.reach_milestone(milestone=milestone, on=dt.date(2026, 11, 3), by=pm, now=later())
    actions.reach_milestone(milestone=milestone, on=dt.date(2026, 11, 2), by=pm, now=later())
    row = Milestone.objects.get(pk=milestone.pk)
    assert (row.baseline_on, row.forecast_on, row.reached_on) == (
        dt.date(2026, 11, 20),
        dt.date(2026, 11, 23),
        dt.date(2026, 11, 2),
    )
    with pytest.raises(NotAllowed):
        actions.delete_milestone(milestone=milestone, by=harbor.sales, now=later())
    actions.delete_milestone(milestone=milestone, by=pm, now=later())
    assert list(
        AuditEvent.objects.filter(verb__startswith="milestone.").order_by("id").values_list("verb", flat=True)
    ) == [
        "milestone.added",
        "milestone.updated",
        "milestone.reached",
        "milestone.deleted",
    ]
