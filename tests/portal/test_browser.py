"""The customer's pages in a real browser: forms that work without a referrer, one page of paper, no sideways scrolling."""

import datetime as dt
import os
import re
from pathlib import Path

import pytest

from core.identifiers import uuid7
from mailing.models import OutgoingMail
from projects.models import Milestone
from tests.isolation.world import NOW
from tests.journeys.browser import Watch, chromium, overflow, serious_findings
from tests.portal.conftest import change_link
from tests.servers import find_browser, require
from tests.updates.conftest import MONDAY
from updates.models import WeeklyUpdate

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "portal"]), pytest.mark.browser]
PICTURES = os.environ.get("PICTURES")  # a directory: keep what was seen


@pytest.fixture
def browse(live_server):
    """``browse(width, dark)``: a page of a fresh browser without scripts."""
    with chromium(require(find_browser(), "a browser")) as browser:

        def make(width=1280, scheme="light"):
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=False
            )
            page = context.new_page()
            page.watch = Watch()
            page.watch.attach(page)
            return page

        yield make


def keep(page, name):
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 390, 1280])
def test_every_page_fits_its_width_and_breaks_no_policy(shop, pages, browse, live_server, width, scheme):
    page = browse(width, scheme)
    links = {
        "status": pages[0],
        "past": pages[1],
        "renew": f"/respond/renew/{shop.token}/",
        "unsubscribe": f"/respond/unsubscribe/{shop.unsubscribe_token}/",
    }
    for name, address in links.items():
        page.goto(live_server.url + address)
        keep(page, f"portal-{name}-{width}-{scheme}")
        assert overflow(page) <= 0, name
        assert page.watch.faults == []


def test_a_verdict_with_a_long_reason_breaks_on_a_phone(pages, browse, live_server):
    page = browse(360)
    page.goto(live_server.url + pages[0])
    reason = "Time: not scheduled, we are still planning the work with all of your colleagues"
    page.locator(".answer .verdict").first.evaluate(f"one => one.append({reason!r})")
    assert overflow(page) <= 0


def test_the_status_page_prints_on_one_page(shop, pages, browse, live_server):
    with shop.company.scope():
        for week in range(8):
            Milestone.objects.create(project=shop.project, title=f"Step {week}", baseline_on=MONDAY)
            sent = WeeklyUpdate.objects.filter(state="sent").first()
            sent.pk, sent.week_start = uuid7(), MONDAY - dt.timedelta(weeks=week + 1)
            sent.save(force_insert=True)
    page = browse()
    page.goto(live_server.url + pages[0])
    for paper in ("A4", "Letter"):
        pdf = page.pdf(format=paper, path=Path(PICTURES) / f"portal-{paper}.pdf" if PICTURES else None)
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1, paper


def test_a_new_link_is_asked_for_and_the_mails_are_stopped_without_scripts_or_referrer(shop, browse, live_server):
    page = browse(390)
    change_link(shop, expires_at=NOW)
    page.goto(f"{live_server.url}/portal/{shop.token}/")
    keep(page, "portal-expired-390")
    page.get_by_role("link", name="Get a new link").click()
    page.get_by_label("Your email address").fill(shop.company.contact.email)
    page.get_by_role("button", name="Send a new link").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Look into your mailbox"
    with shop.company.scope():
        assert OutgoingMail.objects.filter(kind="status_link").count() == 1
    page.goto(f"{live_server.url}/respond/unsubscribe/{shop.unsubscribe_token}/")
    page.get_by_role("button", name="Stop weekly updates").click()
    assert "no more" in page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("button", name="Send me weekly updates again").click()
    assert "Stop" in page.get_by_role("heading", level=1).inner_text()


def test_no_page_has_a_serious_finding(shop, pages, live_server):
    with chromium(require(find_browser(), "a browser")) as browser:
        page = browser.new_context(bypass_csp=True).new_page()
        for address in [
            *pages,
            f"/respond/renew/{shop.token}/",
            f"/respond/unsubscribe/{shop.unsubscribe_token}/",
        ]:
            page.goto(live_server.url + address)
            assert serious_findings(page) == []
