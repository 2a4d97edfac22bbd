"""R37: every answer of every address carries the headers that keep a browser from helping an attacker.

The addresses come from the resolver; the settings that only production has are taken from its own module.

Seen to bite: with ``NoStoreMiddleware`` taken out, with ``frame-ancestors 'self'``, with the nonce replaced by
``'unsafe-inline'`` and with ``SESSION_COOKIE_NAME`` left as it was, the crawl named every page.
"""

import datetime as dt
import importlib
import logging
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from http.client import HTTPConnection

import pytest
from django.test import Client, RequestFactory

from core.proxies import ProxyMiddleware
from msp_pm.local_servers import PROJECT
from scripts._dev.ports import free_port
from tests.core.test_production import GOOD
from tests.factories.cast import PASSWORD
from tests.faults.stack import wait_until
from tests.isolation.routes import every_route
from tests.isolation.world import NOW, make_world

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])
TAKEN = re.compile(r"(SECURE|SESSION_COOKIE|CSRF_COOKIE|X_FRAME|CONTENT_SECURITY)_\w+")
KEPT = ("image/", "text/css")  # logos, pictures, a color: the only answers of ours that a browser may keep


@pytest.fixture
def production(settings, monkeypatch):
    """Production's cookies and headers on the test's own servers."""
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    for name in ("CLOCK_OFFSET", "DEBUG"):
        monkeypatch.delenv(name, raising=False)
    module = importlib.import_module("msp_pm.settings.prod")
    monkeypatch.delitem(sys.modules, "msp_pm.settings.prod")
    for name, value in vars(module).items():
        if TAKEN.fullmatch(name):
            setattr(settings, name, value)


class Page(HTMLParser):
    """What could run in a page: scripts without an address or nonce, handlers, styles in place."""

    def __init__(self, nonces):
        super().__init__()
        self.nonces, self.wrong = nonces, []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "script" and not (given.get("src") or given.get("nonce") in self.nonces):
            self.wrong.append("an inline script")
        if tag in ("style", "object", "embed", "base"):
            self.wrong.append(f"<{tag}>")
        self.wrong += [f"{name}= on <{tag}>" for name in given if name.startswith("on") or name == "style"]
        addresses = [given.get(name) or "" for name in ("href", "src", "action", "formaction")]
        self.wrong += [f"an address {a}" for a in addresses if a.lower().startswith(("javascript:", "vbscript:"))]


@pytest.fixture
def production_server():
    """The port of gunicorn as production starts it; its proxy is 127.0.0.2, its database is away."""
    port = free_port()
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    own = {
        "BIND": f"127.0.0.1:{port}",
        "DATABASE_PORTAL_URL": "postgresql://portal@127.0.0.1:9/msp",
        "DATABASE_URL": "postgresql://app@127.0.0.1:9/msp",
        "DJANGO_SETTINGS_MODULE": "msp_pm.settings.prod",
        "FORWARDED_ALLOW_IPS": "127.0.0.2",
        "WEB_CONCURRENCY": "1",
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "python:msp_pm.gunicorn", "msp_pm.wsgi"]
    server = subprocess.Popen(command, cwd=PROJECT, env=kept | GOOD | own, stderr=subprocess.DEVNULL)
    wait_until(lambda: status_of(port, "127.0.0.1"), 40, "gunicorn answers")
    yield port
    server.terminate()
    server.wait(40)


def status_of(port, source):
    """The status of an answer that needs no database, asked for from ``source`` as if by TLS; None while it starts."""
    link = HTTPConnection("127.0.0.1", port, timeout=20, source_address=(source, 0))
    try:
        link.request("POST", "/portal/x/", headers={"Host": "pm.example", "X-Forwarded-Proto": "https"})
        return link.getresponse().status
    except OSError:
        return None
    finally:
        link.close()


def faults(answer):
    """What is missing or wrong in the headers of one answer, and in its page."""
    policy = parsed(answer.headers.get("Content-Security-Policy", ""))
    framed = "text/html" in answer["Content-Type"] and answer.headers.get("X-Frame-Options") == "SAMEORIGIN"
    scripts = policy.get("script-src", policy.get("default-src", ["*"]))
    stored = answer["Content-Type"].startswith(KEPT)
    holds = {
        "scripts": not {"'unsafe-inline'", "'unsafe-eval'", "*", "data:", "https:"} & set(scripts),
        "styles": framed or "'unsafe-inline'" not in policy.get("style-src", []),
        "what is not named": policy.get("default-src") in (["'self'"], ["'none'"]),
        "frames": is_alone(policy, scripts) if framed else no_frame(answer, policy),
        "sniffing": answer.headers.get("X-Content-Type-Options") == "nosniff",
        "referrer": answer.headers.get("Referrer-Policy") in ("same-origin", "no-referrer"),
        "opener": answer.headers.get("Cross-Origin-Opener-Policy") == "same-origin",
        "transport": answer.headers.get("Strict-Transport-Security") == "max-age=31536000; includeSubDomains",
        "storing": stored or "no-store" in answer.headers.get("Cache-Control", ""),
        "cookies": all(is_guarded(cookie) for cookie in answer.cookies.values()),
    }
    wrong = [name for name, fine in holds.items() if not fine]
    if "text/html" in answer["Content-Type"] and not framed:
        page = Page({source[7:-1] for source in scripts if source.startswith("'nonce-")})
        page.feed(answer.content.decode())
        wrong += page.wrong
    return wrong


