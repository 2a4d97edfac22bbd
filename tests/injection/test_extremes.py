"""Cursors that nobody issued and values beyond every range, in every query of every address: refused, never an error.

Addresses come from the URL resolver, parameters from the OpenAPI file and, for pages, from the names that the views
read. Outside the gate each parameter takes its share of the values, chosen by its name.
"""

import datetime as dt
import logging
import os
import re
from base64 import b64encode, urlsafe_b64encode
from json import dumps
from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode, urlsplit
from zlib import crc32

import pytest
from django.conf import settings as django_settings
from django.test import Client

from tests.isolation.answers import Crowd
from tests.isolation.routes import documented, routes_under
from tests.isolation.world import NOW, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.gate]
GATE = bool(os.environ.get("MSP_GATE"))
READ = re.compile(r"(?:GET|query_params|query|asked)(?:\.get(?:list)?\(|\[)\"(\w+)\"")
HUGE = 10**30
VALUES = (
    str(HUGE),
    str(-HUGE),
    "-1",
    "1e400",
    "Infinity",
    "9" * 5000,
    "9999-12-31",
    "0001-01-01",
    "99999-01-01",
    "2026-02-30",
    "9999-12-31T23:59:59-16:00",
    "0001-01-01T00:00:00+16:00",
    "9999-W53",
    "0000-W01",
    "\x00",
    "\ud7ff\uffff",
    "%",
    "٣",
    "00000000-0000-0000-0000-00000000000",
)


def page_cursor(*parts):
    """A cursor as our pages write it (``core.paging``)."""
    return urlsafe_b64encode(dumps(parts).encode()).decode()


def api_cursor(**parts):
    """A cursor as the API writes it (Django REST framework)."""
    return b64encode(urlencode(parts).encode()).decode()


SOME_ID = "01940000-0000-7000-8000-000000000000"
NOT_ISSUED = ("%%%", "é", "AAAA", "=", "9" * 5000, b64encode(b"\xff\xfe\x00").decode())
PAGE_CURSORS = (
    *NOT_ISSUED,
    page_cursor(False, HUGE, SOME_ID),
    page_cursor(True, -HUGE, SOME_ID),
    page_cursor(False, True, SOME_ID),
    page_cursor(False, "9999-12-31T23:59:59-16:00", SOME_ID),
    page_cursor(False, "99999-01-01", SOME_ID),
    page_cursor(False, "x\ud800", SOME_ID),
    page_cursor(False, "2026-11-20T15:00:00Z", "no id"),
    page_cursor(False, "2026-11-20T15:00:00Z", HUGE),
    page_cursor("x" * 3000, "x" * 3000, SOME_ID),
    urlsafe_b64encode(b'[false, 1e999, "x"]').decode(),
    urlsafe_b64encode(b"[" * 3000).decode(),
    urlsafe_b64encode(b"[false, " + b"9" * 5000 + b', "x"]').decode(),
)
API_CURSORS = (
    *NOT_ISSUED,
    api_cursor(o=HUGE),
    api_cursor(o=-HUGE),
    api_cursor(o="x"),
    api_cursor(o="9" * 5000),
    api_cursor(p="x"),
    api_cursor(p="9" * 5000),
    api_cursor(p="\x00"),
    api_cursor(r="1", p="2026-02-30"),
    api_cursor(r="1", p=str(-HUGE), o="3"),
    api_cursor(p="9999-12-31T23:59:59-16:00"),
    api_cursor(p="Infinity"),
)


class Forgiving(Crowd):
    """A crowd to whom an error of ours is an answer to be noted."""

    def ask(self, client, method, address, body=None):
        """The answer, 500 included."""
        client.raise_request_exception = False
        return super().ask(client, method, address, body)


@pytest.fixture
def crowd(settings):
    """Asks and keeps score, in the middle of a week; an error is an answer."""
    logging.disable(logging.WARNING)
    settings.CLOCK_OFFSET = NOW - dt.datetime.now(dt.UTC)
    yield Forgiving()
    logging.disable(logging.NOTSET)


def names_that_views_read():
    """Every name that some view of pages takes from behind the question mark."""
    found = set()
    for path in Path(django_settings.BASE_DIR).glob("*/views*/**/*.py"):
        found |= set(READ.findall(path.read_text()))
    for path in Path(django_settings.BASE_DIR).glob("*/views*.py"):
        found |= set(READ.findall(path.read_text()))
    return sorted(
        found | {"cursor", "page", "ordering", "search", "from", "to", "since", "project", "kind", "recipient"}
    )


def share(name, values, size):
    """All values at the gate; otherwise ``size`` of them, which depends on the name alone."""
    if GATE:
        return values
    start = crc32(name.encode()) % len(values)
    return (values + values)[start : start + size]


