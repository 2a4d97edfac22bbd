"""What was deleted by mistake comes back as it was, by whoever deleted it and may."""

import re

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from core import clock
from customers.models import Contact
from projects.actions import add_milestone, link_task, log_time
from projects.models import Milestone, Project, Task, TimeEntry
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
        task, other = Task.objects.filter(project=project)
        link_task(task=other, add=[task.pk], by=harbor.lead_tech, now=clock.now())
    page = lead.post(f"{BASE}tasks/{task.pk}/delete/", follow=True).content.decode()
    assert f'data-undo="{BASE}undo/"' in page
    with harbor.scope():
        assert not Task.objects.filter(pk=task.pk).exists()
    lead.post(f"{BASE}undo/")
    with harbor.scope():
        assert values(Task.objects.get(pk=task.pk)) == values(task)
        assert list(other.links.values_list("before_id", flat=True)) == [task.pk]
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


def test_hours_a_hold_and_a_contact_come_back_by_the_toast(harbor, project, signed_in):
    pm = signed_in(harbor.project_manager)
    with harbor.scope():
        task = Task.objects.filter(project=project).first()
        entry = log_time(
            project=project,
            task=task,
            member=harbor.technician,
            on=clock.today(harbor.organization.zone),
            hours=2,
            by=harbor.technician,
            now=clock.now(),
        )
    page = pm.post(f"{BASE}time/{entry.pk}/delete/", follow=True).content.decode()
    assert f'data-undo="{BASE}undo/"' in page
    pm.post(f"{BASE}undo/")
    with harbor.scope():
        assert (TimeEntry.objects.get(pk=entry.pk).hours, Task.objects.get(pk=task.pk).actual) == (2, 2)
        assert AuditEvent.objects.filter(verb="time_entry.restored", object_id=entry.pk).count() == 1
    page = pm.post(f"{BASE}status/hold/", {"reason": "Waiting"}, follow=True).content.decode()
    assert f'data-undo="{BASE}status/resume/"' in page
    pm.post(f"{BASE}status/resume/")
    with harbor.scope():
        assert Project.objects.get(pk=project.pk).status == "active"
    page = pm.post(reverse("customers:activate_contact", args=["harbor", harbor.contact.pk]), follow=True)
    undo = re.search(r'data-undo="([^"]+active=1)"', page.content.decode())[1]
    pm.post(undo)
    with harbor.scope():
        assert Contact.objects.get(pk=harbor.contact.pk).is_active
