"""The API of customers and contacts."""

import datetime as dt
from urllib.parse import quote

import pytest

from core import clock
from customers.models import Customer
from tests.statements import counted_statements

CUSTOMERS, CONTACTS = "/api/v1/customers/", "/api/v1/contacts/"


@pytest.fixture
def api(harbor, api_client):
    return api_client(harbor, "project_manager", ["customers:write"])


def send(api, method, path, **body):
    return getattr(api, method)(path, body, content_type="application/json")


def test_a_customer_is_created_changed_and_found(api):
    made = send(api, "post", CUSTOMERS, name="Cove Marina", source="crm", external_id="C-9")
    assert made.status_code == 201
    assert made.json()["references"] == [{"source": "crm", "external_id": "C-9"}]
    path = f"{CUSTOMERS}{made.json()['id']}/"
    assert send(api, "patch", path, time_zone="Europe/Vienna", is_archived=True).json()["is_archived"] is True
    assert api.get(path).json()["time_zone"] == "Europe/Vienna"
    found = api.get(CUSTOMERS, {"search": "marina"}).json()["results"]
    assert [row["name"] for row in found] == ["Cove Marina"]
    assert api.get(CUSTOMERS, {"is_archived": "false", "search": "marina"}).json()["results"] == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/name"),
        ({"name": "acme dental"}, "/name"),
        ({"name": "X", "time_zone": "Mars/Olympus"}, "/time_zone"),
    ],
)
def test_wrong_fields_are_named(api, body, pointer):
    answer = send(api, "post", CUSTOMERS, **body)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_a_contact_is_added_changed_and_listed(api, harbor):
    made = send(
        api, "post", CONTACTS, customer=str(harbor.customer.pk), name="Kim", email="kim@x.example", role="billing"
    )
    assert made.status_code == 201
    assert made.json()["receives_updates"] is False
    path = f"{CONTACTS}{made.json()['id']}/"
    changed = send(api, "patch", path, role="sponsor", receives_updates=True, is_active=False).json()
    assert (changed["role"], changed["receives_updates"], changed["is_active"]) == ("sponsor", True, False)
    listed = api.get(CONTACTS, {"customer": str(harbor.customer.pk), "search": "kim"}).json()["results"]
    assert [(row["name"], row["customer"]["name"]) for row in listed] == [("Kim", "Acme Dental")]
    later = quote((clock.now() + dt.timedelta(hours=1)).isoformat())
    assert api.get(f"{CONTACTS}?updated_since={later}").json()["results"] == []
    assert api.get(CONTACTS, {"customer": "7"}).status_code == 400


def test_rights_are_scope_and_role(harbor, api_client):
    for role, scopes, status in [
        ("technician", ["*"], 403),
        ("sales", ["customers:read"], 403),
        ("sales", ["customers:write"], 201),
    ]:
        assert (
            send(api_client(harbor, role, scopes), "post", CUSTOMERS, name=f"{role} {status}").status_code
            == status
        )


def test_foreign_rows_do_not_exist(api, rival):
    assert api.get(f"{CUSTOMERS}{rival.customer.pk}/").status_code == 404
    assert send(api, "patch", f"{CONTACTS}{rival.contact.pk}/", name="X").status_code == 404
    assert send(api, "post", CONTACTS, customer=str(rival.customer.pk), name="X").status_code == 404


@pytest.mark.parametrize("rows", [3, 60])
def test_lists_cost_the_same_however_long(api, harbor, rows):
    with harbor.scope():
        for number in range(rows):
            customer = Customer.objects.create(name=f"Clinic {number}")
            customer.sites.create(name="Main")
            customer.contacts.create(name="Kim")
    api.get(CUSTOMERS)
    with counted_statements() as made:
        api.get(CUSTOMERS)
    assert len(made) == 5, made  # route, key, customers, references, sites
    with counted_statements() as made:
        api.get(CONTACTS)
    assert len(made) == 3, made  # route, key, contacts
