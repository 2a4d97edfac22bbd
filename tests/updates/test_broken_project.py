"""One project that cannot be drafted or sent is named; the rest of the organization goes."""

import logging

import pytest

from core.due import organizations_due
from mailing.models import OutgoingMail
from projects.models import Project
from tests.updates.conftest import DRAFT, SEND, running_project
from updates import actions
from updates.actions import drafts, sending
from updates.actions.runs import DUE_KIND, TRY_AGAIN_AFTER
from updates.management.commands.send_weekly_updates import report_lines
from updates.models import WeeklyUpdate

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(harbor):
    """Harbor's two projects, inside its scope."""
    with harbor.scope():
        yield running_project(harbor), running_project(harbor, external_id="D-2", title="Firewall")


def breaks_for(project, call, project_of):
    """``call`` that raises for ``project`` and works for the others."""

    def broken(subject, *args, **kwargs):
        if project_of(subject) == project.pk:
            raise KeyError("phase")
        return call(subject, *args, **kwargs)

    return broken


def test_a_project_that_cannot_be_drafted_is_named_and_the_rest_is_drafted(two, harbor, monkeypatch, caplog):
    good, bad = two
    monkeypatch.setattr(drafts, "render_sections", breaks_for(bad, drafts.render_sections, lambda u: u.project_id))
    with caplog.at_level(logging.ERROR):
        (report,) = actions.run_week(harbor.organization, now=DRAFT)
    assert list(WeeklyUpdate.objects.values_list("project_id", flat=True)) == [good.pk]
    assert list(report_lines(harbor.organization, report)) == [
        "harbor 2026-W47: drafted 1, sent 0, waiting 1, late 0, recipients 0",
        "  waiting: P-0001 Server refresh, needs approval of Ana Ruiz",
        "  failed: P-0002 Firewall, could not be drafted (KeyError)",
    ]
    assert "P-0002" in caplog.text
    monkeypatch.undo()
    assert organizations_due(DUE_KIND, DRAFT + TRY_AGAIN_AFTER) == [harbor.organization.pk]
    (report,) = actions.run_week(harbor.organization, now=DRAFT + TRY_AGAIN_AFTER)
    assert (report.drafted, WeeklyUpdate.objects.count()) == (1, 2)


def test_an_update_that_cannot_be_sent_is_named_and_the_rest_leaves(two, harbor, monkeypatch):
    good, bad = two
    actions.run_week(harbor.organization, now=DRAFT)
    for update in WeeklyUpdate.objects.all():
        actions.approve_update(update=update, by=harbor.project_manager, now=DRAFT)
    monkeypatch.setattr(sending, "_mark_sent", breaks_for(bad, sending._mark_sent, lambda u: u.project_id))
    (report,) = actions.run_week(harbor.organization, now=SEND)
    assert list(report_lines(harbor.organization, report)) == [
        "harbor 2026-W47: drafted 0, sent 1, waiting 0, late 0, recipients 5",
        "  failed: P-0002 Firewall, could not be sent (KeyError)",
    ]
    states = dict(WeeklyUpdate.objects.values_list("project_id", "state"))
    assert states == {good.pk: "sent", bad.pk: "approved"}
    numbers = {mail.headers["X-Project"] for mail in OutgoingMail.objects.filter(kind="weekly_update")}
    assert numbers == {"P-0001"}
    monkeypatch.undo()
    (report,) = actions.run_week(harbor.organization, now=SEND + TRY_AGAIN_AFTER)
    assert (report.sent, report.recipients) == (1, 5)


def test_health_of_an_earlier_day_is_computed_from_the_project_as_it_is_now(two, harbor):
    """What was agreed while the run had its rows read already is neither lost nor overwritten."""
    stale, _other = two
    run = _run_of(harbor, stale)
    new_end = stale.committed_end.replace(day=11)
    Project.objects.filter(pk=stale.pk).update(committed_end=new_end)
    calendar = drafts.calendar_of(harbor.organization, drafts.settings_in_force())
    (update,) = drafts.draft_updates(run, [stale], calendar=calendar, now=DRAFT)
    assert update.snapshot["time"]["committed_end"] == new_end.isoformat()
    stored = Project.objects.get(pk=stale.pk)
    assert (stored.committed_end, stored.slip_days) == (new_end, update.snapshot["time"]["slip"])


def _run_of(company, project):
    actions.run_week(company.organization, now=DRAFT)
    update = WeeklyUpdate.objects.select_related("run").get(project=project)
    run = update.run
    update.delete()
    Project.objects.filter(pk=project.pk).update(health_at=None)
    project.refresh_from_db()
    return run
