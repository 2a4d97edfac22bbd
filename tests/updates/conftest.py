"""A running project of the cast and the moments of one week: draft Thursday, send Friday, 15:00 in New York."""

import datetime as dt

import pytest

from projects.actions import log_time, start_project
from projects.models import Project, Task
from tests.factories.projects import make_project

MONDAY = dt.date(2026, 11, 16)
ACCEPTED = dt.datetime(2026, 11, 10, 15, 0, tzinfo=dt.UTC)
STARTED = dt.datetime(2026, 11, 12, 22, 0, tzinfo=dt.UTC)
DRAFT = dt.datetime(2026, 11, 19, 20, 0, tzinfo=dt.UTC)
SEND = dt.datetime(2026, 11, 20, 20, 0, tzinfo=dt.UTC)
NEXT_DRAFT = DRAFT + dt.timedelta(days=7)
NEXT_SEND = SEND + dt.timedelta(days=7)


def running_project(company, **fields):
    """A project at work since before the week of these tests, its first task with a day. Needs a scope."""
    values = {"start": dt.date(2026, 11, 12), "end": dt.date(2026, 12, 18)} | fields
    project = make_project(company, now=ACCEPTED, **values)
    start_project(project=project, by=company.project_manager, now=STARTED)
    Task.objects.filter(project=project, position=1).update(planned_start=values["start"])
    return Project.objects.get(pk=project.pk)


@pytest.fixture
def project(harbor):
    """Harbor's project, inside its scope."""
    with harbor.scope():
        yield running_project(harbor)


@pytest.fixture
def work(harbor):
    """``work(project, hours, at)``: the technician logs hours on the project's first task."""

    def log(project, hours, at):
        return log_time(
            project=project,
            task=Task.objects.filter(project=project).first(),
            member=harbor.technician,
            on=at.date(),
            hours=hours,
            note="",
            by=harbor.technician,
            now=at,
        )

    return log


@pytest.fixture
def clock_at(settings):
    """``clock_at(instant)``: what the views take for now."""

    def move(instant):
        settings.CLOCK_OFFSET = instant - dt.datetime.now(dt.UTC)

    return move