def lists_of_api(world):
    """``(address, names of query parameters)`` of every GET of the API."""
    for path, methods in documented().items():
        if "get" not in methods:
            continue
        route = next(r for r in routes_under("api/v1/") if matches(r, path))
        names = [p["name"] for p in methods["get"].get("parameters", ()) if p["in"] == "query"]
        yield route.address(world.values(route)), names


def matches(route, path):
    """Whether the OpenAPI file means this route by ``path``, whatever the parameters are called there."""
    return re.sub(r"<[^>]+>", "{}", f"/{route.path}") == re.sub(r"{[^}]+}", "{}", path)


def test_no_cursor_and_no_value_breaks_the_api(harbor, api_client, crowd):
    world, client = make_world(harbor), api_client(harbor, "owner")
    lists = 0
    for address, names in lists_of_api(world):
        for name in sorted(set(names) - {"cursor"}):
            for value in share(address + name, VALUES, 3):
                crowd.ask(client, "GET", f"{address}?{urlencode({name: value})}")
        if "cursor" in names:
            lists += 1
            for cursor in share(address, API_CURSORS, 4):
                answer = crowd.ask(client, "GET", f"{address}?{urlencode({'cursor': cursor})}")
                if answer.status_code not in (200, 400, 404):
                    crowd.wrong.append(f"{address}: {answer.status_code} for the cursor {cursor[:60]}")
    assert crowd.wrong == []
    assert lists > 25


def test_no_cursor_and_no_value_breaks_a_page(harbor, signed_in, crowd):
    world, who, names = make_world(harbor), signed_in(harbor.owner), names_that_views_read()
    assert {"week", "whose", "version"} <= set(names)
    lists = 0
    for route in routes_under("o/", "profile/"):
        address = route.address(world.values(route))
        for value in share(address, VALUES, 2):
            crowd.ask(who, "GET", f"{address}?{urlencode(dict.fromkeys(set(names) - {'cursor'}, value))}")
        if crowd.ask(who, "GET", f"{address}?cursor=nonsense").status_code == 404:
            lists += 1
            for cursor in share(address, PAGE_CURSORS, 6):
                answer = crowd.ask(who, "GET", f"{address}?{urlencode({'cursor': cursor})}")
                if answer.status_code not in (200, 404):
                    crowd.wrong.append(f"{address}: {answer.status_code} for the cursor {cursor[:60]}")
    assert crowd.wrong == []
    assert lists > 10


def test_a_cursor_of_another_organization_or_list_opens_nothing(harbor, rival, api_client, crowd):
    ours, theirs = make_world(harbor), make_world(rival, projects=3)
    client, other = api_client(harbor, "owner"), api_client(rival, "owner")
    addresses = [address for address, names in lists_of_api(ours) if "cursor" in names]
    foreign = [address for address, names in lists_of_api(theirs) if "cursor" in names]
    issued = []
    for address, their_address in zip(addresses, foreign, strict=True):
        following = other.get(their_address, {"page_size": 1}).json()["next"]
        if following:
            issued += parse_qs(urlsplit(following).query)["cursor"]
            answer = crowd.ask(client, "GET", f"{address}?{urlencode({'cursor': issued[-1]})}")
            assert answer.status_code in (200, 404), address
    assert len(issued) > 5
    for address in addresses:
        for cursor in share(address, issued, 2):
            crowd.ask(client, "GET", f"{address}?{urlencode({'cursor': cursor})}")
    assert crowd.wrong == []


FIELD = re.compile(r'<(?:input|select|textarea)\b[^>]*\bname="([^"]+)"')


def strange_addresses(route, values):
    """The route with each of its parameters in turn being one of the values; no step of an address is empty."""
    for name in route.parameters:
        for value in share(route.path + name, VALUES, 5):
            yield route.address(values | {name: quote(value, safe="")})


@pytest.mark.django_db(transaction=True, databases=["default", "portal"])
def test_no_link_no_query_and_no_answer_breaks_a_page_of_customers(harbor, crowd):
    world, visitor, answered = make_world(harbor), Client(raise_request_exception=False), 0
    for route in routes_under("portal/", "respond/"):
        address = route.address(world.values(route))
        page = crowd.ask(visitor, "GET", address)
        for strange in strange_addresses(route, world.values(route)):
            if crowd.ask(visitor, "GET", strange).status_code not in (404, 405):
                crowd.wrong.append(f"{strange[:90]}: opens")
        names = FIELD.findall(page.content.decode()) if "html" in page.headers["Content-Type"] else []
        for value in share(address, VALUES, 6):
            crowd.ask(visitor, "GET", f"{address}?{urlencode(dict.fromkeys(('week', 'page', 'v'), value))}")
            answered += crowd.ask(visitor, "POST", address, dict.fromkeys(names, value)).status_code in (200, 422)
    assert crowd.wrong == []
    assert answered > 5
