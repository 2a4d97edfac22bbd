"""The API of deals, as the contract promises it."""

import datetime as dt
from urllib.parse import quote

import pytest

from accounts.actions import add_member
from audit.models import AuditEvent
from core import clock
from core.due import organizations_due
from customers.models import Customer, CustomerReference
from deals.models import Deal
from deals.tasks import recheck
from tests.deals.sample import sample
from tests.statements import counted_statements

URL = "/api/v1/deals/"


@pytest.fixture
def api(harbor, api_client):
    return api_client(harbor, "project_manager")


def post(api, path=URL, **body):
    return api.post(path, body, content_type="application/json")


def codes(items):
    return [item["code"] for item in items]


def test_the_sample_of_the_contract_is_ready_once_its_salesperson_is_a_member(api, harbor):
    answer = post(api, **sample())
    assert answer.status_code == 201, answer.content
    deal = answer.json()
    assert deal["state"] == "ready"
    assert deal["missing"] == []
    assert "signed_document_missing" in codes(deal["advice"])
    assert deal["customer"]["name"] == "Brook Dental"
    assert deal["customer"]["id"]
    assert deal["lines"][0]["hours"] == "40.00"
    assert deal["salesperson"]["email"] == "sales@harbor.example"
    with harbor.scope():
        assert CustomerReference.objects.get(external_id="C-77").customer.mail_domain == "brook.example"
        assert AuditEvent.objects.filter(verb="deal.received", actor=harbor.project_manager).count() == 1


def test_an_unknown_salesperson_is_found_once_they_are_a_member(api, harbor):
    deal = post(api, **sample(salesperson_email="Sam@msp.example")).json()
    assert deal["state"] == "incomplete"
    assert codes(deal["missing"]) == ["salesperson_unknown"]
    add_member(organization=harbor.organization, email="sam@msp.example", name="Sam", roles=["sales"])
    assert api.get(f"{URL}{deal['id']}/").json()["state"] == "incomplete"  # reading changes nothing
    assert organizations_due("deals", clock.now()) == [harbor.organization.pk]
    recheck(organization_id=str(harbor.organization.pk))
    assert api.get(f"{URL}{deal['id']}/").json()["state"] == "ready"
    assert organizations_due("deals", clock.now()) == []


def test_only_four_fields_are_required_to_receive(api):
    answer = post(api, source="hubspot", external_id="1", title="Move", customer={"name": "Cove Marina"})
    assert answer.status_code == 201
    assert codes(answer.json()["missing"]) == [
        "contact_email_missing",
        "billing_model_missing",
        "po_missing",
        "lines_missing",
        "target_start_missing",
        "target_end_missing",
        "salesperson_missing",
    ]
    assert answer.json()["currency"] == "USD"


@pytest.mark.parametrize("field", ["source", "external_id", "title", "customer"])
def test_without_a_required_field_it_is_refused(api, field):
    answer = post(api, **sample(**{field: None}))
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{field}"]


LINE = sample()["lines"][0]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"lines": [LINE | {"quantity": "-1"}]}, "/lines/0/quantity"),
        ({"lines": [LINE, LINE | {"hours": "1000000000000"}]}, "/lines/1/hours"),
        ({"lines": [LINE | {"unit_price": "1e12"}]}, "/lines/0/unit_price"),
        ({"lines": [LINE | {"unit_price": "NaN"}]}, "/lines/0/unit_price"),
        ({"lines": [LINE | {"kind": "magic"}]}, "/lines/0/kind"),
        ({"currency": "XXX"}, "/currency"),
        ({"target_start": "2026-12-02", "target_end": "2026-12-01"}, "/target_end"),
        ({"won_on": "02/11/2026"}, "/won_on"),
        ({"contacts": [{"name": "Ann", "email": "not an address"}]}, "/contacts/0/email"),
        ({"competing_deadlines": "x" * 2_000_000}, "/competing_deadlines"),
        ({"title": "bad \x00 text"}, "/title"),
        ({"customer": "Acme"}, "/customer"),
        ({"signed_document": {"url": "javascript:alert(1)"}}, "/signed_document/url"),
    ],
)
def test_a_wrong_value_is_refused_with_its_pointer(api, harbor, changes, pointer):
    answer = post(api, **sample(**changes))
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    with harbor.scope():
        assert not Deal.objects.exists()


