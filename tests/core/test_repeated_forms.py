"""A form of a page that is sent twice at once, as a double click without scripts does, has one effect."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client

from accounts.models import ApiKey
from audit.models import AuditEvent
from core import clock
from core.models import StoredAnswer
from customers.models import Contact
from integrations.models import WebhookSource

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w{64})"')


@pytest.fixture
def form(harbor, signed_in):
    """``(address, client, fresh token)`` of the form that adds a contact, as a browser has it."""
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(harbor.project_manager).cookies
    address = f"/o/harbor/customers/{harbor.customer.pk}/contacts/new/"
    return address, client, lambda: TOKEN.findall(client.get(address).content.decode())[-1]


def press(form, token, name="Kim Vo", **headers):
    address, client, _ = form
    return client.post(address, {"csrfmiddlewaretoken": token, "name": name, "role": "technical"}, headers=headers)


def contacts(harbor):
    with harbor.scope():
        return sorted(Contact.objects.filter(name__startswith="Kim").values_list("name", flat=True))


@pytest.mark.django_db
def test_the_second_press_goes_where_the_first_went(harbor, form):
    token = form[2]()
    first, second = press(form, token), press(form, token)
    assert (first.status_code, second.status_code) == (302, 302)
    assert second["Location"] == first["Location"]
    assert contacts(harbor) == ["Kim Vo"]
    assert "Kim Vo" in form[1].get(second["Location"]).content.decode()


@pytest.mark.django_db
def test_another_text_or_another_page_is_another_press(harbor, form):
    token = form[2]()
    press(form, token)
    press(form, token, "Kim Wu")
    press(form, form[2]())
    assert contacts(harbor) == ["Kim Vo", "Kim Vo", "Kim Wu"]


@pytest.mark.django_db
def test_who_comes_back_after_a_minute_means_it(harbor, form):
    token = form[2]()
    press(form, token)
    with harbor.scope():
        StoredAnswer.objects.update(created_at=clock.now() - timedelta(minutes=1))
    press(form, token)
    assert contacts(harbor) == ["Kim Vo", "Kim Vo"]


@pytest.mark.django_db
def test_a_refused_form_may_be_sent_again(harbor, form):
    token = form[2]()
    assert press(form, token, "").status_code == 422
    assert press(form, token).status_code == 302
    assert contacts(harbor) == ["Kim Vo"]


@pytest.mark.django_db(transaction=True)
def test_eight_presses_at_once_make_one_object(harbor, form):
    token, start = form[2](), Barrier(8)

    def send(_):
        client = Client(enforce_csrf_checks=True)
        client.cookies = form[1].cookies
        start.wait()
        try:
            return press((form[0], client, None), token)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert {answer.status_code for answer in answers} == {302}
    assert contacts(harbor) == ["Kim Vo"]


@pytest.mark.django_db
def test_the_second_press_for_a_key_makes_no_second_key_and_shows_the_one_that_opens(harbor, signed_in):
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(harbor.owner).cookies
    address = "/o/harbor/settings/keys/"
    body = {"name": "CRM", "member": str(harbor.owner.pk), "scopes": ["customers:read"]}
    body["csrfmiddlewaretoken"] = TOKEN.findall(client.get(address).content.decode())[-1]
    first, second = client.post(address, body), client.post(address, body)
    assert (first.status_code, second.status_code) == (201, 201)

    def opens(answer):
        headers = {"authorization": f"Bearer {answer.context['plain']}"}
        return Client().get("/api/v1/customers/", headers=headers).status_code

    assert (opens(first), opens(second)) == (401, 200)
    with harbor.scope():
        assert ApiKey.objects.count() == 1
        assert AuditEvent.objects.filter(verb__startswith="api_key.").count() == 2
    third = client.post(address, body)  # in use by now: neither shown nor replaced
    assert third.status_code == 422
    assert opens(second) == 200


@pytest.mark.django_db
def test_the_second_press_for_a_webhook_source_or_its_secret_shows_the_same_secret(harbor, signed_in):
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(harbor.owner).cookies

    def press_twice(page, address, **body):
        token = TOKEN.findall(client.get(page).content.decode())[-1]
        answers = [client.post(address, {"csrfmiddlewaretoken": token, **body}) for _ in range(2)]
        return [(answer.status_code, answer.context["secret"]) for answer in answers]

    page = "/o/harbor/settings/webhooks/"
    first, second = press_twice(page, f"{page}new/", name="our-crm", preset="native")
    assert first == second
    with harbor.scope():
        source = WebhookSource.objects.get()
    first, second = press_twice(f"{page}{source.pk}/", f"{page}{source.pk}/rotate/")
    assert first == second
    assert first[1]
