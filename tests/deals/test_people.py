"""Whose a deal is: the project manager who looks after it, and the salesperson it is handed to."""

import datetime as dt

import pytest

from accounts.queries import people
from audit.models import AuditEvent
from core import clock
from dashboard.queries.facts import facts_for
from deals.actions import receive_deal
from deals.models import Deal
from notices.models import Notice
from projects.actions.handing_over import hand_over_work
from tests.deals.sample import sample
from tests.factories.cast import make_member
from tests.factories.projects import make_deal

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 17, tzinfo=dt.UTC)


@pytest.fixture
def second(harbor):
    """A second project manager, who also sells."""
    with harbor.scope():
        return make_member(harbor.organization, "second@harbor.example", "Second PM", ["project_manager", "sales"])


def waiting(harbor, member, now):
    with harbor.scope():
        return [
            f.kind for f in facts_for(harbor.organization, member, people(harbor.organization, now.date()), now)
        ]


def test_the_page_assigns_and_only_that_person_is_asked(harbor, signed_in, second):
    with harbor.scope():
        deal = make_deal(harbor)
    client = signed_in(harbor.owner)
    assert "Whoever comes first" in client.get(f"/o/harbor/deals/{deal.pk}/").content.decode()
    assert [waiting(harbor, member, clock.now()) for member in (second, harbor.project_manager)] == [
        ["decide"]
    ] * 2
    answer = client.post(f"/o/harbor/deals/{deal.pk}/assign/", {"project_manager": second.pk})
    assert answer.status_code == 302
    assert [waiting(harbor, member, clock.now()) for member in (second, harbor.project_manager)] == [
        ["decide"],
        [],
    ]
    with harbor.scope():
        assert Notice.objects.get(member=second).text == "“Server refresh” for Acme Dental is yours to look after."
        assert AuditEvent.objects.get(verb="deal.assigned").changes == {"project_manager": [None, "Second PM"]}
    accepting = signed_in(harbor.project_manager).get(f"/o/harbor/deals/{deal.pk}/accept/").content.decode()
    assert f'<option value="{second.pk}" selected>' in accepting
    assert (
        "Server refresh" in client.get("/o/harbor/deals/?project_manager=second@harbor.example").content.decode()
    )
    assert "Nothing matches" in client.get("/o/harbor/deals/?project_manager=none@x.example").content.decode()


def test_who_cannot_accept_is_refused_and_sales_assigns_nothing(harbor, signed_in, api_client):
    with harbor.scope():
        deal = make_deal(harbor)
    page = f"/o/harbor/deals/{deal.pk}/assign/"
    assert signed_in(harbor.sales).post(page, {"project_manager": harbor.owner.pk}).status_code == 403
    assert signed_in(harbor.owner).post(page, {"project_manager": harbor.technician.pk}).status_code == 400
    api, asked = api_client(harbor, "owner"), {"project_manager": harbor.project_manager.email}
    done = api.post(f"/api/v1/deals/{deal.pk}/assign/", asked, content_type="application/json")
    assert done.json()["project_manager"]["email"] == harbor.project_manager.email
    wrong = {"project_manager": harbor.technician.email}
    refused = api.post(f"/api/v1/deals/{deal.pk}/assign/", wrong, content_type="application/json")
    assert refused.status_code == 400
    listed = api.get("/api/v1/deals/", {"project_manager": harbor.project_manager.email}).json()["results"]
    assert [row["id"] for row in listed] == [str(deal.pk)]


def test_who_leaves_hands_over_deals_and_a_re_delivery_does_not_bring_them_back(harbor, second):
    with harbor.scope():
        deal = receive_deal(payload=sample(), by=harbor.owner, now=NOW).deal
        Deal.objects.update(project_manager=harbor.project_manager)
        for member in (harbor.sales, harbor.project_manager):
            assert hand_over_work(member=member, to=second, by=harbor.owner, now=NOW) == 1
        again = receive_deal(payload=sample(number="Q-9"), by=harbor.owner, now=NOW).deal
        deal = Deal.objects.get(pk=deal.pk)
        assert (again.number, deal.salesperson_id, deal.project_manager_id) == ("Q-9", second.pk, second.pk)
        assert AuditEvent.objects.filter(verb="deal.handed_over").count() == 1
