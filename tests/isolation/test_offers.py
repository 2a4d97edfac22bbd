"""No page offers its reader an act that is refused: every form on every page, sent back by the same person, is no 403.

Pages come from the URL resolver, forms from the pages themselves. Outside the gate every fifth page is read
by the role that its address chooses.
"""

import datetime as dt
import logging
import os
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin
from zlib import crc32

import pytest

from accounts.choices import Role
from tests.isolation.answers import Crowd, QuickClient
from tests.isolation.bodies import page_body
from tests.isolation.routes import routes_under
from tests.isolation.world import NOW, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.gate]
GATE = bool(os.environ.get("MSP_GATE"))
READERS = [role for role in Role.values if role != Role.OWNER]  # the owner may nearly everything


class Offers(HTMLParser):
    """Addresses to which a page would post: forms, buttons with an address of their own, htmx."""

    def __init__(self, address):
        super().__init__()
        self.address, self.found = address, set()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form" and given.get("method", "").lower() == "post" and "hidden" not in given:
            self._add(given.get("action") or "")
        for name in ("formaction", "hx-post"):
            if given.get(name) is not None:
                self._add(given[name])

    def _add(self, where):
        self.found.add(urldefrag(urljoin(self.address, where)).url)


def offers_of(address, response):
    """What the page at ``address`` offers; nothing for what is no page."""
    if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
        return set()
    parser = Offers(address)
    parser.feed(response.content.decode())
    return parser.found


def readers_of(route):
    """Everybody at the gate; otherwise one of the roles for every fifth address, which it alone decides."""
    chance = crc32(route.path.encode())
    return READERS if GATE else [READERS[chance % len(READERS)]] if chance % 5 == 0 else []


@pytest.fixture
def crowd(settings):
    """Asks in the middle of a week; every act is undone."""
    logging.disable(logging.WARNING)
    settings.CLOCK_OFFSET = NOW - dt.datetime.now(dt.UTC)
    yield Crowd()
    logging.disable(logging.NOTSET)


def test_no_page_offers_an_act_that_its_reader_may_not_do(harbor, signed_in, crowd):
    world, clients, refused, tried = make_world(harbor), {}, [], set()
    filled = page_body(world)
    for role in READERS:
        clients[role] = QuickClient(raise_request_exception=False)
        clients[role].cookies = signed_in(harbor.members[role]).cookies
    for route in routes_under("o/"):
        address = route.address(world.values(route))
        for role in readers_of(route):
            for offer in offers_of(address, crowd.ask(clients[role], "GET", address)):
                if (role, offer) in tried or not offer.startswith("/o/"):
                    continue
                tried.add((role, offer))
                if crowd.ask(clients[role], "POST", offer, filled).status_code == 403:
                    refused.append(f"{role} at {address}: {offer}")
    assert not refused, "\n".join(refused)
    assert not crowd.wrong
    assert len(tried) > 5
