"""R17: links survive scanners and die on command; the token is nowhere but in the mail."""

import base64
import datetime as dt
import logging

import pytest
from django.db import connection

from accounts.models import Organization
from audit.models import AuditEvent
from core.logs import ContextFilter, mask
from customers.actions import deactivate_contact, update_contact
from customers.models import Contact
from mailing.models import OutgoingMail
from projects.actions import ensure_status_link, revoke_status_links
from projects.models import Project
from tests.isolation.rows import tenant_models
from tests.isolation.world import NOW
from tests.portal.conftest import change_link, change_project, new_link, routes

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])
DAY = dt.timedelta(days=1)


def renewals(shop):
    with shop.company.scope():
        return list(OutgoingMail.objects.filter(kind="status_link"))


def test_another_address_or_a_contact_who_left_ends_the_link_at_once(shop, pages, visitor):
    contact, manager = shop.company.contact, shop.company.project_manager
    with shop.company.scope():
        update_contact(contact=contact, by=manager, changes={"email": "somebody.else@acme.example"})
    for address in pages:
        assert visitor.get(address).status_code == 404
    token = new_link(shop, contact)
    assert visitor.get(f"/portal/{token}/").status_code == 200
    with shop.company.scope():
        update_contact(contact=contact, by=manager, changes={"email": "Somebody.Else@acme.example"})
    assert visitor.get(f"/portal/{token}/").status_code == 200
    with shop.company.scope():
        deactivate_contact(contact=contact, by=manager)
    assert visitor.get(f"/portal/{token}/").status_code == 404


def ask(visitor, shop, email):
    return visitor.post(f"/respond/renew/{shop.token}/", {"email": email})


def test_a_token_has_256_bits():
    assert len(base64.urlsafe_b64decode("A" * 43 + "=")) == 32


def test_scanners_open_every_link_and_nothing_is_used_up(shop, pages, visitor):
    links = [*pages, f"/respond/renew/{shop.token}/", f"/respond/unsubscribe/{shop.unsubscribe_token}/"]
    assert len(shop.token) == len(shop.unsubscribe_token) == 43
    for address in links:
        first = visitor.get(address)
        for _ in range(10):
            assert (visitor.get(address).status_code, visitor.head(address).status_code) == (200, 200)
        assert visitor.get(address).content == first.content
    with shop.company.scope():
        assert Contact.objects.get(pk=shop.company.contact.pk).unsubscribed_at is None
    assert renewals(shop) == []


def test_undoing_needs_a_press_of_the_button(shop, visitor):
    assert visitor.get(f"/respond/unsubscribe/{shop.unsubscribe_token}/undo/").status_code == 405


def test_a_revoked_link_is_dead_at_once(shop, pages, visitor):
    with shop.company.scope():
        revoke_status_links(project=shop.project, by=shop.company.project_manager, now=NOW)
    for address in [*pages, f"/respond/renew/{shop.token}/"]:
        assert visitor.get(address).status_code == 404


def test_a_revocation_on_the_row_alone_is_enough(shop, pages, visitor):
    change_link(shop, revoked_at=NOW)
    assert visitor.get(pages[0]).status_code == 404


def test_the_link_of_a_contact_who_left_is_dead_at_once(shop, pages, visitor):
    with shop.company.scope():
        Contact.objects.filter(pk=shop.company.contact.pk).update(is_active=False)
    assert visitor.get(pages[0]).status_code == 404


def test_links_of_a_suspended_organization_are_dead_at_once(shop, pages, visitor):
    Organization.objects.filter(pk=shop.company.organization.pk).update(is_active=False)
    assert visitor.get(pages[0]).status_code == 404


def test_the_page_of_a_finished_project_stays_up_for_a_month(shop, pages, visitor, at):
    change_project(shop, status="closed", ended_at=NOW, delivered_on=NOW.date())
    at(NOW + 29 * DAY)
    assert visitor.get(pages[0]).status_code == 200
    at(NOW + 30 * DAY)
    assert visitor.get(pages[0]).status_code == 410
    ask(visitor, shop, shop.company.contact.email)
    assert renewals(shop) == []


def test_an_expired_link_offers_a_new_one_after_a_renewal_too_until_access_is_closed(shop, visitor, at):
    change_link(shop, expires_at=NOW - DAY)
    ask(visitor, shop, shop.company.contact.email)
    fresh = renewals(shop)[0]
    assert fresh
    assert visitor.get(f"/portal/{shop.token}/").status_code == 410
    at(NOW + DAY)
    ask(visitor, shop, shop.company.contact.email)
    assert len(renewals(shop)) == 2
    with shop.company.scope():
        revoke_status_links(project=shop.project, by=shop.company.project_manager, now=NOW + DAY)
    assert visitor.get(f"/portal/{shop.token}/").status_code == 404
    at(NOW + 2 * DAY)
    ask(visitor, shop, shop.company.contact.email)
    assert len(renewals(shop)) == 2


def test_an_expired_link_offers_a_new_one(shop, pages, visitor):
    change_link(shop, expires_at=NOW - DAY)
    for address in pages:
        answer = visitor.get(address)
        assert answer.status_code == 410
        assert f"/respond/renew/{shop.token}/" in answer.content.decode()
        assert shop.project.title not in answer.content.decode()
        assert (answer.headers["Referrer-Policy"], answer.headers["Cache-Control"]) == ("no-referrer", "no-store")


