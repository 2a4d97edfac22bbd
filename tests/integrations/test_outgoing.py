"""Outgoing webhooks: told once in rows, signed, repeated, stopped; and R34: never to an address inside."""

import datetime as dt
import json
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from audit.actions import record
from audit.models import AuditEvent
from core import clock
from core.errors import InvalidInput
from core.models import DueWork
from integrations.models import WebhookDelivery, WebhookSubscription
from integrations.outgoing import actions, queries
from integrations.outgoing.calling import post
from integrations.outgoing.rules import PAUSES, may_be_called, target_of
from integrations.outgoing.sending import tell
from integrations.signatures import is_genuine
from notices.models import Notice
from tests.statements import counted_statements

URL = "/o/harbor/settings/webhooks/outgoing/"
# R34: none of these may ever be connected to.
INSIDE = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "0",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "017700000001",
    "0177.0.0.1",
    "127.0.0.1:6379",
    "localhost",
    "localhost.localdomain",
    "ip6-localhost",
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.254",
    "192.168.0.1",
    "192.168.1.1:8080",
    "100.64.0.1",
    "169.254.169.254",
    "169.254.170.2",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "192.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::a00:1]",
    "[2002:7f00:1::]",
    "[2002:a9fe:a9fe::1]",
    "[2001:0:7f00:1::]",
    "[fe80::1]",
    "[fe80::1%25lo]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[ff02::1]",
    "[2001:db8::1]",
    "[100::1]",
    "user@127.0.0.1",
    "hooks.example.com@127.0.0.1",
    "a:b@10.0.0.1",
    "hooks.example.com\\@127.0.0.1",
    "127.0.0.1#",
    "metadata",
    "127.0.0.1.",
]


class Receiver(BaseHTTPRequestHandler):
    """Keeps what it is sent and answers as the test wishes."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers.items()), body))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(b"noted")

    def log_message(self, *_args):
        pass


@pytest.fixture
def receiver(settings):
    """A real server on loopback, which this test's operator allows."""
    settings.OUTGOING_PRIVATE_NETWORKS = ["127.0.0.1/32"]
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.got, server.status = [], 204
    server.url = f"http://127.0.0.1:{server.server_port}/hook"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


_watched = []
_watching = threading.local()


def _note(event, args):
    if event == "socket.connect" and getattr(_watching, "on", False):
        _watched.append(args[1])


sys.addaudithook(_note)


@contextmanager
def connections_made():
    """Every address that this thread connects to meanwhile, from Python's own audit events."""
    _watched.clear()
    _watching.on = True
    try:
        yield _watched
    finally:
        _watching.on = False


def subscribe(company, url, events=("deal.accepted", "project.closed", "project.status_changed")):
    with company.scope():
        return actions.create_subscription(url=url, events=list(events), by=company.owner, now=clock.now())


def happen(company, verb):
    with company.scope():
        return record(by=company.owner, verb=verb, obj=company.customer, label="Server refresh")


def logged(company):
    with company.scope():
        return list(WebhookDelivery.objects.order_by("created_at", "kind"))


def test_there_are_sixty_targets_inside():
    assert len(set(INSIDE)) >= 60


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_target_inside_is_ever_connected_to(scheme):
    with connections_made() as made:
        for host in INSIDE:
            answer = post(f"{scheme}://{host}/", b"{}", {})
            assert answer.status is None, host
    assert made == []


