"""Who follows the weekly updates of every project, and how they stop: by one click, and back by their own choice."""

import pytest
from django.test import Client

from accounts.actions.preferences import follow_updates
from accounts.models import StaffProfile
from accounts.queries import follows_updates, notification_choice
from audit.models import AuditEvent
from core.models import TokenRoute
from mailing.models import OutgoingMail
from tests.updates.conftest import DRAFT, SEND
from updates import actions
from updates.models import WeeklyUpdate

pytestmark = pytest.mark.django_db


def mails_of_the_week(company):
    """``{address: mail}`` of the inside, after everything was approved and sent."""
    actions.run_week(company.organization, now=DRAFT)
    for update in WeeklyUpdate.objects.filter(state="draft"):
        actions.approve_update(update=update, by=company.project_manager, now=DRAFT)
    actions.run_week(company.organization, now=SEND)
    rows = OutgoingMail.objects.filter(kind="weekly_update", audience="internal")
    return {mail.to_email: mail for mail in rows}


def stop_address(mail):
    return "/" + mail.headers["List-Unsubscribe"].strip("<>").split("/", 3)[3]


def test_owners_follow_by_themselves_and_others_when_they_choose(harbor, project):
    follow_updates(by=harbor.dispatcher, wanted=True)
    mails = mails_of_the_week(harbor)
    people = (harbor.project_manager, harbor.lead_tech, harbor.owner, harbor.dispatcher)
    assert set(mails) == {person.email for person in people}
    for follower in people[2:]:
        mail = mails[follower.email]
        assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert stop_address(mail) in mail.text
        assert stop_address(mail) in mail.html
    for own in people[:2]:
        assert "List-Unsubscribe" not in mails[own.email].headers
        assert "Stop updates" not in mails[own.email].text


def test_an_owner_who_declined_gets_no_mail_but_still_of_what_they_lead(harbor, project):
    follow_updates(by=harbor.owner, wanted=False)
    follow_updates(by=harbor.project_manager, wanted=False)
    mails = mails_of_the_week(harbor)
    assert set(mails) == {harbor.project_manager.email, harbor.lead_tech.email}


def test_who_has_left_follows_nothing(harbor, project):
    follow_updates(by=harbor.support, wanted=True)
    harbor.support.is_active = False
    harbor.support.save(update_fields=["is_active"])
    assert harbor.support.email not in mails_of_the_week(harbor)


def test_the_one_click_of_an_owners_mail_stops_it_and_opening_changes_nothing(harbor, project, api_client):
    address = stop_address(mails_of_the_week(harbor)[harbor.owner.email])
    program = Client(enforce_csrf_checks=True)
    for _ in range(2):
        assert "Stop weekly updates?" in program.get(address).content.decode()
        assert program.head(address).status_code == 200
    assert _follows(harbor, harbor.owner)
    for _ in range(2):
        answer = program.post(
            address, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
        )
        assert (answer.status_code, bool(answer.cookies)) == (200, False)
    assert not _follows(harbor, harbor.owner)
    assert "still come" in program.get(address).content.decode()
    with harbor.scope():
        assert AuditEvent.objects.filter(verb="member.notifications_chosen").count() == 1
    mine = api_client(harbor, "owner")
    assert mine.get("/api/v1/me/notifications/").json()["ways"]["weekly_updates"] == "none"
    body = {"ways": {"weekly_updates": "mail"}}
    assert mine.patch("/api/v1/me/notifications/", body, content_type="application/json").status_code == 200
    assert _follows(harbor, harbor.owner)


def test_the_button_stops_and_another_one_takes_it_back(harbor, project):
    address = stop_address(mails_of_the_week(harbor)[harbor.owner.email])
    visitor = Client(enforce_csrf_checks=True)
    assert "You get no more" in visitor.post(address, follow=True).content.decode()
    assert "Stop weekly updates?" in visitor.post(f"{address}undo/", follow=True).content.decode()
    assert _follows(harbor, harbor.owner)


def test_stopping_keeps_quiet_hours(harbor):
    with harbor.scope():
        StaffProfile.objects.update_or_create(
            member=harbor.owner, defaults={"quiet_from": "20:00", "quiet_until": "06:00"}
        )
        follow_updates(by=harbor.owner, wanted=False)
        assert StaffProfile.objects.get(member=harbor.owner).quiet_until.hour == 6


def test_a_link_of_the_rivals_member_opens_nothing_here(harbor, rival, project):
    mail = mails_of_the_week(harbor)[harbor.owner.email]
    TokenRoute.objects.filter(object_id=harbor.owner.pk).update(organization=rival.organization)
    assert Client().get(stop_address(mail)).status_code == 404


def _follows(company, member):
    with company.scope():
        assert follows_updates(member) == (notification_choice(member, "weekly_updates") == "mail")
        return follows_updates(member)
