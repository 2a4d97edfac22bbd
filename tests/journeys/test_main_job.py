"""The main job as a new user tries it: from a closed deal to the weekly mail and the customer's status page.

The real product by its own command, the real catcher, a real browser; the clock is moved as an operator can.
"""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from core.calendar import ONE_DAY, iso_week_label, week_start_of
from tests.journeys.browser import Watch, chromium, overflow, serious_findings
from tests.journeys.product import Product, poll
from tests.scripts.running import data_directory
from tests.servers import find_browser, require

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("product")]
ZONE = ZoneInfo("America/New_York")
PASSWORD = "a lighthouse at noon"
PEOPLE = {
    "ana": ("Ana Ruiz", "project_manager", []),
    "sam": ("Sam Ortiz", "sales", []),
    "joon": ("Joon Park", "lead_tech", ["--level", "L3", "--hours", "40", "--cost-rate", "70"]),
}
ANN, BEN = "ann@acme.example", "ben@acme.example"
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SMALL = 60_000  # bytes of the customer's page, all told (contract, section 4)


def sample_deal(today):
    """The deal of the contract, with dates from today and a second contact."""
    ann = {"name": "Ann Lee", "email": ANN, "role": "signer"}
    ben = {"name": "Ben Cole", "email": BEN, "role": "technical"}
    labor = {
        "external_id": "1",
        "kind": "labor",
        "description": "Migration",
        "quantity": "40",
        "unit": "hour",
        "hours": "40",
        "skill_level": "L2",
        "unit_price": "150.00",
        "unit_cost": "70.00",
    }
    server = {
        "external_id": "2",
        "kind": "product",
        "sku": "SRV-1",
        "description": "Server",
        "quantity": "2",
        "unit": "each",
        "unit_price": "4200.00",
        "unit_cost": "3600.00",
    }
    return {
        "source": "hubspot",
        "external_id": "D-1001",
        "number": "Q-2231",
        "title": "Server refresh",
        "customer": {"external_id": "C-77", "name": "Acme Dental"},
        "sites": [],
        "contacts": [ann, ben],
        "salesperson_email": "sam@msp.example",
        "currency": "USD",
        "billing_model": "fixed_price",
        "won_on": str(today - 20 * ONE_DAY),
        "po_number": "PO-9",
        "po_waived_reason": "",
        "signed_document": {"reference": "", "url": ""},
        "target_start": str(today + 2 * ONE_DAY),
        "target_end": str(today + 45 * ONE_DAY),
        "competing_deadlines": "",
        "lines": [labor, server],
        "promises": ["No downtime in business hours"],
        "exclusions": ["Cabling"],
        "assumptions": [],
    }


@pytest.fixture(scope="module")
def product():
    """The product, started on an empty directory, stopped at the end."""
    with data_directory() as directory:
        product = Product(directory)
        product.start()
        try:
            yield product
        finally:
            product.stop()


@pytest.fixture
def open_as(product):
    """``open_as(viewport)``: a page of a person of their own; at the end nothing broke in any."""
    watch = Watch()
    with chromium(require(find_browser(), "A browser")) as browser:

        def fresh(viewport=DESK):
            page = browser.new_context(viewport=viewport, base_url=product.url, locale="en-US").new_page()
            page.set_default_timeout(30_000)
            watch.attach(page)
            return page

        yield fresh
    assert watch.faults == []


