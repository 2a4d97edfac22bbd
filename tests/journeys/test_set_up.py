"""A newcomer sets an organization up by browser alone: from the one-time link to the first accepted deal.

Nothing is done by command or API after the link; every step is one that home's list of first steps leads to.
"""

import datetime as dt
import time

import pytest
from playwright.sync_api import expect

from accounts.actions import create_organization
from accounts.links import password_link
from accounts.models import Membership, OrganizationSettings
from core import clock
from core.tenancy import organization_scope
from projects.models import Project
from tests.journeys.browser import Watch, chromium, overflow, serious_findings
from tests.servers import find_browser, require

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "portal"]),
]
PASSWORD = "a lighthouse at noon"
PATIENCE = 600  # seconds a person may take; the browser needs a fraction, each step stays short
TODAY = dt.date.today()


@pytest.fixture
def page(live_server, settings):
    """A browser's page on the live server; at the end nothing broke on any."""
    settings.SITE_URL, watch = live_server.url, Watch()
    with chromium(require(find_browser(), "A browser")) as browser:
        context = browser.new_context(
            base_url=live_server.url, locale="en-US", viewport={"width": 390, "height": 844}
        )
        fresh = context.new_page()
        fresh.set_default_timeout(15_000)
        watch.attach(fresh)
        yield fresh
    # The browser reports a refused form itself; what else it says is a fault.
    assert [fault for fault in watch.faults if "422 (Unprocessable" not in fault] == []


def test_from_the_one_time_link_to_the_first_accepted_deal(page):
    organization = create_organization(
        slug="cove", name="Cove IT", owner_email="olivia@cove.example", owner_name="Olivia Grant", now=clock.now()
    )
    with organization_scope(organization.pk):
        link = password_link(Membership.objects.get().user)
    begun = time.monotonic()
    choose_a_password(page, link)
    say_who_we_are(page)
    take_the_roles(page)
    choose_the_days_off(page)
    write_down_a_customer(page)
    enter_a_deal(page)
    accept_it(page)
    assert time.monotonic() - begun < PATIENCE
    with organization_scope(organization.pk):
        assert Project.objects.get().number == "P-0001"
        assert OrganizationSettings.objects.get().holiday_country == "US"
    page.goto("/o/cove/home/")
    expect(page.get_by_role("heading", name="First steps")).to_have_count(0)


def choose_a_password(page, link):
    """The link leads through the password home, where the first steps stand."""
    page.goto(link)
    page.locator("input[name=password1]").fill(PASSWORD)
    page.locator("input[name=password2]").fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    page.wait_for_url("**/o/cove/home/")
    expect(page.get_by_role("heading", name="First steps")).to_be_visible()
    expect(page.locator(".first-steps .is-done")).to_have_count(1)
    assert (serious_findings(page), overflow(page)) == ([], 0)


def step(page, title):
    """Home, and from its list into the step of that title."""
    page.goto("/o/cove/home/")
    page.locator(".first-steps li", has_text=title).get_by_role("link").last.click()


def say_who_we_are(page):
    step(page, "Name, zone and look")
    page.get_by_label("Name").fill("Cove IT of Newport")
    page.get_by_label("Brand color").fill("#ffcc00")
    page.get_by_label("Time zone").select_option("America/New_York")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The nearest that passes is #907300.").first).to_be_visible()
    page.get_by_label("Brand color").fill("#907300")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Can it be read?")).to_be_visible()
    assert (serious_findings(page), overflow(page)) == ([], 0)


def take_the_roles(page):
    """A newcomer often wears every hat at first."""
    page.goto("/o/cove/home/")
    page.get_by_role("link", name="Take the roles yourself").click()
    for role in ("Project manager", "Sales", "Lead tech"):
        page.get_by_label(role, exact=True).check()
    page.get_by_role("button", name="Save roles and hours").click()  # leads back to the steps
    expect(page.locator(".first-steps li", has_text="Your people")).to_contain_text("1 person")


def choose_the_days_off(page):
    step(page, "Hours and days off")
    page.get_by_label("Country").select_option("US")
    page.get_by_label("Region").fill("RI")
    page.get_by_role("button", name="Keep these holidays").click()
    expect(page.get_by_text("Thanksgiving Day").first).to_be_visible()
    assert (serious_findings(page), overflow(page)) == ([], 0)


def write_down_a_customer(page):
    step(page, "First customer")
    page.get_by_label("Name", exact=True).fill("Acme Dental")
    page.get_by_role("button", name="Create the customer").click()
    expect(page.locator("h1")).to_have_text("Acme Dental")


def enter_a_deal(page):
    step(page, "First closed deal")
    values = {
        "title": "Server refresh",
        "customer_name": "Acme Dental",
        "po_number": "PO-9",
        "target_start": (TODAY + dt.timedelta(days=7)).isoformat(),
        "target_end": (TODAY + dt.timedelta(days=30)).isoformat(),
        "lines-0-description": "Migration",
        "lines-0-hours": "8",
        "lines-0-quantity": "8",
        "lines-0-unit_price": "150",
        "lines-0-unit_cost": "70",
        "contacts-0-name": "Ann Lee",
        "contacts-0-email": "ann@acme.example",
    }
    for name, value in values.items():
        page.locator(f"[name='{name}']").fill(value)
    page.locator("[name=salesperson_email]").select_option("olivia@cove.example")
    page.locator("[name=billing_model]").select_option("fixed_price")
    page.locator(".deal-form .actions .btn-primary").click()
    expect(page.locator("h1")).to_contain_text("Server refresh")


def accept_it(page):
    step(page, "Accept it")
    confirm = page.get_by_role("button", name="It is Acme Dental")
    if confirm.count():
        confirm.first.click()
    page.get_by_role("button", name="Accept the deal").click()
    page.wait_for_url("**/projects/P-0001/")
