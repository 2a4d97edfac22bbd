"""The tab “Out of scope”: captured in two taps, estimated, agreed behind a link, done and billed; who may do what."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.test import Client

from core import clock
from projects import actions
from projects.models import ChangeOrder, OutOfScopeItem, OutOfScopeRequest, TimeEntry
from tests.dashboard.test_home import statements
from tests.factories import extras

ESTIMATE = {
    "hours": "3",
    "skill_level": "L2",
    "price": "450",
    "spend_limit": "540",
    "days_added": "0",
    "mode": "approval",
}
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def one(harbor):
    """The only item, read afresh."""

    def read():
        with harbor.scope():
            return OutOfScopeItem.objects.get()

    return read


@pytest.fixture
def link(harbor):
    """The path of the customer's page about the last item they were told of."""

    def find():
        with harbor.scope():
            url = actions.extra_request_address(OutOfScopeRequest.objects.latest("created_at"))
        return url[url.index("/respond/") :]

    return find


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode().replace("\xa0", " "))


def stamp_in(page):
    return page.split('name="stamp" value="')[1].split('"')[0]


def test_an_empty_tab_says_what_it_is_for(manager, at):
    page = text_of(manager.get(at("out_of_scope")))
    assert "None yet. Write it down the moment somebody meets work that nobody sold" in page
    assert "nothing: every item needs an approval" in page


def test_captured_in_two_taps_from_a_task(harbor, project, signed_in, at, one):
    technician = signed_in(harbor.technician)
    with harbor.scope():
        task = project.tasks.first()
    plan = technician.get(at("plan")).content.decode()
    first_tap = f"{at('capture_extra')}?task={task.pk}"
    assert first_tap in plan
    form = technician.get(first_tap).content.decode()
    title = re.search(r'name="title" value="([^"]+)"', form)[1]
    assert technician.post(first_tap, {"title": title}).status_code == 302
    item = one()
    assert (item.title, item.task_id, item.captured_by) == (
        f"Extra work: {task.title}",
        task.pk,
        harbor.technician,
    )
    assert technician.post(at("capture_extra"), {"title": " "}).status_code == 422


def test_from_the_capture_to_the_invoice_with_the_customer_s_approval(
    harbor, project, lead, manager, at, one, link
):
    lead.post(at("capture_extra"), {"title": "New cabling", "why": "The old one is too slow"})
    pk = one().pk
    assert lead.post(at("estimate_extra", pk), ESTIMATE | {"spend_limit": "449"}).status_code == 422
    assert lead.post(at("estimate_extra", pk), ESTIMATE).status_code == 302
    page = text_of(manager.get(at("extra", pk)))
    assert "$450.00, at most $540.00" in page
    assert "Start the work" not in page
    assert manager.post(at("tell_extra", pk), {"tell-contact": ""}).status_code == 422
    assert manager.post(at("tell_extra", pk), {"tell-contact": str(harbor.contact.pk)}).status_code == 302
    assert "Waits for the customer" in text_of(manager.get(at("out_of_scope")))
    customer, path = Client(), link()
    offer = text_of(customer.get(path))
    assert "Please decide: New cabling" in offer
    assert 'At most</th><td class="num">$540.00' in offer
    answer = {"name": "Ann Lee", "answer": "approve", "stamp": stamp_in(offer)}
    assert customer.post(path, answer | {"name": " "}).status_code == 422
    assert customer.post(path, answer | {"stamp": "forged"}).status_code == 422
    assert one().state == "notified"
    for _again in range(2):
        assert customer.post(path, answer).status_code == 302
    assert "this work is approved" in text_of(customer.get(path))
    assert lead.post(at("start_extra", pk)).status_code == 302
    form = text_of(lead.get(at("plan")))
    assert "OOS-1 New cabling" in form
    time = {"member": str(harbor.lead_tech.pk), "on": clock.today(harbor.organization.zone), "hours": "2.5"}
    with harbor.scope():
        task = str(project.tasks.first().pk)
    lead.post(at("log_time"), time | {"out_of_scope": str(pk), "task": task})
    with harbor.scope():
        entry = TimeEntry.objects.get(out_of_scope=pk)
        assert (entry.task, entry.hours) == (None, Decimal("2.5"))
    lead.post(at("complete_extra", pk))
    assert manager.post(at("release_extra", pk), {"release-billed": "600"}).status_code == 409
    assert manager.post(at("release_extra", pk), {"release-billed": "500"}).status_code == 302
    assert manager.post(at("invoice_extra", pk), {"invoice-reference": "INV-7"}).status_code == 302
    listed = text_of(manager.get(at("out_of_scope")))
    assert 'Running total</dt><dd class="strong">$500.00' in listed
    assert "Invoiced</dt><dd>$500.00" in listed
    assert "2.50 h" in text_of(manager.get(at("extra", pk)))


