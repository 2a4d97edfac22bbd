"""From what was sold to an approved scope, by browser: the deal of a CRM without its PO, an order that differs, the
customer's answers on their own pages, SoW version 2 by a change order, and a late server that moves start and forecast.
"""

import datetime as dt

import pytest
from playwright.sync_api import expect

from core import clock
from deals.models import Deal
from integrations.actions import create_source
from integrations.queries import secret_of
from projects import actions
from projects.models import BomLine, ChangeOrderRequest, Project, PurchaseRequest, Responsibility, Sow
from tests.deals.sample import sample
from tests.integrations.test_hooks import deliver
from tests.journeys.browser import Watch, chromium, overflow, serious_findings
from tests.servers import find_browser, require

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "portal"])]
PHONE = {"width": 390, "height": 844}
ORDER = "Id\tItem\tSKU\tQty\tPrice\n1\tMigration\t\t40\t150.00\n2\tServer\tSRV-1\t3\t4,200.00\n"


@pytest.fixture
def open_as(live_server, settings, signed_in):
    """``open_as(member)``: a page with the member's session, of a stranger with a phone for None; nothing breaks in any."""
    settings.SITE_URL, watch = live_server.url, Watch()
    with chromium(require(find_browser(), "A browser")) as browser:

        def fresh(member=None):
            size = {} if member else {"viewport": PHONE}
            context = browser.new_context(
                base_url=live_server.url, locale="en-US", reduced_motion="reduce", **size
            )
            if member:
                found = signed_in(member).cookies.values()
                context.add_cookies([{"name": m.key, "value": m.value, "url": live_server.url} for m in found])
            page = context.new_page()
            page.set_default_timeout(8_000)
            watch.attach(page)
            return page

        yield fresh
    assert watch.faults == []


def test_a_deal_without_its_po_becomes_an_approved_scope_that_follows_what_happens(harbor, open_as):
    manager, lead = open_as(harbor.project_manager), open_as(harbor.lead_tech)
    root = accept_what_arrived(harbor, manager)
    record_an_order_that_differs(manager, root)
    answer_about_the_order(harbor, open_as())
    agree_on_the_sow(manager, lead, root)
    order_the_server(harbor, lead, root, days=10)
    assert done(harbor) == {"sold", "purchased", "sow_bom"}
    change_the_scope(harbor, manager, lead, open_as(), root)
    before = project_of(harbor).forecast_end
    order_the_server(harbor, lead, root, days=90)
    what_waits_is_said(harbor, manager, root, before)


def project_of(harbor):
    """The one project, with what its address needs."""
    with harbor.scope():
        return Project.objects.select_related("organization").get()


def done(harbor):
    """Which of the first three stand as done."""
    with harbor.scope():
        rows = Responsibility.objects.filter(key__in=("sold", "purchased", "sow_bom"), state="done")
        return set(rows.values_list("key", flat=True))


def ahead(harbor, days):
    """A day as a form takes it."""
    return (clock.today(harbor.organization.zone) + dt.timedelta(days=days)).isoformat()


def accept_what_arrived(harbor, page):
    """The deal comes by webhook; its page asks for the PO, which is added before it is accepted."""
    with harbor.scope():
        secret = secret_of(create_source(name="hubspot", by=harbor.owner))
    dates = {"target_start": ahead(harbor, 14), "target_end": ahead(harbor, 45)}
    assert deliver(secret, sample(po_number="", **dates)).status_code == 201
    with harbor.scope():
        deal = Deal.objects.get()
    address = f"/o/harbor/deals/{deal.pk}/"
    page.goto(address)
    expect(page.locator("#h-check")).to_be_visible()
    expect(page.locator("section[aria-labelledby=h-check]")).to_contain_text("Add the PO number")
    page.goto(f"{address}edit/")
    page.locator("[name=po_number]").fill("PO-9")
    page.locator("main .btn-primary").last.click()
    page.wait_for_url(f"**{address}")
    page.locator("#accept").get_by_label("Project manager").select_option(label=harbor.project_manager.name)
    page.locator("#accept").get_by_label("Lead tech").select_option(label=harbor.lead_tech.name)
    page.get_by_role("button", name="Accept and release sales").click()
    page.wait_for_url("**/projects/P-0001/")
    return project_of(harbor).get_absolute_url()


