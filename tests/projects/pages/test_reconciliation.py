"""The three-way table by page and API, and the customer's page with its one question."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from projects import actions
from projects.models import Purchase, PurchaseLine, PurchaseRequest, Resolution, Responsibility
from tests.factories.purchases import purchased_with
from tests.statements import counted_statements


@pytest.fixture
def differs(harbor, project):
    with harbor.scope():
        return purchased_with(project, "Server", now=clock.now(), quantity=Decimal(3))


@pytest.fixture
def link(harbor, project):
    """``link()``: asks the contact and gives the path of their page."""

    def ask():
        with harbor.scope():
            actions.ask_about_purchase(
                project=project, contacts=[harbor.contact], by=harbor.project_manager, now=clock.now()
            )
            address = actions.purchase_request_address(PurchaseRequest.objects.get())
        return address[address.index("/respond/") :]

    return ask


def state(harbor, project):
    with harbor.scope():
        return Responsibility.objects.get(project=project, key="purchased").state


def stamp_of(page):
    return page.split('name="stamp" value="')[1].split('"')[0]


def test_a_matching_order_is_recorded_on_the_page(harbor, manager, project, at):
    page = manager.get(at("record_purchase")).content.decode()
    assert 'value="PO-9"' in page
    answer = manager.post(at("record_purchase"), {"kind": "purchase_order", "reference": "PO-9", "as_sold": "yes"})
    assert answer.status_code == 302, answer.content
    assert state(harbor, project) == "done"
    assert "3 lines as sold" in manager.get(at("responsibility", "purchased")).content.decode()


def test_an_order_with_pasted_lines_shows_what_differs(harbor, manager, project, at):
    form = {"kind": "purchase_order", "reference": "PO-9", "as_sold": "no"}
    wrong = manager.post(at("record_purchase"), form | {"lines": "Item\tQty\nServer\tmany\n"})
    assert wrong.status_code == 422
    assert "Row 2, quantity: no number (many)" in wrong.content.decode()
    lines = "Item\tSKU\tQty\tPrice\nServer\tSRV-1\t3\t4,200.00\n"
    assert manager.post(at("record_purchase"), form | {"lines": lines}).status_code == 302
    page = manager.get(at("reconciliation")).content.decode()
    assert "<mark>3</mark>" in page
    assert page.count("missing</mark>") == 2


def test_a_difference_is_resolved_on_the_page_by_who_may(harbor, manager, signed_in, project, at, differs):
    with harbor.scope():
        item = f"sold-{PurchaseLine.objects.get(description='Server').sold_line_id}"
    address = at("resolve_difference", "purchased", item)
    assert signed_in(harbor.technician).get(address).status_code == 403
    assert manager.post(address, {"outcome": "accepted"}).status_code == 422
    assert manager.post(address, {"outcome": "accepted", "reason": "They pay for it"}).status_code == 302
    assert manager.get(address).status_code == 404
    assert "They pay for it" in manager.get(at("reconciliation")).content.decode()
    assert state(harbor, project) == "done"


def test_the_table_costs_the_same_with_many_lines(harbor, manager, project, at, differs):
    manager.get(at("reconciliation"))
    with counted_statements() as few:
        manager.get(at("reconciliation"))
    with harbor.scope():
        PurchaseLine.objects.bulk_create(
            PurchaseLine(purchase=differs, position=n, description=f"Item {n}", quantity=1) for n in range(9, 69)
        )
    with counted_statements() as many:
        manager.get(at("reconciliation"))
    assert (len(few), len(many)) == (11, 11)


def test_the_customer_says_which_list_is_right_and_reading_changes_nothing(harbor, project, differs, link):
    path, visitor = link(), Client()
    page = visitor.get(path).content.decode()
    assert "1 line of your order differs" in page
    assert state(harbor, project) == "waiting"
    with harbor.scope():
        item = f"sold-{PurchaseLine.objects.get(description='Server').sold_line_id}"
    form = {"stamp": stamp_of(page), "name": "Ann Lee"}
    assert visitor.post(path, form).status_code == 422
    assert visitor.post(path, form | {f"choice-{item}": "quote", "name": ""}).status_code == 422
    answer = visitor.post(path, form | {f"choice-{item}": "quote", f"comment-{item}": "A typo"})
    assert answer.status_code == 302
    with harbor.scope():
        row = Resolution.objects.get()
        assert (row.name, row.by, row.outcome, row.reason) == ("Ann Lee", None, "corrected", "A typo")
        assert PurchaseLine.objects.get(description="Server").quantity == 2
    assert state(harbor, project) == "done"
    assert visitor.post(path, form | {f"choice-{item}": "order"}).status_code == 302
    assert "your answer has arrived" in visitor.get(path).content.decode()


def test_an_order_that_holds_is_left_to_the_manager(harbor, manager, project, at, differs, link):
    path, visitor = link(), Client()
    page = visitor.get(path).content.decode()
    item = page.split('name="choice-')[1].split('"')[0]
    visitor.post(
        path,
        {
            "stamp": stamp_of(page),
            "name": "Ann Lee",
            f"choice-{item}": "order",
            f"comment-{item}": "We need three",
        },
    )
    assert state(harbor, project) == "reopened"
    assert "We need three" in manager.get(at("reconciliation")).content.decode()


def test_what_changed_meanwhile_is_read_again(harbor, project, differs, link):
    path, visitor = link(), Client()
    page = visitor.get(path).content.decode()
    item = page.split('name="choice-')[1].split('"')[0]
    with harbor.scope():
        purchased_with(project, "Server", now=clock.now(), quantity=Decimal(5))
    answer = visitor.post(path, {"stamp": stamp_of(page), "name": "Ann Lee", f"choice-{item}": "quote"})
    assert answer.status_code == 422
    assert "changed meanwhile" in answer.content.decode()
    with harbor.scope():
        assert not Resolution.objects.exists()


def test_without_a_paper_the_customer_confirms_the_list(harbor, project, link):
    path, visitor = link(), Client()
    page = visitor.get(path).content.decode()
    assert "Please confirm what you ordered" in page
    assert "40.0" not in page  # hours of a fixed price are ours
    refused = visitor.post(path, {"stamp": stamp_of(page), "name": "Ann Lee", "choice-all": "order"})
    assert refused.status_code == 422
    assert (
        visitor.post(path, {"stamp": stamp_of(page), "name": "Ann Lee", "choice-all": "quote"}).status_code == 302
    )
    with harbor.scope():
        purchase = Purchase.objects.get()
    assert (purchase.kind, purchase.confirmed_by, purchase.recorded_by) == ("confirmation", "Ann Lee", None)
    assert state(harbor, project) == "done"


def test_a_link_that_ended_says_so(harbor, project, differs, link):
    path = link()
    with harbor.scope():
        PurchaseRequest.objects.update(expires_at=clock.now())
    assert Client().get(path).status_code == 410
    assert Client().get(reverse("portal:purchase", args=["x" * 43])).status_code == 404


def test_the_api_records_compares_resolves_and_asks(harbor, api_client, project):
    api, root = api_client(harbor, "project_manager"), f"/api/v1/projects/{project.number}/reconciliation/"

    def post(path, **body):
        return api.post(f"{root}{path}", body, content_type="application/json")

    assert api.get(root).json()["purchase"] is None
    lines = [{"description": "Server", "sku": "SRV-1", "quantity": "3", "unit_price": "4200"}]
    made = post("purchases/", kind="purchase_order", reference="PO-9", as_sold=False, lines=lines)
    assert made.status_code == 201, made.content
    table = made.json()
    assert [one["kind"] for one in table["differences"]] == ["missing", "missing", "changed"]
    assert table["differences"][2]["fields_that_differ"] == ["quantity"]
    (line,) = api.get(f"{root}lines/").json()["results"]
    address = f"{root}lines/{line['id']}/"
    assert api.patch(address, {"quantity": "2"}, content_type="application/json").status_code == 200
    assert api.patch(address, {"quantity": "-2"}, content_type="application/json").status_code == 400
    left = api.get(root).json()["differences"]
    for one in left:
        done = post("resolve/", item=one["item"], side=one["side"], outcome="accepted", reason="By the framework")
        assert done.status_code == 200, done.content
    assert state(harbor, project) == "done"
    assert post("resolve/", item=left[0]["item"], side="purchased", outcome="corrected").status_code == 409
    assert post("ask/", contacts=[str(harbor.contact.pk)]).json()["type"].endswith("nothing_to_ask")
    assert api.post(f"{root}lines/", lines[0], content_type="application/json").status_code == 201
    assert post("ask/", contacts=[str(harbor.contact.pk)]).status_code == 200
    assert len(api.get(f"{root}purchases/").json()["results"]) == 1
    confirm = f"/api/v1/projects/{project.number}/responsibilities/purchased/confirm/"
    refused = api.post(confirm, {"seen": "PO"}, content_type="application/json")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:msp-pm:by_facts_only")
