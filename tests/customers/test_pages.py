"""Pages of customers and contacts."""

import json

import pytest

from customers.models import Contact, Customer
from tests.statements import counted_statements

BASE = "/o/harbor/customers/"


@pytest.fixture
def pm(harbor, signed_in):
    return signed_in(harbor.project_manager)


def many(harbor, count):
    with harbor.scope():
        for number in range(count):
            customer = Customer.objects.create(name=f"Clinic {number:02}")
            Contact.objects.create(customer=customer, name="Kim", email=f"kim@clinic{number}.example")


def test_the_list_searches_names_and_contacts(pm, harbor):
    many(harbor, 3)
    names = [row.name for row in pm.get(BASE).context["page"]]
    assert names == ["Acme Dental", "Clinic 00", "Clinic 01", "Clinic 02"]
    assert [row.name for row in pm.get(BASE, {"search": "clinic2.exam"}).context["page"]] == ["Clinic 02"]
    assert [row.name for row in pm.get(BASE, {"search": "acme"}).context["page"]] == ["Acme Dental"]
    assert "Nothing matches" in pm.get(BASE, {"search": "zzz"}).content.decode()


def test_an_empty_list_teaches(pm, harbor):
    with harbor.scope():
        Customer.objects.all().delete()
    assert "Customers arrive with their first deal" in pm.get(BASE).content.decode()


@pytest.mark.parametrize("rows", [3, 60])
def test_the_list_costs_the_same_however_long(pm, harbor, rows):
    many(harbor, rows)
    with counted_statements() as made:
        pm.get(BASE)
    assert len(made) <= 8, made
    assert len([sql for sql in made if "customers_customer" in sql]) == 1


@pytest.mark.parametrize("ordering", ["name", "-name", "contacts", "-projects"])
def test_every_order_pages_without_loss(pm, harbor, ordering):
    many(harbor, 60)
    first = pm.get(BASE, {"ordering": ordering}).context["page"]
    second = pm.get(BASE + first.next_url).context["page"]
    assert len({row.pk for row in [*first, *second]}) == 61
    assert pm.get(BASE + second.previous_url).context["page"].rows == first.rows


def test_the_page_shows_contacts_and_whether_they_get_the_update(pm, harbor):
    page = pm.get(f"{BASE}{harbor.customer.pk}/").content.decode()
    assert "ann@harbor-acme.example" in page
    assert "gets it" in page


def test_a_customer_is_created_changed_and_archived(pm, harbor):
    page = pm.post(f"{BASE}new/", {"name": "Cove Marina", "mail_domain": "@Cove.example"})
    with harbor.scope():
        cove = Customer.objects.get(name="Cove Marina", mail_domain="cove.example")
    assert page.url == f"{BASE}{cove.pk}/"
    again = pm.post(f"{BASE}new/", {"name": "cove marina"})
    assert again.status_code == 422
    assert "There is a customer of that name already." in again.content.decode()
    pm.post(f"{BASE}{cove.pk}/edit/", {"name": "Cove Marina", "time_zone": "Europe/Vienna"})
    pm.post(f"{BASE}{cove.pk}/archive/")
    with harbor.scope():
        cove.refresh_from_db()
    assert (cove.time_zone, cove.is_archived) == ("Europe/Vienna", True)
    assert "Cove Marina" in pm.get(BASE, {"archived": "1"}).content.decode()


def test_contacts_and_sites_are_added_changed_and_leave(pm, harbor):
    url = f"{BASE}{harbor.customer.pk}/"
    pm.post(
        f"{url}contacts/new/",
        {"name": "Kim Vo", "email": "kim@x.example", "role": "technical", "receives_updates": "on"},
    )
    with harbor.scope():
        kim = Contact.objects.get(name="Kim Vo")
    pm.post(f"/o/harbor/contacts/{kim.pk}/edit/", {"name": "Kim Vo", "email": "kim@x.example", "role": "sponsor"})
    pm.post(f"/o/harbor/contacts/{kim.pk}/active/", {"active": "0"})
    pm.post(f"{url}sites/new/", {"name": "Main office"})
    with harbor.scope():
        kim.refresh_from_db()
    assert (kim.role, kim.receives_updates, kim.is_active) == ("sponsor", False, False)
    assert "Main office" in pm.get(url).content.decode()


def test_who_may_only_read_is_refused(harbor, signed_in):
    technician = signed_in(harbor.technician)
    assert "New customer" not in technician.get(BASE).content.decode()
    assert technician.get(f"{BASE}new/").status_code == 403
    assert technician.post(f"{BASE}{harbor.customer.pk}/archive/").status_code == 403


def test_foreign_customers_and_contacts_do_not_exist(rival, pm):
    foreign, contact = rival.customer.pk, rival.contact.pk
    for path in ("", "edit/", "contacts/new/", "sites/new/", "deals/"):
        assert pm.get(f"{BASE}{foreign}/{path}").status_code == 404
    assert pm.get(f"/o/harbor/contacts/{contact}/edit/").status_code == 404
    for path in (f"customers/{foreign}/archive/", f"contacts/{contact}/active/", f"contacts/{contact}/subscribe/"):
        assert pm.post(f"/o/harbor/{path}").status_code == 404


def test_of_two_who_change_a_site_the_second_decides(pm, harbor, signed_in):
    pm.post(f"{BASE}{harbor.customer.pk}/sites/new/", {"name": "Main office"})
    with harbor.scope():
        site = harbor.customer.sites.get()
    seen = json.dumps({"name": "Main office", "address": "", "time_zone": "", "hours": "", "access_notes": ""})
    address = f"/o/harbor/sites/{site.pk}/edit/"
    signed_in(harbor.sales).post(address, {"name": "Head office", "seen": seen})
    refused = pm.post(address, {"name": "Headquarters", "address": "1 Main St", "seen": seen})
    assert refused.status_code == 409
    assert "<strong>Sam Ortiz</strong> changed Site to <strong>Head office</strong>" in refused.content.decode()
    with harbor.scope():
        site.refresh_from_db()
    assert (site.name, site.address) == ("Head office", "")
