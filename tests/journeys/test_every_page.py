"""Every page that can be opened, read from the URL resolver: desk and phone, light and dark, on paper, full and empty.

At the gate every page is opened in both; otherwise each in the one that its address chooses.
Nothing is listed by hand. An address that is no page must say so by its answer (another method, a redirect,
no HTML); a page that nobody of the cast can open fails.
"""

import datetime as dt
import logging
import os
from zlib import crc32

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from accounts.choices import Role
from imports.tasks import run_imports
from projects.models import StatusLink
from tests.isolation.routes import every_route, routes_under
from tests.isolation.world import NOW, make_world
from tests.journeys.browser import Watch, chromium, overflow, serious_findings
from tests.servers import find_browser, require

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "portal"]),
]
DESK = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"}
PHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}
NARROW = {"width": 360, "height": 740}
PAPER = {"width": 688, "height": 971}  # A4 upright within the margins of static/css/tools.css
FRAME = (".rail", ".tab-bar", ".phone-bar", ".viewing", ".pager")  # of use on a screen only
GATE = bool(os.environ.get("MSP_GATE"))
FETCHING = ".htmx-request, .htmx-swapping, .htmx-added, .htmx-settling"
UNSIGNED = "form[method=post i]:not(:has(input[name=csrfmiddlewaretoken]))"
TICKETS = (
    b"Number,Opened,Category,Group\n1,2026-11-02 9:00,Incident,Tier 2\n2,never,Alert,A queue of a long name\n"
)
READERS = (Role.OWNER, Role.PROJECT_MANAGER, Role.LEAD_TECH, Role.SALES, None)


@pytest.fixture
def clients(settings, harbor, signed_in):
    """A client for each who may be needed to see everything; None is nobody."""
    logging.disable(logging.WARNING)  # every refused method would be a line
    settings.CLOCK_OFFSET = NOW - dt.datetime.now(dt.UTC)
    yield {who: signed_in(harbor.members[who]) if who else Client() for who in READERS}
    logging.disable(logging.NOTSET)


@pytest.fixture
def inspector(live_server):
    """``inspector(scheme)``: a browser's pages for readers, and what it finds wrong."""
    with chromium(require(find_browser(), "A browser")) as browser:
        yield lambda scheme: Inspector(browser, live_server.url, scheme)


class Inspector:
    """Opens addresses in one page per reader and keeps every fault."""

    def __init__(self, browser, url, scheme):
        self.browser, self.url, self.scheme = browser, url, scheme
        self.watch = Watch()
        self.pages = {}
        self.opened = 0

    @property
    def faults(self):
        """What was found, in the order of opening."""
        return self.watch.faults

    def look(self, client, address, status=200):
        """Open the address with the client's session and note what is wrong with the page."""
        page = self._page_of(client)
        page.set_viewport_size(self.scheme["viewport"])
        answer = page.goto(self.url + address)
        expect(page.locator(FETCHING)).to_have_count(0)
        self.opened += 1
        wrong = [] if answer.status == status else [f"status {answer.status}"]
        wrong += [f"{page.locator('h1').count()} h1"] if page.locator("h1").count() != 1 else []
        wrong += [] if page.title().strip() else ["no title"]
        wrong += unsigned_forms(page, address)
        wrong += serious_findings(page)
        widths = [page.viewport_size["width"]] + ([NARROW["width"]] if self.scheme is PHONE else [])
        wrong += [f"{over} px too wide at {width}" for width, over in self._overflows(page, widths) if over > 0]
        wrong += on_paper(page)
        self.faults.extend(f"{address}: {line}" for line in wrong)

    def _overflows(self, page, widths):
        for width in widths:
            page.set_viewport_size(self.scheme["viewport"] | {"width": width})
            yield width, overflow(page)

    def _page_of(self, client):
        if client not in self.pages:
            context = self.browser.new_context(**self.scheme, locale="en-US", reduced_motion="reduce")
            context.add_cookies(
                [{"name": m.key, "value": m.value, "url": self.url} for m in client.cookies.values()]
            )
            self.pages[client] = context.new_page()
            self.watch.attach(self.pages[client])
        return self.pages[client]


def unsigned_forms(page, address):
    """Forms that would be refused for want of a CSRF token; the pages of customers have another guard."""
    count = 0 if address.startswith("/respond/") else page.locator(UNSIGNED).count()
    return [f"{count} forms without a CSRF token"] if count else []


def on_paper(page):
    """What is wrong with the page printed upright on A4: cut off at the side, or the frame of the program on it."""
    shown = page.viewport_size
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    wide = overflow(page)
    frame = [name for name in FRAME if page.locator(f"{name}:visible").count()]
    page.emulate_media(media="screen")
    page.set_viewport_size(shown)
    return ([f"{wide} px too wide on paper"] if wide > 0 else []) + [f"{name} is printed" for name in frame]


