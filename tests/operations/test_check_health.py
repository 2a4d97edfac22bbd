"""The alarm outside Celery, on a real organization: an hour after its moment an incomplete week is heard of."""

import datetime as dt
import json

import pytest
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from core.models import Pulse
from core.tenancy import organization_scope
from operations.queries.facts import organization_facts
from tests.updates.conftest import SEND, running_project
from updates.actions import run_week

pytestmark = pytest.mark.django_db


@pytest.fixture
def alive(db):
    for source in ("beat", "web"):
        Pulse.objects.create(source=source, at=timezone.now())


def said(capsys):
    """The alarms' codes, and the exit code of the command."""
    code = 0
    try:
        call_command("check_health", "--json")
    except SystemExit as end:
        code = end.code
    return [json.loads(line)["code"] for line in capsys.readouterr().out.splitlines()], code


def test_a_quiet_hour_prints_nothing_and_ends_well(alive, harbor, capsys):
    assert said(capsys) == ([], 0)


def test_a_silent_scheduler_is_heard_of(alive, harbor, capsys):
    Pulse.objects.filter(source="beat").update(at=timezone.now() - dt.timedelta(minutes=2))
    assert said(capsys) == (["beat_silent"], 1)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_heard_of_without_a_traceback(capsys):
    settings = connections["default"].settings_dict
    port = settings["PORT"]
    connections["default"].close()
    settings["PORT"] = "1"
    try:
        assert said(capsys) == (["database_away"], 1)
    finally:
        connections["default"].close()
        settings["PORT"] = port


def test_a_week_that_never_ran_is_heard_of_an_hour_after_its_moment(alive, harbor, settings, capsys):
    with harbor.scope():
        running_project(harbor)
    settings.CLOCK_OFFSET = SEND + dt.timedelta(minutes=59) - dt.datetime.now(dt.UTC)
    assert "run_incomplete" not in said(capsys)[0]
    settings.CLOCK_OFFSET += dt.timedelta(minutes=2)
    codes, exit_code = said(capsys)
    assert ("run_incomplete" in codes, "work_overdue" in codes, exit_code) == (True, True, 1)


def test_a_week_that_waits_for_a_person_is_complete_for_the_machine(harbor):
    with harbor.scope():
        running_project(harbor)
    with organization_scope(harbor.organization.pk):
        run_week(harbor.organization, now=SEND + dt.timedelta(minutes=1))
    run = organization_facts(harbor.organization, SEND + dt.timedelta(minutes=90)).run
    assert (run.expected, run.sent, run.is_complete) == (1, 0, True)
