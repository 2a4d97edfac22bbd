"""A correction waits for a person, leaves when approved, can be discarded, and leaves the week's run alone."""

import datetime as dt

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from core.errors import DomainError
from mailing.models import OutgoingMail
from projects.models import Evidence
from tests.updates.conftest import DRAFT, MONDAY, SEND, running_project
from updates import actions
from updates.models import WeeklyUpdate
from updates.queries.queue import DRAFT as SHOWN_AS_DRAFT
from updates.queries.queue import week_of

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
NEXT_MONDAY = dt.datetime(2026, 11, 23, 5, 0, tzinfo=dt.UTC)


def corrected(company, *, sent_at=DRAFT, at=DRAFT + HOUR):
    """An update sent early, then a correction of it as a draft. Needs a scope."""
    running_project(company)
    actions.run_week(company.organization, now=DRAFT)
    update = WeeklyUpdate.objects.get()
    actions.send_update(update=update, by=company.project_manager, now=sent_at)
    return actions.correct_update(update=update, by=company.project_manager, now=at)


def weekly_mails():
    return OutgoingMail.objects.filter(kind="weekly_update")


def test_a_correction_never_leaves_by_itself(harbor):
    with harbor.scope():
        correction = corrected(harbor)
        correction.project.update_mode = "automatic"
        correction.project.save()
        before = weekly_mails().count()
        (report,) = actions.run_week(harbor.organization, now=SEND)
        assert (report.sent, len(report.waiting), report.late) == (0, 1, [])
        assert weekly_mails().count() == before


def test_a_correction_leaves_when_it_is_approved_even_before_the_weeks_moment(harbor):
    with harbor.scope():
        correction = corrected(harbor)
        actions.approve_update(update=correction, by=harbor.project_manager, now=DRAFT + 2 * HOUR)
        assert correction.state == "sent"
        assert weekly_mails().filter(audience="customer").count() == 2


def test_all_green_does_not_take_a_correction_along(harbor):
    with harbor.scope():
        correction = corrected(harbor)
        assert correction.time_color == "green"
        assert week_of(harbor.organization, MONDAY, DRAFT + HOUR).greens == []


def test_a_correction_is_a_draft_and_not_late(harbor):
    with harbor.scope():
        corrected(harbor)
        actions.run_week(harbor.organization, now=SEND)
        (row,) = week_of(harbor.organization, MONDAY, SEND + HOUR).rows
        assert row.shown == SHOWN_AS_DRAFT


def test_a_correction_outlives_its_week_and_is_not_missed(harbor):
    with harbor.scope():
        correction = corrected(harbor)
        actions.run_week(harbor.organization, now=SEND)
        actions.run_week(harbor.organization, now=NEXT_MONDAY)
        correction.refresh_from_db()
        assert correction.state == "draft"
        assert not Evidence.objects.filter(text__contains="had no update").exists()
        actions.approve_update(update=correction, by=harbor.project_manager, now=NEXT_MONDAY + HOUR)
        assert correction.state == "sent"


def test_taking_todays_facts_does_not_turn_a_draft_into_a_correction(harbor):
    with harbor.scope():
        running_project(harbor)
        actions.run_week(harbor.organization, now=DRAFT)
        update = WeeklyUpdate.objects.get()
        actions.refresh_facts(update=update, by=harbor.project_manager, now=DRAFT + HOUR)
        actions.approve_update(update=update, by=harbor.project_manager, now=DRAFT + 2 * HOUR)
        assert (update.version, update.state) == (1, "approved")


def test_a_correction_can_be_discarded_and_made_anew(harbor, signed_in, clock_at):
    with harbor.scope():
        correction = corrected(harbor)
    clock_at(DRAFT + 2 * HOUR)
    client = signed_in(harbor.project_manager)
    assert "Discard the correction" in client.get(correction.get_absolute_url()).content.decode()
    answer = client.post(reverse("updates:act", args=["harbor", correction.pk, "discard"]))
    with harbor.scope():
        left = WeeklyUpdate.objects.select_related("organization").get()
        assert (left.version, left.state, answer["Location"]) == (1, "sent", left.get_absolute_url())
        event = AuditEvent.objects.get(verb="update.discarded")
        assert event.object_id == correction.pk
        again = actions.correct_update(update=left, by=harbor.project_manager, now=DRAFT + 3 * HOUR)
        assert again.version == 2


def test_only_an_unsent_correction_can_be_discarded(harbor, api_client, clock_at):
    with harbor.scope():
        running_project(harbor)
        actions.run_week(harbor.organization, now=DRAFT)
        update = WeeklyUpdate.objects.get()
        with pytest.raises(DomainError, match="no correction"):
            actions.discard_correction(update=update, by=harbor.project_manager, now=DRAFT)
        actions.send_update(update=update, by=harbor.project_manager, now=DRAFT)
        correction = actions.correct_update(update=update, by=harbor.project_manager, now=DRAFT)
    clock_at(DRAFT + HOUR)
    address = f"/api/v1/projects/P-0001/updates/{correction.pk}/discard/"
    assert api_client(harbor, role="technician").post(address).status_code == 403
    assert api_client(harbor).post(address).status_code == 204
    with harbor.scope():
        assert WeeklyUpdate.objects.count() == 1
