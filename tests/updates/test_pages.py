"""The queue: state, recipients, previews, words saved as typed, decisions by plain POST."""

import datetime as dt
import json
import re

import pytest
from django.urls import reverse

from mailing.models import OutgoingMail, ProjectNotice
from tests.statements import counted_statements
from tests.updates.conftest import DRAFT, MONDAY, SEND, running_project
from updates import actions
from updates.models import UpdateRender, WeeklyUpdate

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
QUEUE = "/o/harbor/updates/"


@pytest.fixture
def drafted(harbor, clock_at):
    """``drafted(n)``: n projects drafted on Thursday; the clock stands an hour later."""

    def make(count=1):
        with harbor.scope():
            for index in range(count):
                running_project(harbor, external_id=f"D-{index}", title=f"Project {index}")
            actions.run_week(harbor.organization, now=DRAFT)
        clock_at(DRAFT + HOUR)
        with harbor.scope():
            return list(
                WeeklyUpdate.objects.select_related("project", "organization").order_by("project__sequence")
            )

    return make


def state_of(harbor, update):
    with harbor.scope():
        return WeeklyUpdate.objects.get(pk=update.pk)


def address(update, act):
    return reverse("updates:act", args=["harbor", update.pk, act])


def test_an_empty_week_teaches(harbor, signed_in):
    page = signed_in(harbor.project_manager).get(QUEUE)
    assert page.status_code == 200
    assert "Every project at work gets one update a week" in page.content.decode()


def test_the_queue_opens_the_first_update_with_its_people(drafted, harbor, signed_in):
    drafted(2)
    text = signed_in(harbor.project_manager).get(QUEUE).content.decode()
    assert "0 of 2 updates are ready" in text
    assert "Project 0, Acme Dental" in text
    assert "2 updates, 5 people." in text
    for name in ("Ann Lee", "Olivia Grant", "Joon Park", "Sam Ortiz"):
        assert name in text
    assert "Bill Doe" not in text


@pytest.mark.parametrize("count", [1, 12])
def test_the_queue_asks_nine_statements_however_long_it_is(drafted, harbor, signed_in, count):
    drafted(count)
    client = signed_in(harbor.project_manager)
    client.get(QUEUE)
    with counted_statements() as statements:
        client.get(QUEUE)
    assert len(statements) == 9, "\n".join(statements)


def test_words_are_saved_as_they_are_typed(drafted, harbor, signed_in):
    (update,) = drafted()
    client = signed_in(harbor.project_manager)
    url = reverse("updates:words", args=["harbor", update.pk])
    answer = client.post(url, {"words": "The racks are in."}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "Saved 4:00" in answer.content.decode()
    assert state_of(harbor, update).words == "The racks are in."
    assert "The racks are in." in client.get(update.get_absolute_url()).content.decode()
    with harbor.scope():
        assert "The racks are in." in UpdateRender.objects.get(update=update, audience="customer").html


def test_approving_saves_the_words_and_goes_to_the_next(drafted, harbor, signed_in):
    first, second = drafted(2)
    client = signed_in(harbor.project_manager)
    answer = client.post(address(first, "approve"), {"words": "All good."})
    assert answer["Location"] == second.get_absolute_url()
    stored = state_of(harbor, first)
    assert (stored.state, stored.words, stored.approved_by) == ("approved", "All good.", harbor.project_manager)
    client.post(address(first, "unapprove"))
    assert state_of(harbor, first).state == "draft"


def test_an_update_that_needs_words_is_not_approved_without(drafted, harbor, signed_in):
    (update,) = drafted()
    with harbor.scope():
        WeeklyUpdate.objects.update(needs_words=True)
    answer = signed_in(harbor.project_manager).post(address(update, "approve"), {"words": " "})
    assert answer.status_code == 409
    assert "Say why in a sentence first" in answer.content.decode()
    assert state_of(harbor, update).state == "draft"


def test_holding_needs_a_reason_and_releasing_ends_it(drafted, harbor, signed_in):
    (update,) = drafted()
    client = signed_in(harbor.project_manager)
    assert client.post(address(update, "hold"), {"reason": " "}).status_code == 400
    client.post(address(update, "hold"), {"reason": "The customer called"})
    assert state_of(harbor, update).state == "held"
    assert "Held: The customer called" in client.get(update.get_absolute_url()).content.decode()
    client.post(address(update, "release"))
    assert state_of(harbor, update).state == "draft"


def test_no_change_writes_the_sentence(drafted, harbor, signed_in):
    (update,) = drafted()
    signed_in(harbor.project_manager).post(address(update, "no-change"))
    assert state_of(harbor, update).words == "No change this week. Next: Plan the migration, under way."


def test_all_green_are_approved_at_once_and_only_green_ones(drafted, harbor, signed_in):
    updates = drafted(3)
    with harbor.scope():
        WeeklyUpdate.objects.filter(pk=updates[0].pk).update(time_color="red", needs_words=True)
    signed_in(harbor.project_manager).post(f"{QUEUE}approve-green/", {"update": updates[0].pk})
    assert [state_of(harbor, update).state for update in updates] == ["draft", "approved", "approved"]


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("owner", 302),
        ("service_manager", 302),
        ("project_manager", 302),
        ("lead_tech", 403),
        ("sales", 403),
        ("dispatcher", 403),
        ("support", 403),
        ("technician", 403),
    ],
)
def test_only_the_manager_and_those_above_approve(drafted, harbor, signed_in, role, status):
    (update,) = drafted()
    assert signed_in(harbor.members[role]).post(address(update, "approve")).status_code == status