def test_a_name_that_leads_inside_is_refused_whenever_it_is_looked_up():
    for addresses in (["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["::ffff:10.0.0.1"], []):
        with connections_made() as made:
            found = [(None, None, None, None, (address, 443)) for address in addresses]
            answer = post("https://rebind.example.com/", b"{}", {}, look_up=lambda *_a, found=found, **_k: found)
        assert (answer.status, made) == (None, [])


def test_a_redirect_is_an_answer_and_not_followed(receiver):
    receiver.status = 302
    with connections_made() as made:
        assert post(receiver.url, b"{}", {}).status == 302
    assert (len(made), len(receiver.got)) == (1, 1)


def test_public_addresses_may_be_called_and_http_is_for_allowed_networks():
    assert may_be_called("93.184.216.34")
    assert may_be_called("2606:2800:220:1:248:1893:25c8:1946")
    assert target_of("https://hooks.example.com:8443/a?b=c").path == "/a?b=c"
    for url in ("http://hooks.example.com/", "ftp://example.com/", "https://", "https://intranet/", "x" * 501):
        with pytest.raises(ValueError, match=r"."):
            target_of(url)


@pytest.mark.django_db
def test_an_act_is_told_once_and_signed(harbor, rival, receiver):
    row = subscribe(harbor, receiver.url)
    happen(harbor, "deal.accepted")
    happen(harbor, "contact.added")
    happen(rival, "deal.accepted")
    for _ in range(3):
        tell(harbor.organization.pk)
    ((headers, body),) = receiver.got
    lower = {name.lower(): value for name, value in headers.items()}
    with harbor.scope():
        secret = queries.secret_of(row)
    at = float(lower["webhook-timestamp"])
    assert is_genuine(secrets=[secret], headers=lower, body=body, at=at)
    told = json.loads(body)
    assert (told["type"], told["data"]["label"]) == ("deal.accepted", "Server refresh")
    (delivery,) = logged(harbor)
    assert (delivery.state, delivery.attempts, delivery.answer_status) == ("delivered", 1, 204)


@pytest.mark.django_db
def test_for_a_day_after_a_rotation_both_secrets_sign(harbor, receiver, settings):
    row = subscribe(harbor, receiver.url)
    with harbor.scope():
        row = actions.rotate_subscription(subscription=row, by=harbor.owner, now=clock.now())
        old, new = queries.secret_of(row, 1), queries.secret_of(row)
    for signers in ([True, True], [False, True]):
        happen(harbor, "deal.accepted")
        tell(harbor.organization.pk)
        headers, body = receiver.got[-1]
        lower = {name.lower(): value for name, value in headers.items()}
        at = float(lower["webhook-timestamp"])
        assert [is_genuine(secrets=[one], headers=lower, body=body, at=at) for one in (old, new)] == signers
        settings.CLOCK_OFFSET += actions.OVERLAP


@pytest.mark.django_db
def test_an_act_whose_transaction_ended_late_is_told_all_the_same(harbor, receiver):
    row = subscribe(harbor, receiver.url)
    tell(harbor.organization.pk)
    with harbor.scope():
        WebhookSubscription.objects.filter(pk=row.pk).update(starts_at=clock.now() - dt.timedelta(hours=1))
        event = record(by=None, verb="project.closed", obj=harbor.customer)
        twin = AuditEvent.objects.get(pk=event.pk)
        twin.pk, twin.created_at = None, clock.now() - dt.timedelta(minutes=8)
        twin.save(force_insert=True)
    tell(harbor.organization.pk)
    kinds = ["project.closed"] * 2 + ["project.status_changed"] * 2
    assert sorted(row.kind for row in logged(harbor)) == kinds


@pytest.mark.django_db
def test_a_failing_address_is_tried_for_three_days_then_stopped_and_can_go_on(harbor, receiver, settings):
    receiver.status = 500
    row = subscribe(harbor, receiver.url)
    happen(harbor, "deal.accepted")
    tell(harbor.organization.pk)
    for pause in PAUSES:
        settings.CLOCK_OFFSET += pause + dt.timedelta(seconds=2)
        tell(harbor.organization.pk)
    (delivery,) = logged(harbor)
    assert (delivery.state, delivery.attempts) == ("failed", len(PAUSES) + 1)
    settings.CLOCK_OFFSET += dt.timedelta(hours=1)
    happen(harbor, "deal.accepted")
    tell(harbor.organization.pk)
    with harbor.scope():
        row.refresh_from_db()
        assert row.disabled_at is not None
        assert AuditEvent.objects.filter(verb="webhook.disabled").count() == 1
        assert [one.member_id for one in Notice.objects.filter(event="webhook_stopped")] == [harbor.owner.pk]
        assert not queries.somebody_listens()
        row = actions.change_subscription(subscription=row, by=harbor.owner, now=clock.now(), paused=False)
        assert row.is_open
        actions.send_again(delivery=delivery, by=harbor.owner, now=clock.now())
    receiver.status = 200
    tell(harbor.organization.pk)
    assert next(one for one in logged(harbor) if one.pk == delivery.pk).state == "delivered"
    ids = {headers["webhook-id"] for headers, _body in receiver.got if delivery.pk.hex in headers["webhook-id"]}
    assert len(ids) == 1


@pytest.mark.django_db
def test_nobody_is_looked_at_when_nobody_listens(harbor, receiver):
    row = subscribe(harbor, receiver.url)
    with harbor.scope():
        actions.change_subscription(subscription=row, by=harbor.owner, now=clock.now(), paused=True)
    happen(harbor, "deal.accepted")
    tell(harbor.organization.pk)
    assert (logged(harbor), receiver.got) == ([], [])
    assert not DueWork.objects.filter(kind=actions.DUE_KIND).exists()


@pytest.mark.django_db
def test_an_address_inside_is_refused_when_it_is_entered(harbor):
    with harbor.scope(), pytest.raises(InvalidInput):
        actions.create_subscription(
            url="https://169.254.169.254/", events=["deal.accepted"], by=harbor.owner, now=clock.now()
        )


@pytest.mark.django_db
def test_an_owner_adds_pauses_and_deletes_an_address(harbor, signed_in):
    browser = signed_in(harbor.owner)
    wrong = browser.post(f"{URL}new/", {"url": "https://10.0.0.1/"})
    assert (wrong.status_code, b"not public" in wrong.content) == (400, True)
    assert (
        b"whsec_"
        in browser.post(f"{URL}new/", {"url": "https://hooks.example.com/", "events": ["deal.accepted"]}).content
    )
    with harbor.scope():
        row = WebhookSubscription.objects.get()
    assert b"whsec_" not in browser.get(f"{URL}{row.pk}/").content
    browser.post(f"{URL}{row.pk}/switch/")
    assert b"Paused" in browser.get(URL).content
    assert signed_in(harbor.technician).get(URL).status_code == 403
    browser.post(f"{URL}{row.pk}/delete/")
    with harbor.scope():
        assert not WebhookSubscription.objects.exists()


@pytest.mark.django_db
def test_the_api_does_the_same_and_costs_the_same_with_many(harbor, api_client):
    client = api_client(harbor, "owner", ["webhooks:write"])
    body = {"url": "https://hooks.example.com/", "events": ["deal.accepted"]}
    made = client.post("/api/v1/webhooks/", body, content_type="application/json")
    assert (made.status_code, made.json()["secret"][:6]) == (201, "whsec_")
    for number in range(20):
        subscribe(harbor, f"https://hooks.example.com/{number}")
    address = f"/api/v1/webhooks/{made.json()['id']}/"
    changed = client.patch(address, {"paused": True}, content_type="application/json").json()
    assert changed["paused_at"]
    with counted_statements() as statements:
        assert len(client.get("/api/v1/webhooks/").json()["results"]) == 21
    assert len(statements) <= 5, statements
    assert client.get(f"{address}deliveries/").json()["results"] == []
    assert client.delete(address).status_code == 204
    assert api_client(harbor, "technician").get("/api/v1/webhooks/").status_code == 403
