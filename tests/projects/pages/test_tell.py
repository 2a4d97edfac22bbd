"""Telling the customer the dates: by a mail with one's own words, or by phone with a record."""

import datetime as dt

import pytest
from django.urls import reverse

from core.errors import DomainError, InvalidInput, NotAllowed
from mailing.models import OutgoingMail
from projects import actions
from projects.models import Evidence, Project
from tests.factories.projects import make_project

pytestmark = pytest.mark.django_db
START, END = dt.date(2026, 11, 9), dt.date(2026, 12, 11)
TEXT = "the vendor is late, so the end moves."


@pytest.fixture
def project(harbor):
    with harbor.scope():
        return make_project(harbor)


def body(harbor, act, **changes):
    values = {"start": START.isoformat(), "end": END.isoformat(), "text": TEXT}
    return values | {"contacts": [str(harbor.contact.pk)], "act": act} | changes


def address(project):
    return reverse("projects:tell", args=["harbor", project.number])


def notices(harbor):
    with harbor.scope():
        return list(OutgoingMail.objects.filter(kind="dates_notice"))


def test_the_preview_is_what_goes_out_and_sends_nothing(harbor, project, signed_in):
    client = signed_in(harbor.project_manager)
    page = client.post(address(project), body(harbor, "preview"))
    assert page.status_code == 200
    assert TEXT in page.context["shown"].text
    assert notices(harbor) == []
    assert client.post(address(project), body(harbor, "send")).status_code == 302
    (mail,) = notices(harbor)
    assert mail.subject == page.context["shown"].subject
    assert (mail.to_email, mail.audience, mail.reply_to) == (
        harbor.contact.email,
        "customer",
        harbor.project_manager.email,
    )
    assert "/portal/" in mail.text
    with harbor.scope():
        told = Evidence.objects.get(responsibility__key="dates", effect="fulfills")
        assert "by mail: Ann Lee" in told.text
        assert Project.objects.get(pk=project.pk).told_end == END


def test_saying_it_by_phone_sends_nothing_and_counts_as_told(harbor, project, signed_in):
    told = {"start": START.isoformat(), "end": END.isoformat(), "to": harbor.contact.name, "through": "phone"}
    assert signed_in(harbor.project_manager).post(address(project), told | {"act": "record"}).status_code == 302
    assert notices(harbor) == []
    with harbor.scope():
        assert Project.objects.get(pk=project.pk).told_end == END


@pytest.mark.parametrize("wrong", [{"contacts": []}, {"text": " "}, {"end": "2026-01-01"}, {"contacts": ["x"]}])
def test_what_is_missing_comes_back_with_its_sentence(harbor, project, signed_in, wrong):
    page = signed_in(harbor.project_manager).post(address(project), body(harbor, "send", **wrong))
    assert page.status_code == 422
    assert notices(harbor) == []


def test_the_same_words_on_the_same_day_go_once_and_only_to_those_who_can_read_them(harbor, project):
    now = project.accepted_at
    values = {"project": project, "start": START, "end": END, "text": TEXT, "now": now}
    with harbor.scope():
        manager = harbor.project_manager
        assert len(actions.send_dates(contacts=[harbor.contact], by=manager, **values)) == 1
        assert actions.send_dates(contacts=[harbor.contact], by=manager, **values) == []
        with pytest.raises(InvalidInput):
            actions.send_dates(contacts=[], by=manager, **values)
        with pytest.raises(NotAllowed):
            actions.send_dates(contacts=[harbor.contact], by=harbor.technician, **values)
        harbor.contact.is_active = False
        harbor.contact.save()
        with pytest.raises(DomainError):
            actions.send_dates(contacts=[harbor.contact], by=manager, **values)


def test_the_api_tells_by_mail_and_knows_no_foreign_contact(harbor, rival, project, api_client):
    client, path = api_client(harbor), f"/api/v1/projects/{project.number}/send-dates/"
    values = {"start": START.isoformat(), "end": END.isoformat(), "contacts": [str(harbor.contact.pk)]}
    assert client.post(path, values, content_type="application/json").status_code == 202
    assert "do not suit you" in notices(harbor)[0].text
    foreign = values | {"contacts": [str(rival.contact.pk)]}
    assert client.post(path, foreign, content_type="application/json").status_code == 404


@pytest.mark.parametrize("act", ["links", "revoke"])
def test_a_contact_that_is_no_id_is_a_wrong_request(harbor, project, signed_in, act):
    name = {"links": "make_link", "revoke": "revoke_link"}[act]
    answer = signed_in(harbor.project_manager).post(
        reverse(f"projects:{name}", args=["harbor", project.number]), {"contact": "no-id"}
    )
    assert answer.status_code == 400