def test_looking_changes_nothing_and_an_ended_link_says_so(harbor, project, at, now, one, link):
    with harbor.scope():
        extras.asked(project, harbor.contact, now=now)
    before, customer, path = one().updated_at, Client(), link()
    for method in (customer.get, customer.head):
        assert method(path).status_code == 200
    assert one().updated_at == before
    with harbor.scope():
        OutOfScopeRequest.objects.update(expires_at=now)
    assert customer.get(path).status_code == 410
    assert customer.post(path, {"name": "Ann", "answer": "approve"}).status_code == 410
    assert one().state == "notified"


def test_a_customer_declines_with_a_reason_and_the_page_tells_it(harbor, project, manager, at, now, one, link):
    with harbor.scope():
        extras.asked(project, harbor.contact, now=now)
    customer, path = Client(), link()
    assert customer.post(path, {"name": "Ann Lee", "answer": "decline"}).status_code == 422
    customer.post(path, {"name": "Ann Lee", "answer": "decline", "reason": "Not this year"})
    assert "This work was declined" in text_of(customer.get(path))
    assert "Not this year" in text_of(manager.get(at("extra", one().pk)))


def test_an_emergency_starts_with_a_reason_and_the_page_shows_its_clock(
    harbor, project, lead, manager, at, now, one, link
):
    with harbor.scope():
        item = extras.captured(project, now=now)
    assert lead.post(at("start_extra", item.pk)).status_code == 409
    assert lead.post(at("emergency_extra", item.pk), {"emergency-emergency_reason": " "}).status_code == 422
    assert lead.post(at("emergency_extra", item.pk), {"emergency-emergency_reason": "Offline"}).status_code == 302
    for page in (at("out_of_scope"), at("extra", item.pk)):
        assert "To be told by" in text_of(manager.get(page))
    with harbor.scope():
        OutOfScopeItem.objects.update(started_at=now - 5 * HOUR, tell_by=now - HOUR)
    assert "They should have been told by" in text_of(manager.get(at("out_of_scope")))
    assert lead.post(at("tell_extra", item.pk), {"tell-contact": str(harbor.contact.pk)}).status_code == 302
    assert "told late" in text_of(manager.get(at("out_of_scope")))
    customer, path = Client(), link()
    assert "Do you object?" in text_of(customer.get(path))
    customer.post(path, {"name": "Ann Lee", "answer": "object", "reason": "We had asked for that before"})
    assert one().state == "disputed"
    assert "You objected to this work" in text_of(customer.get(path))
    page = text_of(manager.get(at("extra", item.pk)))
    assert "Settle the dispute" in page
    assert "It is given up" not in page


def test_what_is_too_large_is_offered_as_a_change_order_and_nothing_else(harbor, project, manager, at, now, one):
    with harbor.scope():
        item = extras.estimated(project, now=now, hours=Decimal(9))
    page = text_of(manager.get(at("extra", item.pk)))
    assert "Too large for an item by your terms" in page
    assert "Send the mail" not in page
    assert manager.post(at("tell_extra", item.pk), {"tell-contact": str(harbor.contact.pk)}).status_code == 409
    manager.post(at("promote_extra", item.pk))
    with harbor.scope():
        order = ChangeOrder.objects.get()
    assert f"{order.number} {order.title}" in text_of(manager.get(at("extra", item.pk)))


