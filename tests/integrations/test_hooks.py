"""R15: a closed deal arrives once, and only from whoever holds the secret."""

import json
import threading
import time

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from core import clock
from deals.models import Deal
from integrations.actions import OVERLAP, create_source, disable_source, replay_event, rotate_secret
from integrations.models import InboundEvent
from integrations.queries import secret_of
from integrations.resolvers import LARGEST
from integrations.signatures import sign
from tests.deals.sample import sample
from tests.factories.cast import make_company

URL = "/hooks/v1/harbor/hubspot/"
COPIES = 50


def deliver(secret, body=None, *, event_id="msg_1", at=None, sent=None, url=URL):
    """POST a signed body; ``sent`` is what travels when it is not what was signed."""
    signed = body if isinstance(body, bytes) else json.dumps(body or sample()).encode()
    stamp = str(int(time.time() if at is None else at))
    headers = {
        "webhook-id": event_id,
        "webhook-timestamp": stamp,
        "webhook-signature": sign(secret, event_id, stamp, signed),
    }
    return Client().post(url, signed if sent is None else sent, content_type="application/json", headers=headers)


@pytest.fixture
def source(harbor):
    with harbor.scope():
        return create_source(name="hubspot", by=harbor.owner)


@pytest.fixture
def secret(source):
    return secret_of(source)


def deals_of(company):
    with company.scope():
        return Deal.objects.count()


@pytest.mark.django_db
def test_the_same_event_ten_times_is_one_deal_and_one_answer(harbor, secret):
    answers = [deliver(secret) for _ in range(10)]
    assert {(answer.status_code, answer.content) for answer in answers} == {(201, answers[0].content)}
    assert deals_of(harbor) == 1
    with harbor.scope():
        assert InboundEvent.objects.get().deal.external_id == "D-1001"


@pytest.mark.django_db
def test_the_deal_s_source_is_the_door_it_came_through(harbor, secret):
    deliver(secret, sample(source="somebody-else"))
    with harbor.scope():
        assert Deal.objects.get().source == "hubspot"


@pytest.mark.django_db
def test_what_is_not_genuine_is_refused_without_a_word_more(harbor, rival, secret):
    now = time.time()
    body = json.dumps(sample()).encode()
    wrong = [
        deliver(secret, body, sent=body.replace(b"40", b"41", 1)),
        deliver(secret, at=now - 360),
        deliver(secret, at=now + 360),
        deliver("whsec_" + "A" * 43 + "="),
        deliver(secret, url="/hooks/v1/harbor/unknown/"),
        deliver(secret, url="/hooks/v1/nowhere/hubspot/"),
        deliver(secret, url="/hooks/v1/summit/hubspot/"),
        Client().post(URL, body, content_type="application/json"),
    ]
    assert {(answer.status_code, answer.content) for answer in wrong} == {(401, wrong[0].content)}
    assert deals_of(harbor) == 0
    assert deliver(secret, at=now - 240).status_code == 201


@pytest.mark.django_db
def test_old_and_new_secret_count_while_the_sender_changes(harbor, source, secret, settings):
    with harbor.scope():
        new = secret_of(rotate_secret(source=source, by=harbor.owner, now=clock.now()))
    assert new != secret
    assert deliver(secret, event_id="a").status_code == 201
    assert deliver(new, event_id="b").status_code == 200
    settings.CLOCK_OFFSET = OVERLAP
    assert deliver(secret, event_id="c").status_code == 401
    assert deliver(new, event_id="c").status_code == 200


@pytest.mark.django_db
def test_a_shut_door_takes_nothing(harbor, source, secret):
    with harbor.scope():
        disable_source(source=source, by=harbor.owner, now=clock.now())
    assert deliver(secret).status_code == 401


@pytest.mark.django_db
@pytest.mark.parametrize("body", [b"{", b"[]", b"\x00\xff", b'{"title": "No customer", "external_id": "D-1"}'])
def test_what_is_no_deal_waits_in_quarantine_and_can_be_read_again(harbor, secret, body):
    answer = deliver(secret, body)
    assert (answer.status_code, answer.json()["state"]) == (202, "quarantined")
    with harbor.scope():
        event = InboundEvent.objects.get()
        assert replay_event(event=event, by=harbor.project_manager, now=clock.now()).attempts == 2
    assert deals_of(harbor) == 0


@pytest.mark.django_db
def test_one_id_with_two_bodies_is_a_conflict(secret):
    assert deliver(secret).status_code == 201
    answer = deliver(secret, sample(title="Another"))
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:msp-pm:event_mismatch")


@pytest.mark.django_db
@pytest.mark.parametrize(("size", "status"), [(100_000, 202), (LARGEST, 202), (LARGEST + 1, 413)])
def test_large_bodies_are_taken_up_to_five_megabytes(secret, size, status):
    assert deliver(secret, json.dumps({"title": "x" * (size - 13)}).encode()).status_code == status


@pytest.mark.django_db(transaction=True)
def test_fifty_copies_at_the_same_moment_make_one_deal():
    company = make_company("harbor", "Harbor Light IT")
    with company.scope():
        secret = secret_of(create_source(name="hubspot", by=None))
    ready, statuses = threading.Barrier(COPIES), []

    def send():
        try:
            ready.wait(20)
            statuses.append(deliver(secret).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(COPIES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert statuses == [201] * COPIES
    assert deals_of(company) == 1
    with company.scope():
        assert InboundEvent.objects.count() == 1


@pytest.mark.django_db
def test_the_command_prints_the_secret_as_the_last_word(harbor, capsys):
    call_command("create_webhook_source", "harbor", "hubspot")
    assert deliver(capsys.readouterr().out.split()[-1]).status_code == 201