def test_a_closed_deal_becomes_a_project_that_reports_every_week(product, open_as):
    now = dt.datetime.now(ZONE)
    found_the_organization(product, open_as())
    receive_the_deal(product, now.date())
    manager = sign_in(open_as(), "ana")
    accept_the_deal(product, manager)
    log_time(sign_in(open_as(), "joon"))
    first, second = first_week_owed(now), first_week_owed(now) + 7 * ONE_DAY
    assert "drafted 1" in run_week(product, first, "thursday")
    approve(manager, "We rack the servers on Monday.")
    assert "sent 1" in run_week(product, first, "friday")
    read_the_mail(product, open_as(), first)
    assert "drafted 1" in run_week(product, second, "thursday")
    approve(sign_in(open_as(PHONE), "ana"), "Still on the agreed day.")
    stop_the_mails(product, open_as(PHONE))
    for context in list(manager.context.browser.contexts):
        context.close()  # an open page asks for its notices every minute; nobody answers between stop and start
    product.stop()
    product.start(CLOCK_OFFSET=moment(second, "friday").isoformat())
    the_second_week_leaves_by_itself(product, second)


def found_the_organization(product, page):
    """Organization, people and a key by command; the owner chooses a password by the printed link."""
    said = product.manage(
        "create_organization",
        "harbor",
        "Harbor Light IT",
        "--owner",
        "olivia@msp.example",
        "--time-zone",
        ZONE.key,
    )
    page.goto(said.split()[-1])
    page.locator("input[name=password1]").fill(PASSWORD)
    page.locator("input[name=password2]").fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    page.wait_for_url("**/o/harbor/home/")
    for name, (person, role, more) in PEOPLE.items():
        words = [f"{name}@msp.example", "--name", person, "--roles", role, *more, "--password-stdin"]
        product.manage("add_member", "harbor", *words, said=PASSWORD)
    product.key = product.manage("create_api_key", "harbor", "--name", "crm", "--scopes", "*").split()[-1]


def receive_the_deal(product, today):
    status, deal = product.api("deals/", sample_deal(today))
    assert (status, deal["state"], deal["missing"]) == (201, "ready", [])


def sign_in(page, name):
    """The page of that member, at home."""
    page.goto("/")
    page.locator("input[name=login]").fill(f"{name}@msp.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/o/harbor/home/")
    return page


def accept_the_deal(product, page):
    """The manager accepts; the project has its twelve; the salesperson is told by mail."""
    go(page, "Deals")
    page.get_by_role("link", name="Server refresh").click()
    page.get_by_label("Lead tech").select_option(label="Joon Park")
    page.get_by_role("button", name="Accept and release sales").click()
    page.wait_for_url("**/projects/P-0001/")
    expect(page.locator("h1")).to_contain_text("Server refresh")
    assert page.locator(".track li").count() == 12
    mail = poll(lambda: product.mails(to="sam@msp.example"), 60, "the mail to the salesperson")[0]
    assert mail["headers"]["X-Mail-Kind"] == "released"
    assert "Ana Ruiz" in mail["text"]


def go(page, name):
    """Choose one of the main navigation that is shown: the rail, or the bar of a phone."""
    page.get_by_role("link", name=re.compile(f"^{name}")).locator("visible=true").first.click()
    expect(page.locator("[aria-current=page]").locator("visible=true").first).to_contain_text(name)


def log_time(page):
    """The lead tech finds the project and logs the first hours, which starts it."""
    go(page, "Projects")
    page.get_by_role("link", name=re.compile("Server refresh")).first.click()
    page.get_by_role("link", name=re.compile("^Plan")).last.click()
    form = page.locator("form", has=page.get_by_role("button", name="Log the hours"))
    form.get_by_label("Task").select_option(label="Migration")
    form.get_by_label("Hours").fill("1.5")
    form.get_by_label("Note").fill("Kick-off")
    form.get_by_role("button", name="Log the hours").click()
    expect(page.locator("#time tbody tr")).to_contain_text("1.5")


def first_week_owed(now):
    """The first week whose draft moment lies a day and more after ``now``."""
    week = week_start_of(now, ZONE)
    while moment(week, "thursday") < now + ONE_DAY:
        week += 7 * ONE_DAY
    return week


def moment(week, day):
    """Five past three, local, on that day of the week."""
    on = week + {"thursday": 3, "friday": 4}[day] * ONE_DAY
    return dt.datetime.combine(on, dt.time(15, 5), ZONE)