def parsed(policy):
    """``{directive: sources}``."""
    return {words[0]: words[1:] for words in (part.split() for part in policy.split(";")) if words}


def no_frame(answer, policy):
    """Nobody frames it. A file or picture that is no page has nothing to frame."""
    is_page = "text/html" in answer["Content-Type"]
    ancestors = policy.get("frame-ancestors", [] if is_page else ["'none'"])
    return ancestors == ["'none'"] and answer.headers.get("X-Frame-Options") == "DENY"


def is_alone(policy, scripts):
    """A page for our own frame: no script runs in it, and only we may show it."""
    return scripts == ["'none'"] and policy.get("frame-ancestors") == ["'self'"]


def is_guarded(cookie):
    """Bound to this host, to TLS, and out of reach of scripts and other sites."""
    bound = (
        cookie.key.startswith("__Host-") and cookie["secure"] and cookie["path"] == "/" and not cookie["domain"]
    )
    return bound and cookie["samesite"] == "Lax" and (cookie["httponly"] or cookie.key == "__Host-csrf")


def test_every_answer_of_every_address_is_hardened(production, harbor, signed_in, api_client, settings):
    logging.disable(logging.WARNING)
    settings.CLOCK_OFFSET = NOW - dt.datetime.now(dt.UTC)
    world = make_world(harbor)
    staff, machine = signed_in(harbor.owner), api_client(harbor, "owner")
    asked, wrong = 0, []
    for route in every_route():
        address = route.address(world.values(route))
        for client in [machine] if route.path.startswith("api/") else [staff, Client()]:
            answer = client.get(address, secure=True)
            asked += answer.status_code == 200
            wrong += [f"{address} ({answer.status_code}): {fault}" for fault in faults(answer)]
    logging.disable(logging.NOTSET)
    assert wrong[:20] == []
    assert asked > 100


def test_a_session_s_cookies_are_bound_to_the_host(production, harbor):
    browser = Client()
    page = browser.get("/account/login/", secure=True)
    assert set(page.cookies) == {"__Host-csrf"}
    answer = browser.post("/account/login/", {"login": harbor.owner.email, "password": PASSWORD}, secure=True)
    assert answer.status_code == 302
    assert {"__Host-session", "__Host-session-known"} <= set(answer.cookies)
    assert all(is_guarded(cookie) for cookie in answer.cookies.values())


@pytest.mark.parametrize(
    ("peer", "said", "count", "taken"),
    [
        ("10.0.0.2", "203.0.113.9", 1, "203.0.113.9"),
        ("10.0.0.2", "198.51.100.1, 203.0.113.9", 1, "203.0.113.9"),  # the left one is the caller's own word
        ("10.0.0.2", "198.51.100.1, 203.0.113.9, 10.9.9.9", 2, "203.0.113.9"),
        ("10.0.0.2", "", 1, "10.0.0.2"),
        ("10.0.0.2", "203.0.113.9", 2, "10.0.0.2"),
        ("10.0.0.2", "unknown", 1, "10.0.0.2"),
        ("10.0.0.2", "203.0.113.9", 0, "10.0.0.2"),
        ("192.0.2.7", "203.0.113.9", 1, "192.0.2.7"),  # no proxy of ours
        ("10.0.0.2", "2001:db8::7", 1, "2001:db8::7"),
    ],
)
def test_a_caller_s_address_is_believed_from_our_proxies_only(settings, peer, said, count, taken):
    settings.FORWARDED_ALLOW_IPS, settings.TRUSTED_PROXY_COUNT = "127.0.0.1, 10.0.0.0/8", count
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers={"x-forwarded-for": said})
    assert ProxyMiddleware(lambda asked: asked.META["REMOTE_ADDR"])(request) == taken


def test_another_host_s_name_is_never_believed(harbor):
    answer = Client().get("/account/login/", headers={"x-forwarded-host": "evil.example"})
    assert b"evil.example" not in answer.content
    lured = Client(raise_request_exception=False).get("/account/login/", headers={"host": "evil.example"})
    assert lured.status_code == 400


def test_gunicorn_believes_a_scheme_from_the_proxy_only(production_server):
    assert status_of(production_server, "127.0.0.2") == 405  # the proxy: by TLS, and this page is read only
    assert status_of(production_server, "127.0.0.1") == 301  # anybody else is sent to TLS
