"""The tab “SoW & BoM”: written, reviewed, signed, changed by the customer's approval; and what it costs in statements."""

import pytest
from django.test import Client
from django.utils.html import escape

from projects import actions
from projects.models import ChangeOrder, ChangeOrderRequest, Project, Sow
from tests.dashboard.test_home import statements
from tests.factories.scope import approved_by_us, approved_sow, draft_sow, effective_change


@pytest.fixture
def lead(harbor, signed_in):
    """A client of the lead tech."""
    return signed_in(harbor.lead_tech)


@pytest.fixture
def now(settings):
    from core import clock

    return clock.now()


def fields_of(page, name):
    """The value of the hidden field of that name."""
    return page.split(f'name="{name}" value="')[1].split('"')[0]


def test_from_an_empty_tab_to_an_approved_sow(harbor, project, lead, manager, at):
    assert "No statement of work yet" in lead.get(at("scope")).content.decode()
    form = lead.post(at("start_sow"))
    with harbor.scope():
        sow = Sow.objects.get(project=project)
    assert form.url == at("edit_sow", sow.pk)
    words = {"objectives": "New servers", "deliverables": "Racked\nTested", "acceptance_criteria": "Restore works"}
    body = words | {"price_basis": "fixed_price", "effort": "Build | L2 | 30\nPlan\tL3\t12"}
    assert lead.post(form.url, body | {"effort": "Build | much"}).status_code == 422
    assert lead.post(form.url, body | {"effort": "Build | L2 | -3"}).status_code == 422
    assert lead.post(form.url, body).status_code == 302
    assert lead.post(at("submit_sow", sow.pk)).status_code == 302
    page = at("sow", sow.pk)
    for client, step in ((lead, "lead_tech"), (manager, "project_manager")):
        stamp = fields_of(client.get(page).content.decode(), "stamp")
        assert client.post(at("approve_sow", sow.pk), {"step": step, "stamp": "x"}).status_code == 409
        assert client.post(at("approve_sow", sow.pk), {"step": step, "stamp": stamp}).status_code == 302
    text = manager.get(at("scope")).content.decode()
    assert "in force since" in text
    with harbor.scope():
        sow.refresh_from_db()
        assert (sow.state, Project.objects.get(pk=project.pk).bac) == ("approved", 42)
        assert all(one.seen_at for one in sow.signatures.all())
    paper = manager.get(at("print_sow", sow.pk)).content.decode()
    assert sow.content_hash in paper
    assert "Racked" in paper
    assert "30 h" not in paper.replace("\xa0", " ")  # a fixed price hides the hours


def test_a_review_that_sends_back_says_why(harbor, project, lead, manager, at, now):
    with harbor.scope():
        sow = actions.submit_sow(sow=draft_sow(project, now=now), by=project.lead_tech, now=now)
    assert manager.post(at("reject_sow", sow.pk), {"reason": ""}).status_code == 422
    manager.post(at("reject_sow", sow.pk), {"reason": "Where are the printers?"})
    assert "Where are the printers?" in lead.get(at("sow", sow.pk)).content.decode()
    assert "Write the next version" in lead.get(at("scope")).content.decode()


def test_two_versions_stand_side_by_side(harbor, project, manager, at, now):
    with harbor.scope():
        approved_sow(project, now=now)
        effective_change(project, now=now)
        second = Sow.objects.get(project=project, number=2)
    page = manager.get(at("compare_sow", second.pk)).content.decode()
    assert "<ins>Second line tested</ins>" in page
    assert "<del>Build | L2 | 40</del>" in page
    assert "<ins>Build | L2 | 46</ins>" in page


def test_a_change_order_from_the_draft_to_the_customer_s_answer(harbor, project, lead, manager, at, now):
    values = {
        "title": "Second line",
        "price": "1450",
        "cost": "317.77",
        "effort": "Build | L2 | 6",
        "reason": "Asked",
    }
    assert lead.post(at("new_change_order"), values | {"title": ""}).status_code == 422
    lead.post(at("new_change_order"), values)
    with harbor.scope():
        order = ChangeOrder.objects.get(project=project)
    page = at("change_order", order.pk)
    lead.post(at("propose_change_order", order.pk))
    stamp = fields_of(manager.get(page).content.decode(), "stamp")
    manager.post(at("approve_change_order", order.pk), {"stamp": stamp})
    assert manager.post(at("ask_change_order", order.pk), {}).status_code == 422
    manager.post(at("ask_change_order", order.pk), {"contacts": [str(harbor.contact.pk)]})
    with harbor.scope():
        url = actions.request_address(ChangeOrderRequest.objects.get())
    path = url[url.index("/respond/") :]
    customer = Client()
    offer = customer.get(path).content.decode()
    assert "Second line" in offer
    assert "317.77" not in offer
    assert "6 h" not in offer.replace("\xa0", " ")  # a fixed price hides the hours
    answer = {"name": "Ann Lee", "answer": "approve", "stamp": fields_of(offer, "stamp")}
    assert customer.post(path, answer | {"name": " "}).status_code == 422
    assert customer.post(path, answer | {"stamp": "forged"}).status_code == 422
    with harbor.scope():
        assert ChangeOrder.objects.get(pk=order.pk).state == "approved_internal"
    for _again in range(2):
        assert customer.post(path, answer).status_code == 302
    assert "this change is approved" in customer.get(path).content.decode()
    assert "Approved by the customer" in manager.get(page).content.decode()
    with harbor.scope():
        order.refresh_from_db()
        assert (order.state, order.signatures.count()) == ("approved_customer", 2)


