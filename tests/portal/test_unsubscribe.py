"""Stopping the weekly mails: a button, or the one click of a mail program; always honored, never by opening."""

import pytest
from django.test import Client

from audit.models import AuditEvent
from customers.models import Contact

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])


@pytest.fixture
def address(shop):
    return f"/respond/unsubscribe/{shop.unsubscribe_token}/"


@pytest.fixture
def stranger():
    """A mail program: no cookies, and Django's checks in force."""
    return Client(enforce_csrf_checks=True)


def contact(shop):
    with shop.company.scope():
        return Contact.objects.get(pk=shop.company.contact.pk)


def events(shop, verb):
    with shop.company.scope():
        return AuditEvent.objects.filter(verb=verb).count()


def test_one_click_of_a_mail_program_is_enough_and_can_be_repeated(shop, address, stranger):
    for _ in range(3):
        answer = stranger.post(
            address, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code == 200
        assert not answer.cookies
    assert contact(shop).unsubscribed_at is not None
    assert events(shop, "contact.unsubscribed") == 1


def test_one_click_as_multipart_is_understood(shop, address, stranger):
    assert stranger.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert contact(shop).unsubscribed_at is not None


def test_the_button_stops_the_mails_and_another_starts_them_again(shop, address, stranger):
    assert "Stop weekly updates?" in stranger.get(address).content.decode()
    page = stranger.post(address, follow=True).content.decode()
    assert "You get no more weekly updates" in page
    page = stranger.post(f"{address}undo/", follow=True).content.decode()
    assert "Stop weekly updates?" in page
    assert contact(shop).unsubscribed_at is None
    assert (events(shop, "contact.unsubscribed"), events(shop, "contact.resubscribed")) == (1, 1)


def test_the_manager_sees_it_on_the_customer_and_in_the_trail(shop, address, stranger, signed_in):
    stranger.post(address)
    manager = signed_in(shop.company.project_manager)
    page = manager.get(f"/o/harbor/customers/{shop.company.customer.pk}/").content.decode().lower()
    assert "unsubscribed" in page or "no longer" in page or "stopped" in page
    assert "stopped the updates to" in manager.get("/o/harbor/activity/").content.decode()


def test_a_link_that_leads_nowhere_says_so(stranger, shop):
    for path in (
        f"/respond/unsubscribe/{shop.token}/",
        f"/respond/renew/{shop.unsubscribe_token}/",
        "/respond/",
        "/respond/x/y/",
    ):
        assert stranger.get(path).status_code == 404
