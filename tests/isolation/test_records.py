"""R26: every change is on record. Each page and API operation that changes a row leaves an entry in the trail, in the
same transaction: when the trail cannot be written, nothing has changed. Outside the gate a third of the addresses is
judged, chosen by the address alone.

Seen to bite: with ``record`` emptied, every route that changes something was named here.
"""

import json
import logging
import os
from zlib import crc32

import pytest
from django.db import connection, transaction

from audit.models import AuditEvent
from tests.isolation.answers import QuickClient
from tests.isolation.bodies import filled_body, page_body
from tests.isolation.routes import documented, documented_path, routes_under
from tests.isolation.test_requests import API, STAFF, quick, worlds  # noqa: F401  a fixture
from tests.isolation.world import fingerprint

pytestmark = pytest.mark.django_db
GATE = bool(os.environ.get("MSP_GATE"))
SHARE = 3
# What is no change of business: traces of use, and words not sent yet.
NO_RECORD = {
    "audit.AuditEvent",
    "audit.AuditLink",
    "accounts.ApiKey",
    "notices.Notice",
    "core.StoredAnswer",
    "dashboard.Draft",
}


class TrailIsDown(Exception):
    """The trail cannot be written."""


def judged(area):
    """The routes of an area that are judged in this run."""
    return [route for route in routes_under(area) if GATE or crc32(route.path.encode()) % SHARE == 0]


def without_trail(execute, sql, params, many, context):
    if sql.startswith('INSERT INTO "audit_auditevent"'):
        raise TrailIsDown
    return execute(sql, params, many, context)


def changed(company, before):
    after = fingerprint(company)
    return {label for label, digest in after.items() if digest != before[label]} - NO_RECORD


def judge(company, before, ask, name):
    """What is wrong with one request: ``(whether it changed anything, sentence or "")``."""
    with transaction.atomic():
        ask()
        tables = changed(company, before)
        with company.scope():
            entries = AuditEvent.objects.count()
        transaction.set_rollback(True)
    if not tables:
        return False, ""
    with company.scope():
        entries -= AuditEvent.objects.count()
    if not entries:
        return True, f"{name} changed {sorted(tables)} without a record"
    with transaction.atomic():
        with connection.execute_wrapper(without_trail):
            ask()
        left = set() if connection.needs_rollback else changed(company, before)
        transaction.set_rollback(True)
    return True, f"{name} left {sorted(left)} without its record" if left else ""


def crawl(company, requests):
    """Judge every request; the sentences, and how many changed something."""
    logging.disable(logging.CRITICAL)
    before = fingerprint(company)
    verdicts = [judge(company, before, ask, name) for name, ask in requests]
    logging.disable(logging.NOTSET)
    return [sentence for _is_change, sentence in verdicts if sentence], sum(change for change, _text in verdicts)


@pytest.mark.gate
def test_every_page_that_changes_a_row_records_it(worlds, harbor, signed_in):  # noqa: F811
    client = QuickClient(raise_request_exception=False)
    client.cookies = signed_in(harbor.owner).cookies
    body = page_body(worlds[0])

    def asking(address):
        return lambda: client.post(address, body)

    requests = [(route.path, asking(route.address(worlds[0].values(route)))) for route in judged(STAFF)]
    wrong, changes = crawl(harbor, requests)
    assert wrong == []
    assert changes > (20 if GATE else 5)


@pytest.mark.gate
def test_every_operation_of_the_api_that_changes_a_row_records_it(worlds, harbor, api_client):  # noqa: F811
    client = quick(api_client(harbor, "owner"))

    def asking(method, address, body):
        return lambda: client.generic(method, address, json.dumps(body), content_type="application/json")

    requests = [
        (
            f"{method} {route.path}",
            asking(method.upper(), route.address(worlds[0].values(route)), filled_body(operation, worlds[0])),
        )
        for route in judged(API)
        for method, operation in documented().get(documented_path(route), {}).items()
        if method != "get"
    ]
    wrong, changes = crawl(harbor, requests)
    assert wrong == []
    assert changes > (15 if GATE else 3)
