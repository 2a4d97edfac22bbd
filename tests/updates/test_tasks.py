"""The minute tick finds who is due and runs their week, by the clock."""

import datetime as dt

import pytest
from celery import current_app

from core.models import DueWork
from tests.updates.conftest import DRAFT, SEND, running_project
from updates import tasks
from updates.actions.runs import DUE_KIND
from updates.models import WeeklyUpdate

pytestmark = pytest.mark.django_db


@pytest.fixture
def tick(django_capture_on_commit_callbacks):
    """``tick()``: one tick with the worker's part done on the spot."""

    def run():
        with django_capture_on_commit_callbacks(execute=True):
            tasks.tick()

    current_app.conf.task_always_eager = True
    yield run
    current_app.conf.task_always_eager = False


def test_a_tick_drafts_for_who_is_due_and_for_nobody_else(harbor, rival, clock_at, tick):
    for company in (harbor, rival):
        with company.scope():
            running_project(company)
    DueWork.objects.filter(organization=rival.organization, kind=DUE_KIND).update(due_at=SEND)
    clock_at(DRAFT)
    tick()
    with harbor.scope():
        assert WeeklyUpdate.objects.count() == 1
    with rival.scope():
        assert not WeeklyUpdate.objects.exists()
    assert DueWork.objects.get(organization=harbor.organization, kind=DUE_KIND).due_at == SEND


def test_a_clock_that_was_moved_back_is_looked_at_again(harbor, clock_at, tick):
    with harbor.scope():
        running_project(harbor)
    DueWork.objects.filter(kind=DUE_KIND).update(due_at=DRAFT + dt.timedelta(days=60))
    clock_at(DRAFT)
    tick()
    assert DueWork.objects.get(kind=DUE_KIND).due_at == SEND


def test_an_organization_that_left_is_put_off(harbor, clock_at, tick):
    harbor.organization.is_active = False
    harbor.organization.save()
    DueWork.objects.update_or_create(
        organization=harbor.organization, kind=DUE_KIND, defaults={"due_at": DRAFT - dt.timedelta(days=1)}
    )
    clock_at(DRAFT)
    tick()
    assert DueWork.objects.get(kind=DUE_KIND).due_at > DRAFT