def test_five_megabytes_are_refused(api):
    answer = post(api, **sample(competing_deadlines="x" * 5_000_000))
    assert answer.status_code == 413
    assert answer["Content-Type"] == "application/problem+json"


def test_the_same_deal_again_changes_nothing(api, harbor):
    first = post(api, **sample())
    again = post(api, **sample(lines=[LINE | {"quantity": "40.0"}, sample()["lines"][1]]))
    assert again.status_code == 200
    assert again.json()["changes"] == []
    assert again.json()["id"] == first.json()["id"]
    with harbor.scope():
        assert AuditEvent.objects.filter(object_type="deal").count() == 1


def test_a_re_delivery_tells_what_changed(api, harbor):
    post(api, **sample())
    answer = post(api, **sample(po_number="", lines=[LINE | {"hours": "44"}]))
    assert answer.status_code == 200
    changed = {change["field"]: (change["old"], change["new"]) for change in answer.json()["changes"]}
    assert changed["lines[1].hours"] == ("40.00", "44.00")
    assert changed["po_number"] == ("PO-9", None)
    assert answer.json()["state"] == "incomplete"
    assert codes(answer.json()["missing"]) == ["po_missing"]
    assert len(answer.json()["lines"]) == 1
    with harbor.scope():
        assert AuditEvent.objects.get(verb="deal.changed").changes["po_number"] == ["PO-9", None]


def test_after_a_decision_a_change_waits_and_is_a_conflict(api, harbor):
    deal = post(api, **sample()).json()
    post(api, f"{URL}{deal['id']}/decline/", reason="Too far away")
    assert post(api, **sample()).status_code == 200
    answer = post(api, **sample(title="Bigger refresh"))
    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:msp-pm:deal_decided"
    assert answer.json()["changes"] == [{"field": "title", "old": "Server refresh", "new": "Bigger refresh"}]
    shown = api.get(f"{URL}{deal['id']}/").json()
    assert shown["title"] == "Server refresh"
    assert shown["pending_change"]["body"]["title"] == "Bigger refresh"
    post(api, **sample(title="Bigger refresh"))
    with harbor.scope():
        assert AuditEvent.objects.filter(verb="deal.change_pending").count() == 1


def test_a_similar_customer_asks_a_person_and_the_answer_is_remembered(api, harbor):
    first = post(api, **sample(customer={"external_id": "C-1", "name": "ACME Dental, Inc."})).json()
    assert first["customer"]["id"] is None
    assert codes(first["missing"]) == ["customer_unconfirmed"]
    chosen = post(api, f"{URL}{first['id']}/confirm-customer/", customer=str(harbor.customer.pk)).json()
    assert chosen["state"] == "ready"
    assert chosen["customer"]["name"] == "Acme Dental"
    second = post(api, **sample(external_id="D-2", customer={"external_id": "C-1", "name": "ACME"})).json()
    assert second["state"] == "ready"
    assert second["customer"]["id"] == str(harbor.customer.pk)


def test_a_known_mail_domain_asks_a_person_too(api, harbor):
    contact = {"name": "New", "email": "new@harbor-acme.example"}
    deal = post(api, **sample(customer={"name": "Something else"}, contacts=[contact])).json()
    assert codes(deal["missing"]) == ["customer_unconfirmed"]
    created = post(api, f"{URL}{deal['id']}/confirm-customer/").json()
    assert created["customer"]["name"] == "Something else"
    assert created["state"] == "ready"


def test_returning_asks_and_answering_brings_it_back(api, harbor, api_client):
    path = f"{URL}{post(api, **sample()).json()['id']}/"
    assert post(api, f"{path}return/", questions=[]).status_code == 400
    returned = post(api, f"{path}return/", questions=["Who signs?", "Which site?"]).json()
    assert returned["state"] == "returned"
    assert returned["questions"] == ["Who signs?", "Which site?"]
    assert post(api, **sample()).json()["state"] == "returned"
    sales = api_client(harbor, "sales")
    assert post(sales, f"{path}answer/", answer="Ann signs.").json()["state"] == "ready"
    assert post(sales, f"{path}answer/", answer="Again").status_code == 409