def test_a_deputy_approves_when_the_manager_is_away(drafted, harbor, signed_in):
    (update,) = drafted()
    with harbor.scope():
        harbor.project_manager.deputy = harbor.dispatcher
        harbor.project_manager.save()
    assert signed_in(harbor.dispatcher).post(address(update, "approve")).status_code == 302


def test_the_preview_is_what_is_sent(drafted, harbor, signed_in):
    (update,) = drafted()
    client = signed_in(harbor.project_manager)
    url = reverse("updates:preview", args=["harbor", update.pk, "customer", harbor.contact.pk])
    assert "Exactly what Ann Lee" in client.get(url).content.decode()
    assert "See the whole project" not in client.get(f"{url}?as=text").content.decode()
    body = client.get(f"{url}body/")
    assert "style-src 'unsafe-inline'" in body["Content-Security-Policy"]
    assert "script-src 'none'" in body["Content-Security-Policy"]
    with harbor.scope():
        actions.approve_update(update=update, by=harbor.project_manager, now=DRAFT)
        actions.run_week(harbor.organization, now=SEND)
        sent = OutgoingMail.objects.get(kind="weekly_update", audience="customer").html
    assert _without_links(body.content.decode()) == _without_links(sent)


def _without_links(html):
    return re.sub(r'href="[^"]*"', "", html)


def test_a_stranger_has_no_preview(drafted, harbor, signed_in):
    (update,) = drafted()
    client = signed_in(harbor.project_manager)
    for audience, person in (("customer", harbor.billing_contact.pk), ("internal", harbor.contact.pk)):
        url = reverse("updates:preview", args=["harbor", update.pk, audience, person])
        assert client.get(url).status_code == 404


def test_after_sending_each_persons_delivery_stands_beside_the_name(drafted, harbor, signed_in):
    (update,) = drafted()
    client = signed_in(harbor.project_manager)
    client.post(address(update, "send"))
    page = client.get(update.get_absolute_url()).content.decode()
    assert "Went to" in page
    assert page.count("Waiting") >= 5
    with harbor.scope():
        OutgoingMail.objects.filter(to_email=harbor.contact.email).update(state="bounced")
    page = client.get(update.get_absolute_url()).content.decode()
    assert "Bounced" in page


def test_a_correction_is_a_new_version_that_leaves_on_approval(drafted, harbor, signed_in, clock_at):
    (update,) = drafted()
    client = signed_in(harbor.project_manager)
    client.post(address(update, "send"))
    clock_at(SEND + HOUR)
    client.post(address(update, "correct"))
    with harbor.scope():
        actions.run_week(harbor.organization, now=SEND + HOUR)
        correction = WeeklyUpdate.objects.select_related("organization").get(version=2)
    client.post(address(correction, "approve"), {"words": "One date was wrong."})
    with harbor.scope():
        mails = OutgoingMail.objects.filter(kind="weekly_update", audience="customer")
        assert mails.count() == 2
    assert client.post(address(update, "correct")).status_code == 409


def test_an_update_without_a_reader_at_the_customer_says_so_before_approval(drafted, harbor, signed_in):
    (update,) = drafted()
    client = signed_in(harbor.project_manager)
    sentence = "Nobody at Acme Dental gets this update"
    assert sentence not in client.get(update.get_absolute_url()).content.decode()
    with harbor.scope():
        harbor.contact.receives_updates = False
        harbor.contact.save()
    page = client.get(update.get_absolute_url()).content.decode()
    assert sentence in page
    assert page.count("No customer reader") == 1  # in the list
    client.post(address(update, "send"))
    assert "Nobody at Acme Dental got this update" in client.get(update.get_absolute_url()).content.decode()


@pytest.mark.parametrize("wrong", ["abc", "%00", "\x00", "1e5"])
def test_an_id_that_is_none_is_missing(drafted, harbor, signed_in, wrong):
    (update,) = drafted()
    client = signed_in(harbor.project_manager)
    assert client.post(f"{QUEUE}approve-green/", {"update": wrong}).status_code == 404
    client.post(address(update, "send"))
    for contact in ("", wrong):
        assert client.post(address(update, "resend"), {"contact": contact}).status_code == 404


