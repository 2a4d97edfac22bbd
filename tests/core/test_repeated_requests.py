"""R16 and R23 at the API: a repeated POST has one effect, a stale change none."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from core.models import StoredAnswer
from customers.models import Customer

ADDRESS = "/api/v1/customers/"
JSON = "application/json"


def post(client, name, key):
    return client.post(ADDRESS, {"name": name}, JSON, headers={"idempotency-key": key})


def customers_named(company, name):
    with company.scope():
        return Customer.objects.filter(name=name).count()


@pytest.fixture
def api(harbor, api_client):
    return api_client(harbor)


@pytest.mark.django_db
def test_the_same_key_and_body_get_the_stored_answer(harbor, api):
    first, second = post(api, "Acme", "k-1"), post(api, "Acme", "k-1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert "Idempotent-Replayed" not in first
    assert second["Idempotent-Replayed"] == "true"
    assert second["Content-Type"] == first["Content-Type"]
    assert customers_named(harbor, "Acme") == 1


@pytest.mark.django_db
def test_the_same_key_for_another_body_is_refused(harbor, api):
    post(api, "Acme", "k-1")
    answer = post(api, "Beta", "k-1")
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:msp-pm:idempotency_mismatch"
    assert customers_named(harbor, "Beta") == 0


@pytest.mark.django_db
def test_a_refusal_is_not_stored_so_that_the_repaired_request_may_use_its_key(harbor, api):
    assert post(api, "", "k-1").status_code == 400
    assert post(api, "Acme", "k-1").status_code == 201


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_that_is_none_is_refused(api, key):
    assert post(api, "Acme", key).status_code == 400


@pytest.mark.django_db
def test_a_key_means_nothing_to_another_credential_or_organization(harbor, rival, api, api_client):
    post(api, "Acme", "k-1")
    assert "Idempotent-Replayed" not in post(api_client(harbor), "Beta", "k-1")
    assert post(api_client(rival), "Acme", "k-1").status_code == 201
    assert customers_named(rival, "Acme") == 1


@pytest.mark.django_db
def test_after_seven_days_the_key_is_free_again(harbor, api, settings):
    post(api, "Acme", "k-1")
    settings.CLOCK_OFFSET = dt.timedelta(days=7, seconds=5)
    assert "Idempotent-Replayed" not in post(api, "Acme too", "k-1")
    with harbor.scope():
        assert StoredAnswer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_requests_at_once_have_one_effect(harbor, api_client):
    client, start = api_client(harbor), Barrier(20)

    def ask(_):
        start.wait()
        try:
            return post(client, "Acme", "k-1")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(ask, range(20)))
    fresh = [one for one in answers if one.status_code == 201 and "Idempotent-Replayed" not in one]
    assert len(fresh) == 1
    assert {one.status_code for one in answers} <= {201, 409}
    assert customers_named(harbor, "Acme") == 1


@pytest.fixture
def customer_address(api):
    return f"{ADDRESS}{post(api, 'Acme', 'k-0').json()['id']}/"


@pytest.mark.django_db
def test_a_change_of_what_was_read_passes_and_a_stale_one_does_not(api, customer_address):
    read = api.get(customer_address)["ETag"]

    def rename(name, tag):
        return api.patch(customer_address, {"name": name}, JSON, headers={"if-match": tag})

    changed = rename("Acme North", read)
    assert changed.status_code == 200
    assert changed["ETag"] == api.get(customer_address)["ETag"] != read
    stale = rename("Acme South", read)
    assert stale.status_code == 412
    assert stale["Content-Type"] == "application/problem+json"
    assert api.get(customer_address).json()["name"] == "Acme North"
    assert rename("Acme South", "*").status_code == 200


@pytest.mark.django_db
def test_what_has_not_changed_is_not_sent_again(api, customer_address):
    tag = api.get(customer_address)["ETag"]
    answer = api.get(customer_address, headers={"if-none-match": tag})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)


@pytest.mark.django_db(transaction=True)
def test_of_editors_at_once_exactly_one_wins(harbor, api_client):
    client, start = api_client(harbor), Barrier(8)
    address = f"{ADDRESS}{post(client, 'Acme', 'k-0').json()['id']}/"
    tag = client.get(address)["ETag"]

    def rename(number):
        start.wait()
        try:
            return client.patch(address, {"name": f"Acme {number}"}, JSON, headers={"if-match": tag}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(rename, range(8))) == [200] + [412] * 7
