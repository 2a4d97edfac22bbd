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


def test_two_who_teach_a_source_keep_what_each_wrote_and_decide_where_they_differ(harbor, signed_in):
    with harbor.scope():
        source = create_source(name="hubspot", by=None)
    url, owner, manager = f"{URL}{source.pk}/", signed_in(harbor.owner), signed_in(harbor.project_manager)
    seen = {"preset": "native", "seen": owner.get(url).context["seen"]}
    pairs = "US Dollar = USD\nEuro = EUR"
    assert owner.post(url, seen | {"field-po_number": "po_no", "words-currency": pairs}).status_code == 302
    assert manager.post(url, seen | {"field-line-hours": "labor_hours"}).status_code == 302
    answer = manager.post(url, seen | {"field-po_number": "purchase_order"})
    page = answer.content.decode()
    assert (answer.status_code, "Olivia Grant</strong> changed PO number to <strong>po_no" in page) == (409, True)
    with harbor.scope():
        stored = WebhookSource.objects.get().mapping
    assert stored["fields"] == {"po_number": "po_no", "line.hours": "labor_hours"}
    assert stored["words"] == {"currency": {"US Dollar": "USD", "Euro": "EUR"}}
    again = {"preset": "native", "seen": answer.context["seen"], "keep": "mine"}
    assert manager.post(url, again | {"field-po_number": "purchase_order"}).status_code == 302
    with harbor.scope():
        assert WebhookSource.objects.get().mapping["fields"]["po_number"] == "purchase_order"


def test_a_line_that_is_no_pair_is_refused_beside_its_field(harbor, signed_in):
    with harbor.scope():
        source = create_source(name="hubspot", by=None)
    answer = signed_in(harbor.owner).post(f"{URL}{source.pk}/", {"preset": "native", "words-currency": "Euro"})
    assert (answer.status_code, b"their word = our word" in answer.content) == (422, True)