def test_looking_at_the_offer_changes_nothing_and_an_ended_link_says_so(harbor, project, manager, at, now):
    with harbor.scope():
        order = approved_by_us(project, now=now)
        actions.ask_customer(order=order, contacts=[harbor.contact], by=project.project_manager, now=now)
        asked = ChangeOrderRequest.objects.get()
        path = "/respond/" + actions.request_address(asked).split("/respond/")[1]
    customer = Client()
    before = order.updated_at
    for method in (customer.get, customer.head):
        assert method(path).status_code == 200
    paper = customer.get(f"{path}pdf/")
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")
    assert paper["Content-Disposition"] == f'attachment; filename="{project.number} CO-1.pdf"'
    assert paper["Cache-Control"] == "no-store"
    assert manager.get(at("change_order_pdf", order.pk)).content == paper.content
    assert customer.post(f"{path}pdf/").status_code == 405
    with harbor.scope():
        order.refresh_from_db()
        assert (order.state, order.updated_at, order.signatures.count()) == ("approved_internal", before, 1)
        ChangeOrderRequest.objects.update(expires_at=now)
    assert customer.get(path).status_code == customer.get(f"{path}pdf/").status_code == 410
    assert customer.post(path, {"name": "Ann", "answer": "approve"}).status_code == 410


def test_a_customer_declines_with_a_reason(harbor, project, manager, at, now):
    with harbor.scope():
        order = approved_by_us(project, now=now)
        actions.ask_customer(order=order, contacts=[harbor.contact], by=project.project_manager, now=now)
        path = "/respond/" + actions.request_address(ChangeOrderRequest.objects.get()).split("/respond/")[1]
    customer = Client()
    assert customer.post(path, {"name": "Ann Lee", "answer": "decline"}).status_code == 422
    customer.post(path, {"name": "Ann Lee", "answer": "decline", "reason": "Not this year"})
    assert "declined" in customer.get(path).content.decode()
    assert escape("Not this year") in manager.get(at("change_order", order.pk)).content.decode()


def test_who_may_not_write_the_scope_reads_it_without_buttons(harbor, project, signed_in, at, now):
    with harbor.scope():
        sow = draft_sow(project, now=now)
    reader = signed_in(harbor.support)
    page = reader.get(at("scope")).content.decode()
    assert "Write a change order" not in page
    assert reader.get(at("edit_sow", sow.pk)).status_code == 403
    assert reader.post(at("submit_sow", sow.pk)).status_code == 403
    assert reader.get(at("new_change_order")).status_code == 403


def test_the_pages_cost_the_same_however_many_versions_and_orders(harbor, project, manager, at, now):
    with harbor.scope():
        approved_sow(project, now=now)
        order = effective_change(project, now=now, committed_end=None)
        sow = Sow.objects.get(project=project, state="approved")
    limits = {("scope",): 10, ("sow", sow.pk): 10, ("change_order", order.pk): 7, ("detail",): 10}
    manager.get(at("scope"))
    few = {name: statements(manager, at(*name)) for name in limits}
    with harbor.scope():
        for _more in range(3):
            effective_change(project, now=now, committed_end=None)
    many = {name: statements(manager, at(*name)) for name in limits}
    assert few == many == limits


def test_strip_list_and_api_name_original_changes_and_current(harbor, project, manager, api_client, at, now):
    with harbor.scope():
        approved_sow(project, now=now)
        effective_change(project, now=now)
    tab = manager.get(at("scope")).content.decode().replace("\xa0", " ")
    assert 'In the plan</th><td class="num">40 h' in tab
    assert "Sold: 40 h." in tab
    strip = manager.get(at("plan")).content.decode().replace("\xa0", " ")
    assert "Hours, 50 h +6 h changed: 56 h" in strip
    listed = manager.get(f"/o/{harbor.organization.slug}/projects/").content.decode().replace("\xa0", " ")
    assert "50 h, +6 h by changes" in listed
    agreed = api_client(harbor, "project_manager").get(f"/api/v1/projects/{project.number}/").json()["agreed"]
    hours = {"original_hours": "50.00", "change_hours": "6.00", "current_hours": "56.00"}
    price = {"original_price": "14400.00", "change_price": "1450.00", "current_price": "15850.00"}
    assert agreed == hours | price | {"currency": "USD"}