def run_week(product, week, day):
    return product.manage(
        "send_weekly_updates", "--organization", "harbor", "--now", moment(week, day).isoformat()
    )


def approve(page, words):
    """Read the draft, say why in words, approve."""
    go(page, "Updates")
    expect(page.locator("article h2")).to_contain_text("Server refresh")
    page.get_by_label("Why, in your words").fill(words)
    assert overflow(page) == 0
    assert serious_findings(page) == []
    page.get_by_role("button", name="Approve and next").click()
    expect(page.get_by_role("button", name="Take back the approval")).to_be_visible()


def read_the_mail(product, page, week):
    """The customer's mail as sent; its link leads to the status page."""
    label = iso_week_label(week)
    mails = poll(lambda: product.updates_caught(label, "customer"), 60, "the mails to the customer")
    poll(lambda: len(product.updates_caught(label, "customer")) == 2, 60, "both mails to the customer")
    mail = next(m for m in product.updates_caught(label, "customer") if m["to"].endswith(f"{ANN}>"))
    assert mails
    headers = mail["headers"]
    assert (headers["X-Project"], headers["Auto-Submitted"]) == ("P-0001", "auto-generated")
    assert "ana@msp.example" in headers["Reply-To"]
    assert "List-Unsubscribe" in headers
    for part in (mail["text"], mail["html"]):
        assert "We rack the servers on Monday." in part
        assert f"{product.url}/portal/" in part
    assert "70.00" not in mail["text"] + mail["html"]  # what an hour costs is nobody's business outside
    poll(lambda: product.updates_caught(label, "internal"), 60, "the mail to the team")
    poll(lambda: product.updates_caught(label, "sales"), 60, "the mail to the salesperson")
    the_status_page(follow(product, page, ANN, "/portal/"))


def follow(product, page, to, target):
    """Open the newest mail to that address in the catcher; the page its link opens."""
    page.goto(product.mails_url)
    page.get_by_label("Recipient").fill(to)
    page.get_by_role("button", name="Search").click()
    page.locator("main a").first.click()
    with page.expect_popup() as opened:
        page.frame_locator("iframe").locator(f"a[href*='{target}']").first.click()
    opened.value.wait_for_load_state()
    return opened.value


def the_status_page(page):
    """The verdict as a sentence, nothing that runs, small, to be read only."""
    asked = []
    page.on("request", lambda request: asked.append((request.method, request.url)))
    page.reload()
    expect(page.locator("h1")).to_contain_text(re.compile(r"\w+ \w+"))
    assert page.locator("script").count() == 0
    assert {method for method, _ in asked} == {"GET"}
    assert (
        sum(len(page.context.request.get(url).body()) for _, url in set(asked) if url.startswith("http")) < SMALL
    )
    assert "We rack the servers on Monday." in page.locator("main").inner_text()
    assert serious_findings(page) == []
    assert page.context.request.post(page.url).status == 405


def stop_the_mails(product, page):
    """The mail's link only asks; the button stops the mails."""
    asked = follow(product, page, ANN, "/respond/unsubscribe/")
    assert overflow(asked) == 0
    asked.reload()
    expect(asked.get_by_role("button", name="Stop weekly updates")).to_be_visible()
    asked.get_by_role("button", name="Stop weekly updates").click()
    expect(asked.locator("h1")).to_contain_text("You get no more weekly updates")


def the_second_week_leaves_by_itself(product, week):
    """Nobody calls anything: the product's clock has passed the moment, beat and worker do it."""
    label = iso_week_label(week)
    poll(lambda: product.updates_caught(label, "customer"), 150, "the second week's mail, sent by beat and worker")
    poll(lambda: product.updates_caught(label, "internal"), 60, "the second week's mail to the team")
    mails = product.updates_caught(label, "customer")
    assert [re.search(r"[\w.]+@[\w.]+", mail["to"])[0] for mail in mails] == [BEN]
    assert "Still on the agreed day." in mails[0]["text"]
