"""Closed deals that arrive at the same moment, on real connections."""

import threading

import pytest
from django.db import connection

from audit.models import AuditEvent
from core import clock
from core.errors import DomainError
from core.tenancy import organization_scope
from customers.models import Customer, CustomerReference
from deals.actions import mark_accepted, receive_deal
from deals.models import Deal
from tests.deals.sample import sample
from tests.factories.cast import make_company

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


def at_once(company, work):
    """Run ``work(number)`` in AT_ONCE scopes that begin together; their results or errors."""
    ready, outcomes = threading.Barrier(AT_ONCE), []

    def run(number):
        try:
            with organization_scope(company.organization.pk):
                ready.wait(10)
                outcome = work(number)
            outcomes.append(outcome)
        except Exception as error:  # noqa: BLE001  every outcome is looked at by the test
            outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


@pytest.fixture
def company():
    return make_company("harbor", "Harbor Light IT")


def test_copies_of_one_deal_make_one_deal_and_one_customer(company):
    def take(_number):
        return receive_deal(payload=sample(), by=company.sales, now=clock.now()).created

    assert sorted(at_once(company, take)) == [False] * (AT_ONCE - 1) + [True]
    with company.scope():
        assert Deal.objects.get().state == "ready"
        assert Deal.objects.get().lines.count() == 2
        assert Customer.objects.filter(name="Brook Dental").count() == 1
        assert AuditEvent.objects.filter(verb="deal.received").count() == 1


def test_deals_of_one_new_customer_share_it(company):
    def take(number):
        payload = sample(external_id=f"D-{number}")
        return receive_deal(payload=payload, by=company.sales, now=clock.now()).deal.customer_id

    found = at_once(company, take)
    assert len(set(found)) == 1, found
    with company.scope():
        assert CustomerReference.objects.get().customer_id == found[0]


def test_one_of_several_who_accept_at_once_wins(company):
    with company.scope():
        deal = receive_deal(payload=sample(), by=company.sales, now=clock.now()).deal

    def accept(_number):
        return mark_accepted(deal=deal, by=company.project_manager, now=clock.now()).state

    outcomes = at_once(company, accept)
    refused = [outcome for outcome in outcomes if isinstance(outcome, DomainError)]
    assert outcomes.count("accepted") == 1
    assert {error.code for error in refused} == {"deal_decided"}
    with company.scope():
        assert AuditEvent.objects.filter(verb="deal.accepted").count() == 1