def test_a_reason_is_one_plain_line(drafted, harbor, signed_in):
    (update,) = drafted()
    assert (
        signed_in(harbor.project_manager).post(address(update, "hold"), {"reason": "Wait\x00\u202e"}).status_code
        == 302
    )
    assert state_of(harbor, update).hold_reason == "Wait"


def test_weeks_can_be_walked(drafted, harbor, signed_in):
    drafted()
    client = signed_in(harbor.project_manager)
    page = client.get(f"{QUEUE}?week={MONDAY}").content.decode()
    assert "Week 47" in page
    assert [client.get(f"{QUEUE}?week={week}").status_code for week in ("soon", "9999-12-31")] == [404, 404]
    assert "No updates in this week" in client.get(f"{QUEUE}?week=2026-11-09").content.decode()


def test_another_organizations_update_is_missing(drafted, harbor, rival, signed_in):
    (update,) = drafted()
    client = signed_in(rival.owner)
    assert client.get(f"/o/summit/updates/{update.pk}/").status_code == 404
    assert client.post(f"/o/summit/updates/{update.pk}/approve/").status_code == 404
    assert state_of(harbor, update).state == "draft"


def test_a_test_goes_to_who_asks_and_tells_nobody_anything(harbor, drafted, signed_in, api_client):
    (update,) = drafted()
    contact = harbor.contact.pk
    path = reverse("updates:trial", args=["harbor", update.pk, "customer", contact])
    assert signed_in(harbor.project_manager).post(path).status_code == 302
    answer = api_client(harbor).post(
        f"/api/v1/projects/P-0001/updates/{update.pk}/test/",
        {"audience": "customer", "person": str(contact)},
        content_type="application/json",
    )
    assert answer.status_code == 202
    with harbor.scope():
        mails = list(OutgoingMail.objects.filter(kind="update_test"))
        assert [mail.to_email for mail in mails] == [harbor.project_manager.email] * 2
        assert all(mail.subject.startswith("Test for Ann Lee: ") for mail in mails)
        assert not ProjectNotice.objects.exists()
        assert WeeklyUpdate.objects.get().state == "draft"


def test_a_mail_is_sent_again_after_a_question_and_to_that_contact_only(harbor, drafted, signed_in):
    (update,) = drafted()
    client = signed_in(harbor.project_manager)
    client.post(address(update, "send"))
    with harbor.scope():
        mail = OutgoingMail.objects.get(contact_id=harbor.contact.pk)
        OutgoingMail.objects.update(state="accepted")
        before = OutgoingMail.objects.count()
    path = reverse("updates:resend", args=["harbor", mail.pk])
    assert path in client.get(reverse("mailing:delivery", args=["harbor", mail.pk])).content.decode()
    asked = client.get(path).content.decode()
    assert "Send it again to Ann Lee?" in asked
    with harbor.scope():
        assert OutgoingMail.objects.count() == before
    assert client.post(path).status_code == 302
    with harbor.scope():
        assert OutgoingMail.objects.count() == before + 1
        again = OutgoingMail.objects.get(idempotency_key__startswith="weekly_update/resend/")
        assert again.to_email == harbor.contact.email


def test_words_of_two_people_are_both_shown_and_nothing_typed_is_lost(harbor, drafted, signed_in):
    update = drafted()[0]
    url = f"/o/harbor/updates/{update.pk}/words/"
    pm, owner = signed_in(harbor.project_manager), signed_in(harbor.owner)
    seen = json.dumps({"words": ""})
    owner.post(url, {"words": "Hers", "seen": seen})
    typing = pm.post(url, {"words": "Mine", "seen": seen}, headers={"hx-request": "true"})
    assert (typing.status_code, typing["HX-Retarget"]) == (422, "#words-conflict")
    assert "Olivia Grant" in typing.content.decode()
    on = pm.post(url, {"words": "Mine too", "seen": seen, "clash": "words"}, headers={"hx-request": "true"})
    assert on.status_code == 409
    page = pm.post(f"/o/harbor/updates/{update.pk}/approve/", {"words": "Mine", "seen": seen})
    assert page.status_code == 409
    assert ">Mine</textarea>" in page.content.decode()
    assert "<strong>Hers</strong>" in page.content.decode()
    update = state_of(harbor, update)
    assert (update.words, update.state) == ("Hers", "draft")
    fresh = {"seen": json.dumps({"words": "Hers"}), "clash": "words", "words": "Mine"}
    pm.post(url, fresh | {"keep": "theirs"})
    assert state_of(harbor, update).words == "Hers"
    pm.post(url, fresh | {"keep": "mine"})
    assert state_of(harbor, update).words == "Mine"
    again = pm.post(url, {"words": "Mine, typed on", "seen": seen}, headers={"hx-request": "true"})
    assert (
        'hx-swap-oob="true"' in again.content.decode()
    )  # one's own words, saved as they are typed, are no conflict