def is_for(scheme, route):
    """Whether the page of this address is opened in this scheme."""
    return GATE or crc32(route.path.encode()) % 2 == (scheme is PHONE)


def is_html(response):
    """HTML that stands alone. A mail within its sandboxed frame does not: the page around it does."""
    framed = "sandbox" in response.headers.get("Content-Security-Policy", "")
    return response["Content-Type"].startswith("text/html") and not framed


def is_page(response):
    """A page that was shown, no error."""
    return response.status_code == 200 and is_html(response)


def is_no_page(response):
    """An address that says itself that it is not for looking at."""
    return response.status_code in (301, 302, 303, 405) or (
        response.status_code in (200, 503) and not is_html(response)
    )


def first_reader(clients, address):
    """The first client that gets a page there; None when the address is no page."""
    for client in clients.values():
        response = client.get(address)
        if is_page(response):
            return client
        if response.status_code == 405 or (response.status_code == 200 and is_no_page(response)):
            return None
    assert is_no_page(response), f"{address}: nobody gets anywhere"
    return None


@pytest.mark.gate
@pytest.mark.parametrize("scheme", [DESK, PHONE], ids=["desk, light", "phone, dark"])
def test_every_page_is_sound(clients, harbor, inspector, scheme):
    world, inspect = make_world(harbor), inspector(scheme)
    for route in every_route():
        if not is_for(scheme, route):
            continue
        address = route.address(world.values(route))
        reader = first_reader(clients, address) if not is_api_data(address) else None
        if reader:
            inspect.look(reader, address)
    assert not inspect.faults, "\n".join(inspect.faults)
    assert inspect.opened > 20


@pytest.mark.parametrize("scheme", [DESK, PHONE], ids=["desk, light", "phone, dark"])
def test_the_page_of_an_expired_link_is_sound(clients, harbor, inspector, scheme):
    world, inspect = make_world(harbor), inspector(scheme)
    with harbor.scope():
        StatusLink.objects.update(expires_at=NOW)
    for route in routes_under("portal/"):
        inspect.look(clients[None], route.address(world.values(route)), status=410)
    # The browser reports the answer itself; what else it says is a fault.
    faults = [fault for fault in inspect.faults if "410 (Gone)" not in fault]
    assert not faults, "\n".join(faults)
    assert inspect.opened == 2


@pytest.mark.parametrize("scheme", [DESK, PHONE], ids=["desk, light", "phone, dark"])
def test_the_page_of_an_import_is_sound_at_every_step(clients, harbor, inspector, scheme):
    """Staged and waiting ones are on the walk above; here what a person reads and decides on the way."""
    inspect, reader = inspector(scheme), clients[Role.OWNER]
    address = f"/o/{harbor.organization.slug}/imports/"
    inspect.look(reader, f"{address}new/tickets/")
    page = reader.post(f"{address}new/tickets/", {"file": SimpleUploadedFile("tickets.csv", TICKETS)}).url
    for step, act in (
        ("staged", "check"),
        ("sorting", "sort"),
        ("checking", ""),
        ("checked", "run"),
        ("done", "undo"),
    ):
        assert reader.get(page).context["job"].state == step
        inspect.look(reader, page)
        shown = reader.get(page).context
        form = {"check": shown["form"], "sort": shown["sorting_form"]}.get(act) or ()
        if act:
            values = {field.name: field.value() or "" for field in form}
            assert reader.post(f"{page}{act}/", values).status_code == 302
        if step != "staged" and act != "sort":
            run_imports(organization_id=str(harbor.organization.pk))
    inspect.look(reader, page)
    assert reader.get(page).context["job"].state == "undone"
    assert not inspect.faults, "\n".join(inspect.faults)


def is_api_data(address):
    """The API answers JSON and the meter text; the API's page of documentation is one like any other."""
    return address == reverse("metrics") or (address.startswith("/api/") and address != reverse("api_docs"))


@pytest.mark.gate
@pytest.mark.parametrize("scheme", [DESK, PHONE], ids=["desk, light", "phone, dark"])
def test_every_page_of_an_organization_without_rows_is_sound(clients, harbor, inspector, scheme):
    inspect = inspector(scheme)
    for route in routes_under("o/"):
        if route.parameters == ["slug"] and is_for(scheme, route):
            address = route.address({"slug": harbor.organization.slug})
            reader = first_reader(clients, address)
            if reader:
                inspect.look(reader, address)
    assert not inspect.faults, "\n".join(inspect.faults)
    assert inspect.opened > 5