def record_an_order_that_differs(page, root):
    """The order says three servers where two were sold; the customer is asked."""
    page.goto(f"{root}reconciliation/record/")
    page.get_by_label("Its number").fill("PO-9")
    page.get_by_label("Something differs").check()
    page.get_by_label("Its lines").fill(ORDER)
    page.locator("main .btn-primary").last.click()
    expect(page.get_by_text("1 open")).to_be_visible()
    assert serious_findings(page) == []
    page.locator("input[name=contacts]").first.check()
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_text("Asked by")).to_be_visible()


def answer_about_the_order(harbor, page):
    """The customer says on a phone that the quote holds: two servers."""
    with harbor.scope():
        address = actions.purchase_request_address(PurchaseRequest.objects.get())
    page.goto(address)
    assert overflow(page) == 0
    assert serious_findings(page) == []
    page.locator("input[type=radio][value=quote]").check()
    page.get_by_label("Your name").fill("Lee Ann")
    page.locator("form button").last.click()
    expect(page.get_by_text("your answer has arrived")).to_be_visible()


def agree_on_the_sow(manager, lead, root):
    """Written by the lead tech, signed by both."""
    lead.goto(f"{root}scope/")
    lead.get_by_role("button", name="Write the SoW").click()
    lead.wait_for_url("**/sow/*/edit/")
    for name, words in (
        ("objectives", "Two new servers"),
        ("deliverables", "Servers racked\nMailboxes moved"),
        ("acceptance_criteria", "A test restore succeeds"),
        ("effort", "Build | L2 | 40"),
    ):
        lead.locator(f"[name={name}]").fill(words)
    lead.locator("main .btn-primary").last.click()
    lead.get_by_role("button", name="Submit for review").click()
    lead.get_by_role("button", name="Sign as").click()
    manager.goto(f"{root}scope/")
    manager.get_by_role("link", name="Open version 1").click()
    manager.get_by_role("button", name="Sign as").click()
    expect(manager.get_by_text("In force since").first).to_be_visible()


def order_the_server(harbor, page, root, *, days):
    """Vendor, order and arrival of the one line; work waits for it."""
    with harbor.scope():
        line = BomLine.objects.get()
    page.goto(f"{root}materials/{line.pk}/")
    page.get_by_label("Vendor").fill("Northwind")
    page.get_by_label("State").select_option("ordered")
    page.get_by_label("Arrives on").fill(ahead(harbor, days))
    page.get_by_label("Work cannot start without it").check()
    page.get_by_role("button", name="Save the item").click()
    page.wait_for_url("**/P-0001/*")


def change_the_scope(harbor, manager, lead, visitor, root):
    """Six hours more and a later end: nothing before the customer approves, all of it at once."""
    lead.goto(f"{root}change-orders/new/")
    for name, words in (
        ("title", "Second internet line"),
        ("added", "Second line tested"),
        ("effort", "Build | L2 | 6"),
        ("price", "1450"),
        ("committed_end", ahead(harbor, 52)),
    ):
        lead.locator(f"[name={name}]").fill(words)
    lead.locator("main .btn-primary").last.click()
    lead.get_by_role("link", name="CO-1").click()
    lead.get_by_role("button", name="Propose it").click()
    expect(lead.get_by_text("Proposed by").first).to_be_visible()
    manager.goto(lead.url)
    manager.get_by_role("button", name="Approve for us").click()
    manager.locator("input[name=contacts]").first.check()
    manager.get_by_role("button", name="Ask the customer").click()
    expect(manager.get_by_text("Asked:")).to_be_visible()
    assert project_of(harbor).bac == 40
    with harbor.scope():
        address = actions.request_address(ChangeOrderRequest.objects.get())
    visitor.goto(address)
    assert (overflow(visitor), serious_findings(visitor)) == (0, [])
    visitor.get_by_label("Your name").fill("Lee Ann")
    visitor.get_by_role("button", name="Approve this change").click()
    expect(visitor.get_by_role("heading", name="Thank you, this change is approved")).to_be_visible()
    with harbor.scope():
        versions = list(Sow.objects.order_by("number").values_list("number", "state"))
    assert versions == [(1, "superseded"), (2, "approved")]


def what_waits_is_said(harbor, page, root, before):
    """The late server moves the earliest start and the forecast, and the strip names what the change added."""
    page.goto(f"{root}scope/")
    expect(page.get_by_text("work that needs it starts on").first).to_be_visible()
    expect(page.get_by_text("Promised was")).to_be_visible()
    expect(page.locator(".strip")).to_contain_text("+6")
    assert serious_findings(page) == []
    project = project_of(harbor)
    assert (project.bac, project.change_price) == (46, 1450)
    assert project.forecast_end > before
    assert done(harbor) == {"sold", "purchased", "sow_bom"}