def test_a_returned_deal_that_sales_sends_better_is_ready_again(api):
    deal = post(api, **sample(po_number="")).json()
    post(api, f"{URL}{deal['id']}/return/", questions=["What is the PO number?"])
    assert post(api, **sample()).json()["state"] == "ready"


def test_not_a_project_needs_type_and_reference(api):
    path = f"{URL}{post(api, **sample()).json()['id']}/not-a-project/"
    assert post(api, path, request_type="party", reference="T-1").status_code == 400
    answer = post(api, path, request_type="on-site visit", reference="T-1").json()
    assert answer["state"] == "not_a_project"
    assert answer["other_request_type"] == "on_site_visit"
    assert post(api, path, request_type="install", reference="T-2").status_code == 409


@pytest.mark.parametrize(
    ("role", "scopes", "status"),
    [
        ("sales", ["deals:write"], 201),
        ("technician", ["*"], 403),
        ("sales", ["deals:read"], 403),
        ("owner", ["time:write"], 403),
    ],
)
def test_rights_are_scope_and_role(harbor, api_client, role, scopes, status):
    assert post(api_client(harbor, role, scopes), **sample()).status_code == status


def test_sales_cannot_decide(harbor, api_client, api):
    path = f"{URL}{post(api, **sample()).json()['id']}/"
    sales = api_client(harbor, "sales")
    assert post(sales, f"{path}return/", questions=["Why?"]).status_code == 403
    assert post(sales, f"{path}decline/", reason="No").status_code == 403


def test_a_foreign_deal_does_not_exist(harbor, rival, api_client, api):
    theirs = post(api_client(rival), **sample(salesperson_email="sales@summit.example")).json()
    path = f"{URL}{theirs['id']}/"
    assert api.get(path).status_code == 404
    for act in ("return", "answer", "decline", "not-a-project", "confirm-customer"):
        body = {"questions": ["x"], "answer": "x", "reason": "x", "request_type": "add", "reference": "x"}
        assert post(api, f"{path}{act}/", **body).status_code == 404
    ours = post(api, **sample(customer={"name": "acme dental"})).json()
    foreign = {"customer": str(rival.customer.pk)}
    assert post(api, f"{URL}{ours['id']}/confirm-customer/", **foreign).status_code == 404


def test_lists_filter_search_and_page(api):
    for number in range(3):
        customer = {"name": f"Harbor Clinic {number}"}
        post(api, **sample(external_id=f"D-{number}", title=f"Refresh {number}", customer=customer, contacts=[]))
    page = api.get(URL, {"page_size": 2}).json()
    assert [deal["title"] for deal in page["results"]] == ["Refresh 2", "Refresh 1"]
    assert [deal["title"] for deal in api.get(page["next"]).json()["results"]] == ["Refresh 0"]
    assert len(api.get(URL, {"search": "clinic 1"}).json()["results"]) == 1
    assert len(api.get(URL, {"state": "incomplete"}).json()["results"]) == 3
    assert api.get(URL, {"state": "nonsense"}).status_code == 400
    later = clock.now() + dt.timedelta(hours=1)
    assert api.get(f"{URL}?updated_since={quote(later.isoformat())}").json()["results"] == []
    assert next(deal["title"] for deal in api.get(URL, {"ordering": "title"}).json()["results"]) == "Refresh 0"
    assert codes(api.get(URL).json()["results"][0]["missing"]) == ["contact_email_missing"]


@pytest.mark.parametrize("rows", [3, 60])
def test_a_list_costs_three_statements_however_long(api, rows):
    for number in range(rows):
        name = {"name": f"Clinic {number}"}
        post(api, **sample(external_id=f"D-{number}", customer=name, contacts=[]))
    with counted_statements() as made:
        assert len(api.get(URL).json()["results"]) == min(rows, 50)
    # the key's route, key with member and user, deals
    assert len(made) == 3, made


def test_a_new_customer_of_a_taken_name_is_refused(api, harbor):
    deal = post(api, **sample(customer={"name": "Acme Dental"})).json()
    answer = post(api, f"{URL}{deal['id']}/confirm-customer/")
    assert answer.status_code == 400
    with harbor.scope():
        assert Customer.objects.count() == 1
