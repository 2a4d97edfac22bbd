"""The palette and the shortcuts by keyboard alone, in a real browser under the strict content policy."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.factories.projects import make_project
from tests.journeys.browser import Watch, chromium, serious_findings
from tests.servers import find_browser, require

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def home(harbor, signed_in, live_server):
    """The manager's home page; at the end nothing has thrown or broken the policy."""
    with harbor.scope():
        make_project(harbor, title="Server refresh")
        make_project(harbor, title="New switches", external_id="D-2")
    session = signed_in(harbor.project_manager).cookies[settings.SESSION_COOKIE_NAME].value
    with chromium(require(find_browser(), "A browser")) as browser:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page, watch = context.new_page(), Watch()
        watch.attach(page)
        page.goto(f"{live_server.url}/o/harbor/home/")
        yield page
    assert watch.faults == []


def test_the_palette_finds_opens_and_acts_by_keyboard_alone(home):
    home.keyboard.press("Control+k")
    expect(home.locator("#palette-text")).to_be_focused()
    home.keyboard.type("switch")
    expect(home.locator('[role="option"][aria-selected="true"]')).to_contain_text("New switches")
    assert serious_findings(home) == []
    home.keyboard.press("Enter")
    home.wait_for_url("**/projects/P-0002/")
    home.keyboard.press("/")
    home.keyboard.type("start")
    expect(home.locator('[role="option"][aria-selected="true"]')).to_contain_text("Start the project")
    home.keyboard.press("Enter")
    expect(home.locator(".page-head .over")).to_contain_text("Active")


def test_one_escape_closes_the_palette_whatever_was_typed(home):
    home.keyboard.press("Control+k")
    expect(home.locator("#palette-text")).to_be_focused()
    home.keyboard.type("switch")
    home.keyboard.press("Escape")
    expect(home.locator("#palette-text")).not_to_be_visible()


def test_keys_go_to_pages_walk_lists_and_can_be_turned_off(home):
    home.keyboard.press("g")
    home.keyboard.press("p")
    home.wait_for_url("**/o/harbor/projects/")
    home.keyboard.press("j")
    home.keyboard.press("j")
    expect(home.locator("tbody tr:nth-child(2) th a")).to_be_focused()
    home.keyboard.press("k")
    expect(home.locator("tbody tr:nth-child(1) th a")).to_be_focused()
    home.keyboard.press("?")
    expect(home.locator("#shortcuts")).to_be_visible()
    home.locator("#single-keys").uncheck()
    home.keyboard.press("Escape")
    for key in ("/", "g", "h"):
        home.keyboard.press(key)
    expect(home.locator("#palette")).not_to_be_visible()
    assert home.url.endswith("/projects/")
    home.keyboard.press("Control+k")  # no single key: it stays
    expect(home.locator("#palette")).to_be_visible()
