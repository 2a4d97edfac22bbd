"""Logs for machines: one JSON object per line, named by request and organization, and no secret in any of them."""

import io
import json
import logging

import pytest
import sentry_sdk
from django.test import Client

from core import traces
from core.jobs import enqueue
from core.logs import ContextFilter, JsonFormatter, LineFormatter, mask
from core.middleware import named_request, request_id
from mailing.actions import send_account_mail
from mailing.models import OutgoingMail
from msp_pm import sentry
from msp_pm.celery import app
from tests.faults.mails import queue_many
from tests.isolation.routes import every_route

SECRETS = {
    "a link": "/portal/q8ZrV2canaryLink0123456789abcdef/",
    "a reset link": "/account/password/reset/key/1-canarycanary0123456789/",
    "a key": "Authorization: Bearer msp_abcdefcanary0123456789abcdef",
    "a webhook secret": "whsec_Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5",
    "a database address": "postgresql://msp_app:canarypassword@db.example/msp",
    "a form": "{'password': 'canary horse'} token=canary-token-1234",
}


@pytest.fixture
def lines():
    """Everything the root logger writes as JSON while the test runs."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(ContextFilter())
    root, access = logging.getLogger(), logging.getLogger("msp_pm.access")
    root.addHandler(handler)
    level = access.level
    access.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    access.setLevel(level)


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_no_secret_is_written_down_in_a_message_or_in_a_traceback(lines, secret):
    logging.getLogger("x").warning("asked for %s", secret)
    try:
        raise ValueError(secret)
    except ValueError:
        logging.getLogger("x").exception("failed with %s", secret)
    text = json.dumps(lines())
    assert "failed with" in text
    assert "canary" not in text.replace("test_logs.py", "")


def test_a_line_for_people_keeps_no_secret_of_a_traceback_either():
    try:
        raise ValueError(SECRETS["a database address"])
    except ValueError:
        record = logging.getLogger("x").makeRecord("x", 40, "f", 1, "failed", (), __import__("sys").exc_info())
    assert "canary" not in LineFormatter("{message}", style="{").format(record)


@pytest.mark.django_db
def test_each_request_is_a_line_with_its_id_and_its_organization(lines, harbor, signed_in):
    signed_in(harbor.owner).get("/o/harbor/projects/", headers={"X-Request-ID": "click-12345678"})
    line = next(line for line in lines() if line["logger"] == "msp_pm.access")
    assert line["request_id"] == "click-12345678"
    assert line["organization"] == str(harbor.organization.pk)
    assert (line["method"], line["path"], line["status"]) == ("GET", "/o/harbor/projects/", 200)


@pytest.mark.django_db
def test_a_link_s_token_is_in_no_line(lines):
    Client().get("/portal/canarycanarycanarycanary/")
    assert any(line["logger"] == "msp_pm.access" for line in lines())
    assert "canary" not in json.dumps(lines())


@pytest.mark.django_db
def test_the_click_s_name_stands_in_the_mail_and_in_the_message_to_the_worker(harbor):
    with named_request("click-12345678"):
        queue_many(harbor, 1)
        account = send_account_mail(kind="reset", to_email="a@b.example", subject="S", text="T", html="")
        assert traces.bell_headers() == {traces.HEADER: "click-12345678"}
    with harbor.scope():
        assert OutgoingMail.objects.get().headers["X-Request-ID"] == "click-12345678"
    assert account.headers["X-Request-ID"] == "click-12345678"


@pytest.mark.django_db(transaction=True)
def test_a_task_is_logged_under_the_click_that_rang_for_it(monkeypatch):
    heard = []
    monkeypatch.setitem(app.conf.changes, "task_always_eager", True)
    monkeypatch.setattr(app.tasks["core.watch"], "run", lambda: heard.append(request_id.get()))
    with named_request("click-12345678"):
        enqueue("core.watch")
    app.tasks["core.watch"].apply()
    assert heard[0] == "click-12345678"
    assert heard[1].startswith("task-")
    assert request_id.get() == "-"


@pytest.mark.parametrize("route", [r for r in every_route() if "token" in r.parameters], ids=str)
def test_the_token_of_every_link_is_masked(route):
    secret = "q8ZrV2canary0123456789abcdefghijklmnop-_"
    values = dict.fromkeys(route.parameters, "2026-11-23") | {"token": secret}
    assert secret not in mask(route.address(values))


class Kept(sentry_sdk.transport.Transport):
    """A transport that sends nothing and remembers everything."""

    def __init__(self):
        super().__init__()
        self.events = []

    def capture_envelope(self, envelope):
        """Keep the event instead of sending it."""
        self.events.append(envelope.get_event())


@pytest.mark.django_db
def test_an_error_report_carries_the_request_s_name_and_no_secret(monkeypatch, rf):
    kept = Kept()
    before = sentry_sdk.get_global_scope().client
    sentry.start("https://key@sentry.example/1", transport=kept)
    try:
        with named_request("click-12345678"):
            password = "canary horse"  # noqa: F841  a local variable that a report must not show
            try:
                raise ValueError(" ".join(SECRETS.values()))
            except ValueError as error:
                sentry_sdk.capture_exception(error)
    finally:
        sentry_sdk.get_client().close(timeout=0)
        sentry_sdk.get_global_scope().set_client(before)
    event = kept.events[0]
    assert event["tags"]["request_id"] == "click-12345678"
    shown = json.dumps([event.get("request"), event["exception"]["values"][0]["value"], event.get("breadcrumbs")])
    assert "canary" not in shown
    frames = event["exception"]["values"][0]["stacktrace"]["frames"]
    assert all("vars" not in frame for frame in frames)
