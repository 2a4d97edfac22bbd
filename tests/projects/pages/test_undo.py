"""What was deleted by mistake comes back as it was, by whoever deleted it and may."""

import pytest

from audit.models import AuditEvent
from core import clock
from projects.actions import add_milestone
from projects.models import Milestone, Task
from tests.factories.projects import make_project

BASE = "/o/harbor/projects/P-0001/"


@pytest.fixture
def project(harbor):
    with harbor.scope():
        return make_project(harbor)


def values(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields} | {"updated_at": 0}


def test_a_deleted_task_comes_back_with_everything_it_had(harbor, project, signed_in):
    lead = signed_in(harbor.members["lead_tech"])
    with harbor.scope():
        task = Task.objects.filter(project=project).first()
    page = lead.post(f"{BASE}tasks/{task.pk}/delete/", follow=True).content.decode()
    assert f'data-undo="{BASE}undo/"' in page
    with harbor.scope():
        assert not Task.objects.filter(pk=task.pk).exists()
    lead.post(f"{BASE}undo/")
    with harbor.scope():
        assert values(Task.objects.get(pk=task.pk)) == values(task)
        assert AuditEvent.objects.filter(verb="task.restored", object_id=task.pk).count() == 1


def test_a_milestone_comes_back_once(harbor, project, signed_in):
    with harbor.scope():
        stone = add_milestone(
            project=project,
            title="Cutover",
            baseline_on=clock.today("UTC"),
            by=harbor.project_manager,
            now=clock.now(),
        )
    pm = signed_in(harbor.project_manager)
    pm.post(f"{BASE}milestones/{stone.pk}/delete/")
    for _ in range(2):
        pm.post(f"{BASE}undo/")
    with harbor.scope():
        assert values(Milestone.objects.get()) == values(stone)


def test_another_session_and_a_later_day_bring_nothing_back(harbor, project, signed_in, settings):
    import datetime as dt

    lead = signed_in(harbor.members["lead_tech"])
    with harbor.scope():
        task = Task.objects.filter(project=project).first()
    lead.post(f"{BASE}tasks/{task.pk}/delete/")
    signed_in(harbor.owner).post(f"{BASE}undo/")
    settings.CLOCK_OFFSET = dt.timedelta(minutes=11)
    page = lead.post(f"{BASE}undo/", follow=True).content.decode()
    assert "nothing to take back" in page
    with harbor.scope():
        assert not Task.objects.filter(pk=task.pk).exists()