def test_the_address_of_the_contact_gets_a_link_that_opens(shop, pages, visitor):
    change_link(shop, expires_at=NOW - DAY)
    assert ask(visitor, shop, shop.company.contact.email.upper()).status_code == 200
    (mail,) = renewals(shop)
    assert mail.to_email == shop.company.contact.email
    address = next(word for word in mail.text.split() if "/portal/" in word)
    assert visitor.get(address[address.index("/portal/") :]).status_code == 200
    assert visitor.get(pages[0]).status_code == 410  # the expired link stays dead, whoever has it
    with shop.company.scope():
        assert AuditEvent.objects.get(verb="project.link_renewed").actor_name == shop.company.contact.name


def test_any_other_address_gets_the_same_answer_and_no_mail(shop, visitor):
    change_link(shop, expires_at=NOW - DAY)
    right = ask(visitor, shop, shop.company.contact.email)
    for email in (shop.company.billing_contact.email, "stranger@elsewhere.example"):
        assert ask(visitor, shop, email).content == right.content
    assert len(renewals(shop)) == 1


def test_a_contact_gets_at_most_one_renewal_in_ten_minutes(shop, visitor, at):
    for minutes in (0, 1, 8):
        at(NOW + dt.timedelta(minutes=minutes))
        ask(visitor, shop, shop.company.contact.email)
    assert len(renewals(shop)) == 1
    at(NOW + dt.timedelta(minutes=12))
    ask(visitor, shop, shop.company.contact.email)
    assert len(renewals(shop)) == 2


def test_what_is_no_address_is_told_so_with_an_example(shop, visitor):
    page = ask(visitor, shop, "ann").content.decode()
    assert "ann@acme.example" in page
    assert 'aria-invalid="true"' in page


def test_a_contact_left_over_gets_no_renewal(shop, visitor):
    with shop.company.scope():
        Contact.objects.filter(pk=shop.company.contact.pk).update(is_active=False)
    ask(visitor, shop, shop.company.contact.email)
    assert renewals(shop) == []


def test_the_link_of_one_contact_is_not_that_of_another(shop, visitor):
    other = new_link(shop, shop.company.billing_contact)
    change_link(shop, revoked_at=NOW)
    assert other != shop.token
    assert visitor.get(f"/portal/{other}/").status_code == 200


def test_a_revoked_token_never_comes_back(shop):
    with shop.company.scope():
        revoke_status_links(project=shop.project, by=shop.company.project_manager, now=NOW)
    before = routes()
    assert new_link(shop, shop.company.contact) != shop.token
    assert routes() == before + 1


def test_the_database_holds_no_token_but_in_the_mail_that_carries_it(shop):
    with shop.company.scope(), connection.cursor() as cursor:
        for model in tenant_models():
            if model is OutgoingMail:
                continue
            table = connection.ops.quote_name(model._meta.db_table)
            for token in (shop.token, shop.unsubscribe_token):
                cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{token}%"])
                assert cursor.fetchone() == (0,), model._meta.label
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_tokenroute t WHERE t::text LIKE %s", [f"%{shop.token}%"])
        assert cursor.fetchone() == (0,)


def test_logs_name_the_kind_of_link_and_never_the_token(shop, pages, visitor, capfd, settings):
    handler = logging.StreamHandler()
    handler.addFilter(ContextFilter())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        visitor.post(pages[0])
        visitor.get(f"{pages[0]}updates/2019-01-07/")
        visitor.get(f"/respond/unsubscribe/{shop.unsubscribe_token}/undo/")
        change_link(shop, expires_at=NOW - DAY)
        visitor.get(pages[0])
    finally:
        logger.removeHandler(handler)
    said = capfd.readouterr().err
    assert "/portal/…" in said
    assert shop.token not in said
    assert shop.unsubscribe_token not in said


@pytest.mark.parametrize(
    "line",
    [
        '127.0.0.1 - - [22/Nov/2026:10:00:00 +0000] "GET /portal/{}/updates/2026-11-16/ HTTP/1.1" 200 5',
        '127.0.0.1 - - [22/Nov/2026:10:00:00 +0000] "POST /respond/renew/{}/ HTTP/1.1" 200 5 "https://x/portal/{}/"',
        "Not Found: /respond/unsubscribe/{}/undo/",
    ],
)
def test_a_line_of_an_access_log_is_masked(shop, line):
    assert shop.token not in mask(line.format(shop.token, shop.token))


def test_a_project_taken_down_and_its_neighbor_do_not_mix(shop, visitor):
    with shop.company.scope():
        assert Project.objects.count() == 1
    assert shop.project.title in visitor.get(f"/portal/{shop.token}/").content.decode()


def test_a_contact_with_a_new_address_gets_a_new_link_and_the_old_one_dies(shop, pages, visitor):
    with shop.company.scope():
        contact = shop.company.contact
        contact.email = "successor@acme.example"
        contact.save(update_fields=["email"])
        address = ensure_status_link(project=shop.project, contact=contact, now=NOW)
    assert visitor.get(address[address.index("/portal/") :]).status_code == 200
    assert visitor.get(pages[0]).status_code == 404


def test_a_link_opened_too_often_rests_for_a_minute(shop, visitor, settings):
    settings.RATE_LIMIT_FACTOR, settings.RATE_LIMITS = 1, settings.RATE_LIMITS | {"link": 2}
    answers = [visitor.get(f"/portal/{shop.token}/") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 1 <= int(answers[2]["Retry-After"]) <= 60
    assert "opened very often" in answers[2].content.decode()
