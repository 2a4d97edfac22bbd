"""Making one customer of two: everything moves, old ids keep leading there, and a day to take it back."""

import datetime as dt

import pytest

from audit.models import AuditEvent
from core import clock
from core.errors import DomainError, InvalidInput
from customers import actions, queries
from customers.models import Contact, CustomerMerge
from customers.rules import alike_pairs
from deals.models import Deal
from projects.actions import ensure_status_link
from projects.models import Project, StatusLink
from scheduling.models import SupportRequest
from tests.factories.projects import make_project
from tests.isolation.rows import Rows
from tests.statements import counted_statements

BASE = "/o/harbor/customers/"


@pytest.fixture
def twin(harbor):
    """A second Acme with a project, a shared and an own contact, a site, closed days and an id elsewhere."""
    with harbor.scope():
        own = harbor.customer
        twin = actions.create_customer(
            name="Acme Dental Group",
            by=harbor.owner,
            mail_domain="acme.example",
            source="hubspot",
            external_id="C-9",
        )
        same = actions.add_contact(customer=twin, name="Ann L.", email="ANN@harbor-acme.example", by=harbor.owner)
        actions.add_contact(customer=twin, name="Kim", email="kim@acme.example", by=harbor.owner)
        site = actions.add_site(customer=twin, name="Annex", by=harbor.owner, access_notes="Ring twice")
        day = dt.date(2026, 12, 1)
        actions.add_blackout(
            customer=twin, site=site, starts_on=day, ends_on=day, reason="Inventory", by=harbor.owner
        )
        harbor.customer = twin
        project = make_project(harbor)
        harbor.customer = own
        ensure_status_link(project=project, contact=same, now=clock.now())
    return twin


def merged(harbor, twin, take=(), now=None):
    return actions.merge_customers(
        winner=harbor.customer, loser=twin, by=harbor.owner, now=now or clock.now(), take=take
    )


def owners(model, field="customer"):
    return set(model.objects.values_list(f"{field}__name", flat=True))


def test_everything_moves_and_old_ids_lead_to_the_winner(harbor, twin):
    with harbor.scope():
        merged(harbor, twin, take=["mail_domain"])
        harbor.customer.refresh_from_db()
        assert harbor.customer.mail_domain == "acme.example"
        assert [owners(model) for model in (Deal, Project)] == [{"Acme Dental"}, {"Acme Dental"}]
        assert harbor.customer.blackouts.get().site.customer == harbor.customer
        assert queries.customer_by_reference(harbor.organization, "hubspot", "C-9") == harbor.customer
        assert queries.standing_customer(twin.pk) == harbor.customer
        assert StatusLink.objects.get().contact == harbor.contact
        active = Contact.objects.filter(is_active=True).values_list("name", "customer__name")
        assert set(active) == {("Ann Lee", "Acme Dental"), ("Bill Doe", "Acme Dental"), ("Kim", "Acme Dental")}
        assert AuditEvent.objects.filter(verb="customer.merged").count() == 2


def test_references_without_a_way_back_move_too(harbor, twin):
    with harbor.scope():
        request = Rows(harbor)[SupportRequest]
        SupportRequest.objects.update(customer=twin)
        merged(harbor, twin)
        request.refresh_from_db()
        assert request.customer == harbor.customer


def test_a_merge_is_taken_back_within_a_day_and_not_later(harbor, twin):
    now = clock.now()
    with harbor.scope():
        merge = merged(harbor, twin, take=["name"], now=now)
        assert merge.winner.name == "Acme Dental Group"
        with pytest.raises(DomainError, match="24 hours"):
            actions.undo_merge(merge=merge, by=harbor.owner, now=now + dt.timedelta(hours=25))
        actions.undo_merge(merge=merge, by=harbor.owner, now=now + dt.timedelta(hours=23))
        with pytest.raises(DomainError, match="already"):
            actions.undo_merge(merge=merge, by=harbor.owner, now=now)
        twin.refresh_from_db()
        harbor.customer.refresh_from_db()
        assert (twin.name, twin.is_archived, harbor.customer.name) == ("Acme Dental Group", False, "Acme Dental")
        assert owners(Project) == {"Acme Dental Group"}
        assert StatusLink.objects.get().contact.name == "Ann L."
        assert set(twin.contacts.filter(is_active=True).values_list("name", flat=True)) == {"Ann L.", "Kim"}
        assert twin.sites.get().name == "Annex"


def test_nobody_is_merged_with_itself_or_twice(harbor, twin):
    with harbor.scope():
        with pytest.raises(InvalidInput):
            merged(harbor, harbor.customer)
        merged(harbor, twin)
        with pytest.raises(DomainError, match="part of another"):
            merged(harbor, twin)


