"""R14: the portal and the customer's mail cannot tell secrets. The allow-list names columns; all else is unreadable.

Seen to bite: with the titles of all tasks in the page, read through another role, the crawl was red.
"""

import re

import pytest
from django.conf import settings
from django.db import connections, models
from django.test import Client

from audit.models import AuditEvent
from core.tenancy import organization_scope
from customers.models import Contact, Customer
from deals.models import Deal, DealLine
from mailing.models import OutgoingMail
from projects.models import BomLine, Evidence, Milestone, Project, Responsibility, Task, TimeEntry
from tests.factories.cast import make_contact
from tests.isolation.world import NOW
from tests.portal.conftest import change_project
from tests.updates.conftest import NEXT_SEND
from updates.actions import approve_update, run_week
from updates.models import UpdateRender, WeeklyUpdate

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])
SECRET = "SECRET-c0ffee"
NUMBER = "73519"  # stands in every cost
# What a customer is meant to read, column by column; every other text and number of theirs gets a canary.
SHOWN = {
    "accounts_organization": {"name", "slug", "time_zone", "currency"},
    "accounts_staffprofile": {"phone"},
    "customers_customer": {"name", "time_zone"},
    "customers_contact": {"name", "email"},
    "projects_project": {"title", "sequence", "agreed_price", "currency"},
    "projects_milestone": {"title"},
    "projects_task": {"title", "phase"},
}


def poison(shop):
    """Put a canary into every free text and cost that no customer may read."""
    with shop.company.scope():
        other = Customer.objects.create(name=f"Other {SECRET}")
        make_contact(other, f"Other {SECRET}", "other@elsewhere.example")
        Task.objects.create(
            project=shop.project,
            title=f"Hidden {SECRET}",
            phase=f"Hidden {SECRET}",
            estimate=5,
            position=99,
            visible_to_customer=False,
        )
        for model in (
            Contact,
            Customer,
            Deal,
            DealLine,
            BomLine,
            Evidence,
            Milestone,
            Project,
            Responsibility,
            Task,
            TimeEntry,
        ):
            _poison_texts(model)
        Evidence.objects.filter(effect="waits").update(text="Say which is right")  # what the customer is asked for
        DealLine.objects.update(unit_cost=NUMBER)
        BomLine.objects.update(unit_cost=NUMBER)


def _poison_texts(model):
    table = model._meta.db_table
    for field in model._meta.concrete_fields:
        free = isinstance(field, models.TextField | models.CharField) and not field.choices
        wide = free and (field.max_length or 99) >= 60
        unique = any(field.name in getattr(constraint, "fields", ()) for constraint in model._meta.constraints)
        if wide and not unique and field.name not in SHOWN.get(table, ()):
            model.objects.update(**{field.name: SECRET})


def told(text):
    """Which canaries stand in a text."""
    return [secret for secret in (SECRET, NUMBER, "73,519") if secret in text]


@pytest.fixture
def poisoned(shop):
    """The shop with canaries everywhere, and a week's mail composed after that."""
    poison(shop)
    with shop.company.scope():
        WeeklyUpdate.objects.exclude(state="sent").delete()
        UpdateRender.objects.exclude(audience="customer").update(
            text=SECRET, html=SECRET, subject=SECRET, headline=SECRET
        )
    return shop


def test_there_are_canaries_to_be_found(poisoned):
    with poisoned.company.scope():
        assert Task.objects.filter(title__contains=SECRET).exists()
        assert DealLine.objects.filter(unit_cost=NUMBER).exists()
        assert AuditEvent.objects.exists()


@pytest.mark.parametrize("billing", ["fixed_price", "time_and_materials", "not_to_exceed"])
def test_no_page_tells_a_secret(poisoned, pages, visitor, billing):
    change_project(poisoned, billing_model=billing)
    for address in pages:
        answer = visitor.get(address)
        assert answer.status_code == 200
        assert told(answer.content.decode() + str(answer.headers)) == []


def test_no_response_page_tells_a_secret(poisoned, visitor):
    for address in (f"/respond/renew/{poisoned.token}/", f"/respond/unsubscribe/{poisoned.unsubscribe_token}/"):
        assert told(visitor.get(address).content.decode()) == []
        assert told(visitor.post(address, {"email": poisoned.company.contact.email}).content.decode()) == []


def test_no_mail_to_a_customer_tells_a_secret(poisoned):
    company = poisoned.company
    with company.scope():
        run_week(company.organization, now=NOW)
        for update in WeeklyUpdate.objects.filter(state="draft"):
            approve_update(update=update, by=company.project_manager, now=NOW)
        run_week(company.organization, now=NEXT_SEND)
        mails = list(OutgoingMail.objects.filter(audience="customer"))
        assert len(mails) > 1
        for mail in mails:
            assert told(mail.subject + mail.text + mail.html) == []


def test_no_cost_and_no_note_stands_in_the_list_of_columns():
    words = re.compile(r"cost|margin|rate\b|note|reason|health$|snapshot|password|digest_of|bac$|etc$")
    named = [(t, c) for t, columns in settings.PORTAL_COLUMNS.items() for c in columns if words.search(c)]
    assert named == []


def test_a_fixed_price_shows_no_hours(shop, pages, visitor):
    page = visitor.get(pages[0]).content.decode()
    assert "as agreed" in page
    assert not re.search(r"\d\s*(h|hours)\b", re.sub(r"<[^>]+>", " ", page.split("<main")[1]))


def test_the_internal_and_the_sales_render_of_a_week_are_not_served(shop, pages, visitor):
    with shop.company.scope():
        UpdateRender.objects.exclude(audience="customer").update(text=SECRET)
        UpdateRender.objects.filter(audience="customer").delete()
    assert visitor.get(pages[1]).status_code == 404


def test_an_unsent_week_is_not_served(shop, pages, visitor):
    with shop.company.scope():
        WeeklyUpdate.objects.filter(state="sent").update(state="held")
    assert visitor.get(pages[1]).status_code == 404


def test_a_signed_in_member_sees_the_page_like_anybody(shop, pages, signed_in):
    member = signed_in(shop.company.owner)
    assert member.get(pages[0]).content == Client().get(pages[0]).content


def test_the_role_sees_people_of_the_organization_in_force_only(harbor, rival):
    with organization_scope(harbor.organization.pk, using="portal"), connections["portal"].cursor() as cursor:
        for table, ours in (("accounts_user", 8), ("accounts_membership", 8), ("accounts_organization", 1)):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (ours,), table
