"""``send_weekly_updates``: the tick by hand, for one organization or all, at any instant, or dry."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command

from core import clock
from core.due import organizations_due
from mailing.models import OutgoingMail
from projects.actions import start_project
from tests.factories.projects import make_project
from tests.updates.conftest import DRAFT, SEND, running_project
from updates import actions
from updates.models import WeeklyUpdate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _project(harbor):
    with harbor.scope():
        running_project(harbor)


def command(*args):
    out = io.StringIO()
    call_command("send_weekly_updates", *args, stdout=out)
    return out.getvalue().splitlines()


def test_it_drafts_waits_sends_and_says_so(harbor):
    assert command("--now", DRAFT.isoformat()) == [
        "harbor 2026-W47: drafted 1, sent 0, waiting 1, late 0, recipients 0",
        "  waiting: P-0001 Server refresh, needs approval of Ana Ruiz",
    ]
    with harbor.scope():
        actions.approve_update(update=WeeklyUpdate.objects.get(), by=harbor.project_manager, now=DRAFT)
    assert command("--organization", "harbor", "--now", "2026-11-20T15:00:00-05:00") == [
        "harbor 2026-W47: drafted 0, sent 1, waiting 0, late 0, recipients 5"
    ]
    assert command("--now", SEND.isoformat()) == [
        "harbor 2026-W47: drafted 0, sent 0, waiting 0, late 0, recipients 0"
    ]


def test_what_was_not_approved_is_late(harbor):
    assert command("--now", SEND.isoformat())[-1] == "  late: P-0001 Server refresh, needs approval of Ana Ruiz"


def test_what_is_owed_no_update_is_named_with_the_reason(harbor):
    days, hours = dt.timedelta(days=1), dt.timedelta(hours=1)
    with harbor.scope():
        make_project(harbor, now=DRAFT - 3 * days, external_id="D-2", title="Quiet")
        new = make_project(harbor, now=DRAFT + hours, external_id="D-3", title="New")
        begun = make_project(harbor, now=DRAFT - 3 * days, external_id="D-4", title="Weekend")
        start_project(project=new, by=harbor.project_manager, now=DRAFT + 2 * hours)
        start_project(project=begun, by=harbor.project_manager, now=SEND + hours)
    assert not [line for line in command("--now", (DRAFT - hours).isoformat()) if "left out" in line]
    assert command("--now", (SEND + 2 * hours).isoformat())[2:] == [
        "  left out: P-0002 Quiet, not begun: no time is logged and nobody has set it active",
        "  left out: P-0003 New, accepted less than 24 hours before the update leaves",
        "  left out: P-0004 Weekend, begun after this week’s update",
    ]


def test_a_dry_run_changes_nothing(harbor):
    lines = command("--now", DRAFT.isoformat(), "--dry-run")
    assert lines[0] == "harbor 2026-W47: drafted 1, sent 0, waiting 1, late 0, recipients 0"
    assert lines[-1] == "Dry run: nothing was changed."
    with harbor.scope():
        assert not WeeklyUpdate.objects.exists()
        assert not OutgoingMail.objects.filter(kind="weekly_update").exists()


def test_a_pretended_instant_leaves_the_real_schedule_alone(harbor, clock_at):
    """Friday's work tried on Monday must not take this Thursday from the scheduler."""
    clock_at(DRAFT - dt.timedelta(days=3))
    command("--now", SEND.isoformat())
    assert organizations_due("weekly_update", clock.now()) == [harbor.organization.pk]


def test_every_organization_has_its_line(harbor, rival):
    assert [line.split()[0] for line in command("--now", DRAFT.isoformat()) if line[0] != " "] == [
        "harbor",
        "summit",
    ]


@pytest.mark.parametrize("wrong", ["friday", "2026-11-20T15:00:00"])
def test_a_wrong_instant_is_one_sentence(wrong):
    with pytest.raises(CommandError, match="an example is"):
        command("--now", wrong)


def test_an_unknown_organization_is_one_sentence():
    with pytest.raises(CommandError, match="nobody"):
        command("--organization", "nobody")