def test_the_pages_compare_merge_redirect_and_take_back(harbor, twin, signed_in):
    pm = signed_in(harbor.project_manager)
    pm.get(f"{BASE}duplicates/")  # the first request of a session notes it
    with counted_statements() as made:
        listed = pm.get(f"{BASE}duplicates/").content.decode()
    assert len(made) <= 8
    assert f"{harbor.customer.pk}/merge/?other={twin.pk}" in listed
    address = f"{BASE}{harbor.customer.pk}/merge/"
    preview = pm.get(address, {"other": str(twin.pk)}).content.decode()
    assert "1 project<" in preview
    assert "acme.example" in preview
    assert pm.post(address, {"other": str(twin.pk), "take_name": "winner"}).status_code == 302
    assert pm.get(f"{BASE}{twin.pk}/").url == f"{BASE}{harbor.customer.pk}/"
    with harbor.scope():
        merge = CustomerMerge.objects.get()
    assert "Take it back" in pm.get(f"{BASE}duplicates/").content.decode()
    pm.post(f"/o/harbor/merges/{merge.pk}/undo/")
    assert pm.get(f"{BASE}{twin.pk}/").status_code == 200


def test_the_api_merges_resolves_and_takes_back(harbor, twin, api_client):
    client = api_client(harbor)
    body = {"customer": str(twin.pk), "take": ["mail_domain"]}
    made = client.post(f"/api/v1/customers/{harbor.customer.pk}/merge/", body, content_type="application/json")
    assert made.status_code == 201, made.content
    assert client.get(f"/api/v1/customers/{twin.pk}/").json()["id"] == str(harbor.customer.pk)
    undone = client.post(f"/api/v1/merges/{made.json()['id']}/undo/")
    assert undone.json()["undone_at"]
    assert client.get(f"/api/v1/customers/{twin.pk}/").json()["id"] == str(twin.pk)


def test_a_customer_with_an_open_project_is_not_archived(harbor, twin):
    with harbor.scope():
        with pytest.raises(DomainError, match="1 project is open"):
            actions.archive_customer(customer=twin, by=harbor.owner)
        Project.objects.update(ended_at=clock.now())
        assert actions.archive_customer(customer=twin, by=harbor.owner).is_archived


@pytest.mark.parametrize(
    ("rows", "pairs"),
    [
        ([(1, "Acme Dental", ""), (2, "Acme Dental Inc.", ""), (3, "Bayside", "")], [(1, 2)]),
        ([(1, "Acme", "x.example"), (2, "Zebra", "x.example")], [(1, 2)]),
        ([(1, "Clinic 4", ""), (2, "Clinic 5", "")], []),
        ([(1, "Harlow Freight", ""), (2, "Harlow Frieght", "")], [(1, 2)]),
    ],
)
def test_alike_customers_are_found_in_pairs(rows, pairs):
    assert alike_pairs(rows) == pairs


def test_thousands_of_customers_are_compared_quickly():
    rows = [(n, f"Customer {n} of Town {n % 90}", "") for n in range(5000)]
    assert alike_pairs(rows) == []


def test_a_deal_follows_the_customer_s_billing_defaults(harbor, api_client):
    with harbor.scope():
        actions.update_customer(
            customer=harbor.customer,
            by=harbor.owner,
            changes={"billing_model": "time_and_materials", "po_required": False},
        )
        actions.add_reference(customer=harbor.customer, source="crm", external_id="C-1")
    deal = {
        "source": "crm",
        "external_id": "D-7",
        "title": "Wiring",
        "customer": {"external_id": "C-1", "name": "A"},
    }
    said = api_client(harbor).post("/api/v1/deals/", deal, content_type="application/json").json()
    assert {"billing_model_missing", "po_missing"}.isdisjoint(item["code"] for item in said["missing"])
    with harbor.scope():
        row = Deal.objects.get(external_id="D-7")
        assert (row.billing_model, row.po_waived_reason) == (
            "time_and_materials",
            "Acme Dental orders without a PO number.",
        )


def test_sites_and_closed_days_have_pages_and_an_api(harbor, signed_in, api_client):
    pm, client = signed_in(harbor.project_manager), api_client(harbor)
    site = {
        "name": "Main",
        "address": "12 Elm",
        "time_zone": "America/Chicago",
        "hours": "8–17",
        "access_notes": "Ring",
    }
    pm.post(f"{BASE}{harbor.customer.pk}/sites/new/", site)
    pm.post(
        f"{BASE}{harbor.customer.pk}/closed-days/new/",
        {"starts_on": "2099-12-24", "ends_on": "2099-12-26", "site": "", "reason": "Holidays"},
    )
    page = pm.get(f"{BASE}{harbor.customer.pk}/").content.decode()
    assert all(words in page for words in ("Ring", "America/Chicago", "Holidays", "8–17"))
    listed = client.get("/api/v1/sites/").json()["results"]
    assert listed[0]["access_notes"] == "Ring"
    changed = client.patch(f"/api/v1/sites/{listed[0]['id']}/", {"hours": "9–12"}, content_type="application/json")
    assert changed.json()["hours"] == "9–12"
    refused = client.post(
        "/api/v1/blackouts/",
        {"customer": str(harbor.customer.pk), "starts_on": "2027-01-02", "ends_on": "2027-01-01", "reason": "x"},
        content_type="application/json",
    )
    assert refused.status_code == 400
    (days,) = client.get("/api/v1/blackouts/").json()["results"]
    assert client.delete(f"/api/v1/blackouts/{days['id']}/").status_code == 204
    assert client.delete(f"/api/v1/sites/{listed[0]['id']}/").status_code == 204
    with counted_statements() as made:
        client.get("/api/v1/sites/")
    assert len(made) <= 5, made