def test_who_may_not_do_it_reads_without_buttons(harbor, project, signed_in, at, now):
    with harbor.scope():
        item = extras.estimated(project, now=now)
    reader = signed_in(harbor.support)
    page = reader.get(at("extra", item.pk)).content.decode()
    assert "Nothing is left to do here for you" in page
    assert f"/out-of-scope/{item.pk}/" not in page.split('id="item"')[1].split("<dialog")[0]
    for name in ("estimate_extra", "edit_extra"):
        assert reader.get(at(name, item.pk)).status_code == 403
    for name, form in (
        ("withdraw", {"withdraw-reason": "No"}),
        ("tell", {"tell-contact": str(harbor.contact.pk)}),
    ):
        assert reader.post(at(f"{name}_extra", item.pk), form).status_code == 403


def test_two_who_estimate_at_once_lose_nothing(harbor, project, lead, manager, at, now, one):
    with harbor.scope():
        item = extras.estimated(project, now=now)
    seen = lead.get(at("estimate_extra", item.pk)).content.decode()
    seen = re.search(r"name=\"seen\" value=\"([^\"]*)\"", seen)[1].replace("&quot;", '"')
    assert lead.post(at("estimate_extra", item.pk), ESTIMATE | {"price": "460", "seen": seen}).status_code == 302
    assert (
        manager.post(at("estimate_extra", item.pk), ESTIMATE | {"price": "470", "seen": seen}).status_code == 409
    )
    assert one().price == 460


def test_the_pages_cost_the_same_however_many_items(harbor, project, manager, at, now):
    with harbor.scope():
        item = extras.under_way(project, now=now)
    limits = {("out_of_scope",): 7, ("extra", item.pk): 9}
    manager.get(at("out_of_scope"))
    few = {name: statements(manager, at(*name)) for name in limits}
    with harbor.scope():
        for _more in range(3):
            extras.done(project, now=now)
    assert few == {name: statements(manager, at(*name)) for name in limits} == limits


def test_the_drawer_of_responsibility_9_confirms_nothing_by_hand_once_work_has_begun(
    harbor, project, manager, at, now
):
    drawer = at("responsibility", "out_of_scope")
    assert "Confirm by hand" in text_of(manager.get(drawer))
    with harbor.scope():
        extras.under_way(project, now=now)
    page = text_of(manager.get(drawer))
    assert "Confirm by hand" not in page
    assert at("out_of_scope") in page


def test_home_names_an_emergency_until_the_customer_knows(harbor, project, manager, at, now):
    home = f"/o/{harbor.organization.slug}/home/"
    with harbor.scope():
        item = extras.emergency(project, now=now)
    assert "Emergency begun, not told: Firewall failed" in text_of(manager.get(home))
    with harbor.scope():
        OutOfScopeItem.objects.update(started_at=now - 5 * HOUR, tell_by=now - HOUR)
    assert "Emergency begun, not told, late: Firewall failed" in text_of(manager.get(home))
    told = {"told-name": "Ann Lee", "told-method": "phone"}
    assert manager.post(at("told_extra", item.pk), told).status_code == 302
    assert "Emergency begun" not in text_of(manager.get(home))


def test_the_terms_are_the_owner_s_to_set(harbor, project, signed_in, manager, at):
    page = f"/o/{harbor.organization.slug}/settings/out-of-scope/"
    assert manager.get(page).status_code == 403
    owner = signed_in(harbor.members["owner"])
    values = {"preauthorized_limit": "500", "promotion_hours": "8", "promotion_days": "0", "emergency_hours": "4"}
    assert owner.post(page, values | {"answer_days": "0"}).status_code == 422
    assert owner.post(page, values | {"answer_days": "10"}).status_code == 302
    assert "up to $500 a project" in text_of(manager.get(at("out_of_scope")))
