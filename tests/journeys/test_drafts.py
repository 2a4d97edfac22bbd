"""Words typed while the server dies: they come back on this device at once, and on another one from the server."""

import pytest
from playwright.sync_api import Error, expect

from dashboard.models import Draft
from scripts._dev.ports import free_port
from tests.factories.projects import make_deal
from tests.faults.stack import Stack, wait_until
from tests.faults.test_r21_deploys import answers
from tests.journeys.browser import Watch, chromium, serious_findings
from tests.servers import find_browser, require

pytestmark = [pytest.mark.browser, pytest.mark.faults, pytest.mark.django_db(transaction=True)]
TYPED = "Which of the two sites comes first?"


class Desk:
    """A browser of one device, signed in; the server can be killed and started again."""

    def __init__(self, stack, browser, member_client):
        self.stack, self.browser, self.client = stack, browser, member_client
        self.port = free_port()
        self.web = None

    def start(self):
        """Start the server and wait until it answers."""
        self.web = self.stack.web(self.port)
        wait_until(lambda: answers(self.port), 40, self.web.said)

    def device(self):
        """A fresh browser profile with the member's session, and what it complains of."""
        context, watch = self.browser.new_context(), Watch()
        url = f"http://127.0.0.1:{self.port}"
        context.add_cookies([{"name": m.key, "value": m.value, "url": url} for m in self.client.cookies.values()])
        page = context.new_page()
        page.on("pageerror", lambda fault: watch.faults.append(str(fault)))
        return page, watch

    def open(self, page, deal):
        """The deal with its questions unfolded; the field."""
        page.goto(f"http://127.0.0.1:{self.port}{deal.get_absolute_url()}")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        return page.locator("#questions")


@pytest.fixture
def desk(process_environment, tmp_path, harbor, signed_in):
    with Stack(process_environment, tmp_path) as stack, chromium(require(find_browser(), "A browser")) as browser:
        desk = Desk(stack, browser, signed_in(harbor.project_manager))
        desk.start()
        yield desk


def drafts(harbor):
    """The drafts that the server holds."""
    with harbor.scope():
        return list(Draft.objects.values_list("text", flat=True))


def test_words_survive_a_killed_server_and_another_device_and_go_once_sent(desk, harbor):
    with harbor.scope():
        deal = make_deal(harbor)
    page, watch = desk.device()
    desk.open(page, deal).fill(TYPED)
    desk.web.kill()
    with pytest.raises(Error, match=r"ERR_CONNECTION_(REFUSED|RESET)"):
        page.reload()
    desk.start()
    field = desk.open(page, deal)
    expect(field).to_have_value(TYPED)
    expect(page.get_by_text("You typed this here before")).to_be_visible()
    assert serious_findings(page) == []
    wait_until(lambda: drafts(harbor) == [TYPED], 10, "the server keeps the draft, too")

    other, other_watch = desk.device()
    field = desk.open(other, deal)
    expect(field).to_have_value(TYPED)
    other.get_by_role("button", name="Discard").click()
    expect(field).to_have_value("")
    wait_until(lambda: drafts(harbor) == [], 10, "a discarded draft is gone")

    desk.open(page, deal).fill(f"{TYPED} And who signs?")
    wait_until(lambda: len(drafts(harbor)) == 1, 10, "the server keeps the new words")
    page.get_by_role("button", name="Return the deal").click()
    expect(page.locator("main")).to_contain_text("And who signs?")
    wait_until(lambda: drafts(harbor) == [], 10, "what was sent is no draft any more")
    assert watch.faults + other_watch.faults == []
