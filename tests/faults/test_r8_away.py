"""R8: the mail server is away for an hour, in every way a server can be; nothing is lost, nothing doubled.

A live worker and a live scheduler; the hour passes by moving every process's clock. The server refuses,
hangs, answers 421, 450 and 550, cuts the line before and after the end of DATA, and accepts without
saying so. Small here, full size with MSP_GATE=1.

Seen to fail: with 5xx taken for 4xx (``tests.faults.careless``, kept as a test) the refused address is
tried again and again; with the ambiguous end of DATA taken for "not accepted" the swallowed answers
double their mails.
"""

import datetime as dt
from collections import Counter

import pytest
from django.utils import timezone

from core import clock
from mailing.queries import delivery_summary
from tests.faults.mails import count, queue_many, rows, states
from tests.faults.sink import CUT, HANG, Sink
from tests.faults.stack import FULL, Stack, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

OURS, THEIRS = (1000, 60) if FULL else (40, 20)
LIMIT = 120 if FULL else 30
SETTINGS = {"FAULTS_TIMEOUT": "1", "FAULTS_LEASE": "600", "FAULTS_WAIT": "900"}
LOOKUP = {"MAIL_LOOKUP": "tests.faults.relay.lookup"}


@pytest.fixture
def mail_server():
    with Sink() as sink:
        yield sink


def refused_addresses(step):
    """Two addresses that nobody will ever accept, one of them only after the content."""
    if step.stage == "rcpt" and step.recipient.startswith("person3@"):
        return "550 5.1.1 no such user"
    if step.stage == "end" and step.recipient.startswith("person4@"):
        return "554 5.7.1 content refused"
    return None


class Trouble:
    """Every kind of trouble once, each for mails of its own, then no more."""

    PLAN = {
        "person5@": ("end", HANG),
        "person6@": ("accepted", CUT),
        "person7@": ("accepted", CUT),
        "person8@": ("content", CUT),
        "person9@": ("data", "451 4.3.0 try later"),
        "person10@": ("end", "452 4.3.1 full"),
        "person11@": ("rcpt", CUT),
        "person12@": ("rcpt", "421 4.7.0 going down"),
        "person13@": ("accepted", HANG),
    }

    def __init__(self):
        self.met = set()

    def __call__(self, step):
        for start, (stage, action) in self.PLAN.items():
            if step.stage == stage and step.recipient.startswith(start) and start not in self.met:
                self.met.add(start)
                return action
        return refused_addresses(step)


def everyone_postponed(company, *reasons):
    """Every mail waits, and for one of these reasons."""
    mails = rows(company)
    return all(mail.state == "queued" and any(words in mail.last_error for words in reasons) for mail in mails)


def nothing_is_due(company, offset):
    """Whatever could be done at the real time plus ``offset`` has been done."""
    moment = timezone.now() + offset
    mails = [mail for mail in rows(company) if mail.state not in ("accepted", "failed")]
    return all(mail.state in ("queued", "unknown") and mail.next_attempt_at > moment for mail in mails)


def test_an_hour_without_a_mail_server_loses_nothing_and_doubles_nothing(
    harbor, rival, mail_server, process_environment, tmp_path, settings
):
    ours, sink = harbor, mail_server
    nowhere = "smtp://127.0.0.1:9"
    with Stack(process_environment, tmp_path, **SETTINGS, **LOOKUP) as stack:
        beat = stack.beat(EMAIL_URL=sink.url())
        worker = stack.worker("first", EMAIL_URL=nowhere)
        queue_many(ours, OURS)
        wait_until(
            lambda: everyone_postponed(ours, "refused"), LIMIT, lambda: (states(ours), worker.said(), beat.said())
        )
        worker.kill()

        worker = stack.worker("second", EMAIL_URL=sink.url())
        sink.behave = lambda step: HANG if step.stage == "connect" else None
        stack.travel(minutes=10)
        wait_until(lambda: everyone_postponed(ours, "timed out"), LIMIT, lambda: (states(ours), worker.said()))

        sink.behave = lambda step: "421 4.3.2 shutting down" if step.stage == "mail" else None
        stack.travel(minutes=30)
        wait_until(
            lambda: everyone_postponed(ours, "421 4.3.2", "closes the connection"),
            LIMIT,
            lambda: (states(ours), worker.said()),
        )

        sink.behave = lambda step: (
            "450 4.2.1 busy" if step.stage == "rcpt" and "customer" in step.recipient else None
        )
        stack.travel(minutes=58)
        queue_many(rival, THEIRS, domain="other.example")
        wait_until(lambda: count(rival, "accepted") == THEIRS, LIMIT, lambda: (states(rival), worker.said()))
        wait_until(lambda: everyone_postponed(ours, "450"), LIMIT, lambda: (states(ours), worker.said()))
        settings.CLOCK_OFFSET = dt.timedelta(minutes=58)
        with ours.scope():
            summary = delivery_summary(ours.organization)
        assert (summary.waiting, summary.minutes(clock.now()) in (58, 59)) == (OURS, True)

        sink.behave = Trouble()
        for hour in (2, 4, 6, 8):
            stack.travel(hours=hour)
            moment = dt.timedelta(hours=hour)
            wait_until(
                lambda moment=moment: nothing_is_due(ours, moment), LIMIT, lambda: (states(ours), worker.said())
            )
        wait_until(lambda: count(ours, "accepted") == OURS - 2, LIMIT, lambda: (states(ours), worker.said()))

    assert sink.behave.met == set(Trouble.PLAN)
    mails = {mail.message_id: mail for mail in rows(ours) + rows(rival)}
    refused = {mail.message_id for mail in mails.values() if mail.state == "failed"}
    assert Counter(sink.ids()) == Counter(mails.keys() - refused)
    assert {mails[key].to_email.partition("@")[0] for key in refused} == {"person3", "person4"}
    assert sink.offered.count("person3@customer.example") == sink.offered.count("person4@customer.example")
    assert not any(mail.may_have_arrived_twice for mail in mails.values())


def test_a_refused_address_is_offered_once_and_never_again(harbor, mail_server, process_environment, tmp_path):
    assert offers_to_a_refused_address(harbor, mail_server, process_environment, tmp_path) == 1


def test_taking_5xx_for_4xx_would_offer_it_again(harbor, mail_server, process_environment, tmp_path):
    offers = offers_to_a_refused_address(
        harbor, mail_server, process_environment, tmp_path, app="tests.faults.careless", CARELESS="stubborn"
    )
    assert offers > 1


def offers_to_a_refused_address(company, sink, environment, directory, *, app="msp_pm", **settings):
    """Four mails, one refused for good; how often its address was offered within four hours."""
    sink.behave = refused_addresses
    with Stack(environment, directory, EMAIL_URL=sink.url(), **SETTINGS, **settings) as stack:
        stack.beat()
        worker = stack.worker(app=app)
        queue_many(company, 4)
        wait_until(lambda: count(company, "accepted") == 3, LIMIT, lambda: (states(company), worker.said()))
        for hour in (2, 4):
            stack.travel(hours=hour)
            queue_many(company, 1, kind=f"probe{hour}")
            wait_until(
                lambda hour=hour: count(company, "accepted") == 3 + hour // 2,
                LIMIT,
                lambda: (states(company), worker.said()),
            )
    return sink.offered.count("person3@customer.example")
