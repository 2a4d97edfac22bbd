"""The log of the API: one row per request, behind the request, without secrets, for owners."""

import datetime as dt
import json

import pytest

from accounts.models import ApiKey
from core import clock
from integrations.apilog import waiting
from integrations.apilog.actions import keep_waiting
from integrations.apilog.masking import kept_path, kept_text
from integrations.models import ApiRequest
from integrations.tasks import keep_requests
from tests.integrations.test_hooks import sample
from tests.statements import counted_statements

pytestmark = pytest.mark.django_db
PAGE, API = "/o/harbor/settings/api-requests/", "/api/v1/api-requests/"


@pytest.fixture(autouse=True)
def _forget(harbor):
    yield
    waiting.take(harbor.organization.pk, waiting.MOST)


def kept(company):
    with company.scope():
        keep_waiting(now=clock.now())
        return list(ApiRequest.objects.select_related("key").order_by("at", "id"))


def test_each_request_leaves_a_row_and_a_refused_one_what_was_sent(harbor, rival, api_client):
    client = api_client(harbor)
    client.get("/api/v1/deals/?search=x")
    answer = client.post(
        "/api/v1/deals/", sample(currency="dollars", api_key="abc"), content_type="application/json"
    )
    good, refused = kept(harbor)
    assert (good.method, good.path, good.status, good.body) == ("GET", "/api/v1/deals/?search=x", 200, "")
    assert (refused.status, refused.key.name, refused.request_id) == (400, "test", answer["X-Request-ID"])
    assert "dollars" in refused.body
    assert json.loads(refused.body)["api_key"] == "…"
    assert json.loads(refused.answer)["errors"][0]["pointer"] == "/currency"
    assert kept(rival) == []


def test_a_request_costs_no_statement_more(harbor, api_client):
    client = api_client(harbor)
    client.get("/api/v1/deals/")
    with counted_statements() as statements:
        client.get("/api/v1/deals/")
    assert not [sql for sql in statements if "apirequest" in sql]
    assert len(statements) <= 5


def test_a_throttled_request_and_a_revoked_key_stand_in_the_log(harbor, api_client, settings):
    settings.RATE_LIMITS, settings.RATE_LIMIT_FACTOR = settings.RATE_LIMITS | {"api_key": 1}, 1
    client = api_client(harbor)
    assert [client.get("/api/v1/deals/").status_code for _ in range(2)] == [200, 429]
    with harbor.scope():
        ApiKey.objects.update(revoked_at=clock.now())
    settings.RATE_LIMIT_FACTOR = 1000
    assert client.get("/api/v1/deals/").status_code == 401
    assert [(row.status, row.key.name) for row in kept(harbor)] == [(200, "test"), (429, "test"), (401, "test")]


def test_what_is_written_twice_stands_once_and_is_forgotten_after_ninety_days(harbor, api_client, settings):
    api_client(harbor).get("/api/v1/deals/")
    entries = waiting.take(harbor.organization.pk, 10)
    waiting.put_back(harbor.organization.pk, entries + entries)
    assert len(kept(harbor)) == 1
    settings.CLOCK_OFFSET = dt.timedelta(days=91)
    assert kept(harbor) == []


def test_what_cannot_be_written_waits_again(harbor, api_client):
    api_client(harbor).get("/api/v1/deals/")
    (entry,) = waiting.take(harbor.organization.pk, 10)
    waiting.put(harbor.organization.pk, entry | {"status": "no number"})
    with harbor.scope(), pytest.raises(ValueError, match="no number"):
        keep_waiting(now=clock.now())
    assert len(waiting.take(harbor.organization.pk, 10)) == 1


def test_the_sweeper_names_the_organizations_for_whom_something_waits(harbor, api_client):
    api_client(harbor).get("/api/v1/deals/")
    named = waiting.organizations()
    assert str(harbor.organization.pk) in named
    for name in named:  # what other tests wait for
        waiting._redis().sadd(waiting.PREFIX, name)
    assert keep_requests.name == "integrations.keep_requests"


def test_without_redis_the_api_answers_and_nothing_is_kept(harbor, api_client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    waiting._redis.cache_clear()
    try:
        assert api_client(harbor).get("/api/v1/deals/").status_code == 200
    finally:
        waiting._redis.cache_clear()
        waiting._absent_until = 0.0


def test_secrets_are_masked_wherever_they_stand():
    body = kept_text(b'{"a": [{"password": "hunter2hunter2", "secret": {"x": 1}}], "note": "Bearer abcdefghijkl"}')
    assert not [word for word in ("hunter2", '"x"', "abcdefghijkl") if word in body]
    assert kept_text(b"\x00\xff{") == "\ufffd\ufffd{"
    assert "abcdefghijklmnopqrst" not in kept_path("/api/v1/x/?token=abcdefghijklmnopqrst")


def test_only_owners_read_the_log_on_page_and_api(harbor, signed_in, api_client):
    client = api_client(harbor, "owner", ["webhooks:read"])
    client.get("/api/v1/nothing/")
    (row,) = kept(harbor)
    page = signed_in(harbor.owner)
    assert b"/api/v1/nothing/" in page.get(f"{PAGE}?status=refused&key={row.key_id}").content
    assert b"/api/v1/nothing/" not in page.get(f"{PAGE}?status=ok").content
    assert b"Not found" in page.get(f"{PAGE}{row.pk}/").content
    assert client.get(f"{API}?status=refused").json()["results"][0]["path"] == "/api/v1/nothing/"
    assert "Not found" in client.get(f"{API}{row.pk}/").json()["answer"]
    assert client.get(f"{API}?status=strange").status_code == 400
    assert signed_in(harbor.service_manager).get(PAGE).status_code == 403
    assert api_client(harbor, "service_manager").get(API).status_code == 403


def test_the_log_costs_the_same_with_many_rows(harbor, signed_in, api_client):
    client = api_client(harbor, "owner", ["webhooks:read"])
    for _ in range(12):
        client.get("/api/v1/deals/")
    kept(harbor)
    browser = signed_in(harbor.owner)
    browser.get(PAGE)
    with counted_statements() as statements:
        browser.get(PAGE)
    assert len(statements) <= 6, statements
    with counted_statements() as statements:
        client.get(API)
    assert len(statements) <= 5, statements
