"""The pages about webhooks."""

import pytest
from django.urls import reverse

from integrations.actions import create_source
from integrations.models import InboundEvent, WebhookSource
from tests.integrations.test_hooks import deliver
from tests.statements import counted_statements

pytestmark = pytest.mark.django_db
URL = "/o/harbor/settings/webhooks/"


def test_an_owner_makes_a_source_and_delivers_with_the_secret_shown_once(harbor, signed_in):
    browser = signed_in(harbor.owner)
    page = browser.post(f"{URL}new/", {"name": "hubspot"}).content.decode()
    secret = page.split('id="new-secret">')[1].split("<")[0].replace("&#x2B;", "+")
    assert secret not in browser.get(URL).content.decode()
    assert deliver(secret).status_code == 201
    with harbor.scope():
        event = InboundEvent.objects.get()
    assert b"Server refresh" in browser.get(reverse("integrations:event", args=["harbor", event.pk])).content
    again = browser.post(f"{URL}events/{event.pk}/replay/", follow=True)
    assert b"up to date" in again.content


def test_a_bad_name_is_said_beside_the_field(harbor, signed_in):
    answer = signed_in(harbor.owner).post(f"{URL}new/", {"name": "Hub Spot"})
    assert (answer.status_code, b"lower-case" in answer.content) == (422, True)


def test_only_who_manages_keys_opens_and_shuts_doors(harbor, signed_in):
    with harbor.scope():
        source = create_source(name="hubspot", by=None)
    for act in ("new/", f"{source.pk}/rotate/", f"{source.pk}/switch/"):
        answer = signed_in(harbor.technician).post(URL + act, {"name": "other"})
        assert answer.status_code == 403
    signed_in(harbor.owner).post(f"{URL}{source.pk}/switch/")
    with harbor.scope():
        assert WebhookSource.objects.get().disabled_at is not None


def test_the_list_costs_the_same_with_many_events(harbor, signed_in):
    with harbor.scope():
        source = create_source(name="hubspot", by=None)
        for number in range(20):
            InboundEvent.objects.create(
                source=source, event_id=f"m{number}", state="quarantined", received_at="2026-11-20T15:00Z"
            )
    browser = signed_in(harbor.owner)
    browser.get(URL)
    with counted_statements() as statements:
        browser.get(URL)
    assert len(statements) <= 7, statements
