"""Customers, contacts and sites: state, audit row, and who may."""

import datetime as dt

import pytest

from audit.models import ActorKind, AuditEvent
from core.errors import InvalidInput, NotAllowed
from customers import actions, queries
from customers.models import Contact, Customer

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


@pytest.fixture
def inside(harbor):
    with harbor.scope():
        yield harbor


def last_event():
    return AuditEvent.objects.order_by("-at", "-id").first()


def test_creating_leaves_a_trace_and_refuses_the_name_twice(inside):
    customer = actions.create_customer(name=" Cove Marina ", by=inside.sales, mail_domain="Cove.Example")
    assert (customer.name, customer.mail_domain) == ("Cove Marina", "cove.example")
    assert (last_event().verb, last_event().actor) == ("customer.created", inside.sales)
    with pytest.raises(InvalidInput) as refused:
        actions.create_customer(name="COVE marina", by=inside.sales)
    assert refused.value.errors[0]["pointer"] == "/name"
    assert Customer.objects.filter(name__iexact="cove marina").count() == 1


def test_changing_records_only_what_differs(inside):
    actions.update_customer(
        customer=inside.customer, by=inside.owner, changes={"name": "Acme Dental", "time_zone": ""}
    )
    assert last_event() is None
    actions.update_customer(customer=inside.customer, by=inside.owner, changes={"time_zone": "Europe/Vienna"})
    assert last_event().changes == {"time_zone": ["", "Europe/Vienna"]}
    with pytest.raises(InvalidInput):
        actions.update_customer(customer=inside.customer, by=inside.owner, changes={"time_zone": "Mars/Olympus"})


def test_archiving_takes_it_out_of_the_list_once(inside):
    for _twice in range(2):
        actions.archive_customer(customer=inside.customer, by=inside.owner)
    assert not queries.customers(inside.organization).exists()
    assert queries.customers(inside.organization, archived=None).count() == 1
    assert AuditEvent.objects.filter(verb="customer.archived").count() == 1


@pytest.mark.parametrize(
    ("role", "receives"), [("signer", True), ("technical", True), ("billing", False), ("after_hours", False)]
)
def test_weekly_updates_follow_the_role(inside, role, receives):
    contact = actions.add_contact(
        customer=inside.customer, name="New", email="n@x.example", role=role, by=inside.sales
    )
    assert contact.receives_updates is receives


def test_an_address_is_one_contact_of_a_customer(inside):
    with pytest.raises(InvalidInput) as refused:
        actions.add_contact(
            customer=inside.customer, name="Twin", email="ANN@harbor-acme.example", by=inside.sales
        )
    assert refused.value.errors[0]["pointer"] == "/email"
    actions.add_contact(customer=inside.customer, name="No address", by=inside.sales)
    actions.add_contact(customer=inside.customer, name="None either", by=inside.sales)


def test_who_stopped_the_updates_or_left_is_noted_once_and_can_come_back(inside):
    ann = inside.contact
    actions.unsubscribe(contact=ann, at=NOW)
    actions.unsubscribe(contact=ann, at=NOW + dt.timedelta(days=1))
    assert Contact.objects.get(pk=ann.pk).unsubscribed_at == NOW
    event = AuditEvent.objects.get(verb="contact.unsubscribed")
    assert (event.actor_kind, event.actor_name) == (ActorKind.CONTACT, "Ann Lee")
    actions.resubscribe(contact=ann, by=inside.project_manager)
    assert Contact.objects.get(pk=ann.pk).unsubscribed_at is None
    actions.deactivate_contact(contact=ann, by=inside.project_manager)
    assert not Contact.objects.get(pk=ann.pk).is_active


def test_a_site_of_the_same_name_is_added_once(inside):
    first = actions.add_site(customer=inside.customer, name="Main office", by=inside.sales)
    assert actions.add_site(customer=inside.customer, name="main OFFICE", by=inside.sales) == first


@pytest.mark.parametrize("role", ["technician", "support", "dispatcher", "lead_tech"])
def test_who_may_not_is_refused(inside, role):
    by = inside.members[role]
    with pytest.raises(NotAllowed):
        actions.create_customer(name="X", by=by)
    with pytest.raises(NotAllowed):
        actions.update_customer(customer=inside.customer, by=by, changes={"name": "X"})
    with pytest.raises(NotAllowed):
        actions.add_contact(customer=inside.customer, name="X", by=by)
    with pytest.raises(NotAllowed):
        actions.deactivate_contact(contact=inside.contact, by=by)


def test_similar_customers_are_found_by_name_and_by_mail_domain(inside):
    assert queries.similar_customers(inside.organization, "ACME Dental LLC") == [inside.customer]
    assert queries.similar_customers(inside.organization, "Other", ["new@harbor-acme.example"]) == [
        inside.customer
    ]
    assert queries.similar_customers(inside.organization, "Other", ["new@gmail.com"]) == []
    assert queries.similar_customers(inside.organization, "Cove Marina") == []
