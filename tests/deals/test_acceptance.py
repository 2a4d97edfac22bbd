"""What accepting does to the deal and to the customer's people; the project itself is tested in projects."""

import pytest

from core import clock
from core.errors import DomainError, NotAllowed
from customers.models import Contact
from deals.actions import mark_accepted, receive_deal, return_deal
from tests.deals.sample import sample


@pytest.fixture
def inside(harbor):
    with harbor.scope():
        yield harbor


def take(company, **changes):
    return receive_deal(payload=sample(**changes), by=company.sales, now=clock.now()).deal


def accept(deal, by):
    return mark_accepted(deal=deal, by=by, now=clock.now())


def test_people_and_sites_of_the_deal_become_the_customers(inside):
    people = [
        {"name": "Ann Lee", "email": "ANN@harbor-acme.example", "role": "signer"},
        {"name": "Kim Vo", "email": "kim@harbor-acme.example", "role": "after hours"},
        {"name": "No Role", "email": ""},
    ]
    found = receive_deal(
        payload=sample(contacts=people, sites=["Main office, 12 Bay Street"]),
        by=inside.sales,
        now=clock.now(),
        customer=inside.customer,
    ).deal
    accepted = accept(found, inside.project_manager)
    assert (accepted.state, accepted.accepted_by) == ("accepted", inside.project_manager)
    names = Contact.objects.filter(customer=inside.customer).values_list("name", "role", "receives_updates")
    assert set(names) == {
        ("Ann Lee", "signer", True),
        ("Bill Doe", "billing", False),
        ("Kim Vo", "after_hours", False),
        ("No Role", "technical", True),
    }
    site = inside.customer.sites.get()
    assert (site.name, site.address) == ("Main office", "12 Bay Street")


def test_what_is_missing_refuses_with_its_list(inside):
    with pytest.raises(DomainError) as refused:
        accept(take(inside, po_number="", target_end=None), inside.project_manager)
    assert refused.value.code == "deal_not_ready"
    assert [item["code"] for item in refused.value.extra["missing"]] == ["po_missing", "target_end_missing"]


def test_a_returned_deal_waits_for_sales(inside):
    deal = take(inside)
    return_deal(deal=deal, questions=["Who signs?"], by=inside.project_manager, now=clock.now())
    with pytest.raises(DomainError) as refused:
        accept(deal, inside.project_manager)
    assert refused.value.code == "deal_returned"


def test_sales_does_not_release_itself(inside):
    with pytest.raises(NotAllowed):
        accept(take(inside), inside.sales)
