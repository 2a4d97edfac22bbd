"""Sending a batch to a real server in this process: states, retries, doubts, statements."""

import datetime as dt
import time
from contextlib import nullcontext

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.models import DueWork
from mailing.actions import retry_mail, send_account_mail
from mailing.delivery import deliver
from mailing.models import AccountMail, OutgoingMail, SuppressedAddress
from mailing.outbox import AccountOutbox, OrganizationOutbox
from tests.faults.sink import CUT, HANG

pytestmark = pytest.mark.django_db


def send(company):
    """One batch of the company's outbox."""
    return deliver(OrganizationOutbox(company.organization.pk))


def only(company):
    """The company's one mail, fresh."""
    with company.scope():
        return OutgoingMail.objects.get()


def test_an_accepted_mail_is_marked_and_arrives_with_its_identity(harbor, sink, queue):
    queued = queue(harbor, from_name="Harbor Light IT")
    assert send(harbor).accepted == 1

    mail = only(harbor)
    assert (mail.state, mail.attempts, mail.last_error) == ("accepted", 1, "")
    assert mail.accepted_at is not None
    assert sink.ids() == [queued.message_id]
    message = sink.accepted[0].message
    assert b"X-Organization: harbor" in message
    assert b"X-Project: P-0001" in message
    assert b"From: Harbor Light IT <updates@msp-pm.example>" in message


def test_the_same_key_again_queues_nothing(harbor, queue):
    assert queue(harbor) is not None
    assert queue(harbor) is None


def test_a_sent_mail_is_not_sent_again(harbor, sink, queue):
    queue(harbor)
    send(harbor)
    assert send(harbor).leased == 0
    assert len(sink.accepted) == 1


def test_a_whole_batch_goes_over_one_connection(harbor, sink, queue):
    for number in range(60):
        queue(harbor, f"person{number}")
    assert send(harbor).accepted == 60
    assert sink.connections == 1


def test_one_statement_marks_the_last_and_the_next(harbor, sink, queue):
    for number in range(60):
        queue(harbor, f"person{number}")
    with CaptureQueriesContext(connection) as captured:
        send(harbor)
    bare = ("SELECT set_config", "SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    statements = [query["sql"] for query in captured if not query["sql"].startswith(bare)]
    assert len(statements) <= 1.3 * 60
    assert len(statements) == 64


@pytest.mark.parametrize(
    ("stage", "answer"),
    [
        ("mail", "451 4.3.0 later"),
        ("rcpt", "450 4.2.1 busy"),
        ("data", "452 4.3.1 full"),
        ("end", "421 4.3.2 going down"),
        ("mail", "421 4.3.2 going down"),
        ("rcpt", CUT),
        ("data", CUT),
        ("rcpt", HANG),
    ],
)
def test_not_now_means_again_later(harbor, sink, queue, stage, answer):
    sink.behave = lambda step: answer if step.stage == stage else None
    queue(harbor)
    before = clock.now()
    send(harbor)

    mail = only(harbor)
    assert (mail.state, mail.attempts, mail.may_have_arrived_twice) == ("queued", 1, False)
    assert mail.last_error
    assert dt.timedelta(seconds=20) < mail.next_attempt_at - before < dt.timedelta(seconds=40)
    assert sink.accepted == []


@pytest.mark.parametrize(
    ("stage", "answer"),
    [
        ("mail", "550 5.7.1 no"),
        ("rcpt", "550 5.1.1 no such user"),
        ("data", "554 5.0.0 no"),
        ("end", "554 5.7.1 spam"),
    ],
)
def test_never_means_never(harbor, sink, queue, stage, answer):
    sink.behave = lambda step: answer if step.stage == stage else None
    queue(harbor)
    send(harbor)
    send(harbor)

    mail = only(harbor)
    assert (mail.state, mail.last_error, mail.attempts) == ("failed", answer, 1)
    assert len(sink.offered) <= 1


@pytest.mark.parametrize("stage", ["content", "end", "accepted"])
@pytest.mark.parametrize("answer", [CUT, HANG])
def test_sent_without_an_answer_is_in_doubt(harbor, sink, queue, stage, answer):
    sink.behave = lambda step: answer if step.stage == stage else None
    queue(harbor)
    send(harbor)
    assert only(harbor).state == "unknown"


def test_one_refused_recipient_does_not_disturb_the_others(harbor, sink, queue):
    sink.behave = lambda step: "550 no" if step.stage == "rcpt" and step.recipient.startswith("bob") else None
    for name in ("ann", "bob", "cleo"):
        queue(harbor, name)
    assert send(harbor).accepted == 2
    assert sink.connections == 1


def test_a_server_that_is_away_postpones_the_whole_outbox(harbor, rival, sink, queue, settings):
    settings.MAIL_BATCH = 2
    settings.EMAIL_PORT = 9
    for name in ("ann", "bob", "cleo"):
        queue(harbor, name)
    queue(rival, "dan")
    report = send(harbor)

    assert "refused" in report.away
    with harbor.scope():
        mails = list(OutgoingMail.objects.order_by("id"))
    assert [mail.attempts for mail in mails] == [1, 1, 0]
    assert all(mail.state == "queued" and mail.next_attempt_at > clock.now() for mail in mails)
    assert only(rival).last_error == ""


def test_one_mail_that_makes_the_server_hang_up_does_not_hold_the_others(harbor, sink, queue):
    sink.behave = lambda step: CUT if step.stage == "rcpt" and step.recipient.startswith("ann") else None
    for name in ("ann", "bob", "cleo"):
        queue(harbor, name)
    assert send(harbor).accepted == 2
    assert sink.connections == 2
    with harbor.scope():
        found = dict(OutgoingMail.objects.values_list("to_name", "state"))
    assert found == {"Ann": "queued", "Bob": "accepted", "Cleo": "accepted"}


def test_a_server_that_hangs_up_on_everyone_is_away(harbor, sink, queue):
    sink.behave = lambda step: "421 4.3.2 going down" if step.stage == "mail" else None
    for number in range(10):
        queue(harbor, f"person{number}")
    assert not send(harbor).more
    assert sink.connections == 2
    with harbor.scope():
        assert not OutgoingMail.objects.filter(next_attempt_at__lte=clock.now()).exists()


def test_a_run_out_of_time_leaves_the_rest_for_the_next(harbor, sink, queue, monkeypatch):
    monkeypatch.setattr("mailing.delivery.LONGEST_RUN", 0.3)
    sink.behave = lambda step: time.sleep(0.2) if step.stage == "end" else None
    for number in range(5):
        queue(harbor, f"person{number}")
    assert send(harbor).more
    with harbor.scope():
        assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"accepted", "queued"}


def test_three_days_of_trying_end_it(harbor, sink, queue):
    sink.behave = lambda step: "450 4.2.1 busy" if step.stage == "rcpt" else None
    mail = queue(harbor)
    with harbor.scope():
        OutgoingMail.objects.filter(pk=mail.pk).update(created_at=clock.now() - dt.timedelta(days=3))
    send(harbor)
    assert (only(harbor).state, only(harbor).last_error) == ("failed", "450 4.2.1 busy")


def test_blocked_addresses_get_nothing_whatever_their_spelling(harbor, sink, queue):
    with harbor.scope():
        SuppressedAddress.objects.create(email="Ann@Acme.example", reason="hard bounce")
    queue(harbor)
    send(harbor)
    assert only(harbor).state == "suppressed"
    assert sink.offered == []


def test_a_mail_that_cannot_be_built_fails_alone(harbor, sink, queue):
    queue(harbor, "ann", headers={"X-Bad": "a\r\nBcc: thief@evil.example"})
    queue(harbor, "bob")
    assert send(harbor).accepted == 1
    with harbor.scope():
        bad = OutgoingMail.objects.get(to_name="Ann")
    assert bad.state == "failed"
    assert "cannot be built" in bad.last_error


def test_two_runs_never_take_the_same_mail(harbor, sink, queue):
    queue(harbor)
    first, second = (OrganizationOutbox(harbor.organization.pk) for _ in range(2))
    assert len(first.lease(clock.now(), 10)) == 1
    assert second.lease(clock.now(), 10) == []


def test_a_run_that_lost_its_lease_sends_nothing(harbor, sink, queue):
    queue(harbor)
    slow = OrganizationOutbox(harbor.organization.pk)
    (mail,) = slow.lease(clock.now(), 10)
    with harbor.scope():
        OutgoingMail.objects.update(state="queued", leased_by="")
    assert slow.step(None, mail, clock.now()) is False


def test_account_mails_go_the_same_way_without_an_organization(sink):
    send_account_mail(kind="password_reset", to_email="ana@harbor.example", subject="Reset", text="Link", html="")
    assert deliver(AccountOutbox()).accepted == 1
    assert AccountMail.objects.get().state == "accepted"
    assert b"X-Organization" not in sink.accepted[0].message
    assert b"From: MSP PM <updates@msp-pm.example>" in sink.accepted[0].message


def test_queueing_writes_the_due_line_and_rings_once(harbor, queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as bells, harbor.scope():
        for name in ("ann", "bob", "cleo"):
            queue(harbor, name, scope=nullcontext())
    assert len(bells) == 1
    assert DueWork.objects.filter(organization=harbor.organization, kind="mail").count() == 1


def test_a_due_time_written_by_a_clock_since_moved_back_does_not_hold_a_mail(harbor, sink, queue):
    mail = queue(harbor)
    with harbor.scope():
        OutgoingMail.objects.filter(pk=mail.pk).update(next_attempt_at=clock.now() + dt.timedelta(days=30))
    assert send(harbor).accepted == 1


def test_an_address_that_does_not_exist_is_blocked_at_once_until_somebody_lifts_it(harbor, sink, queue):
    sink.behave = lambda step: "550 5.1.1 no such user" if step.stage == "rcpt" else None
    queue(harbor)
    send(harbor)
    with harbor.scope():
        assert SuppressedAddress.objects.get().email == "ann@acme.example"
    second = queue(harbor, to_email="ANN@acme.example", idempotency_key="second")
    send(harbor)
    with harbor.scope():
        second.refresh_from_db()
        assert second.state == "suppressed"
        retry_mail(mail=second, by=harbor.project_manager, now=clock.now())
        assert not SuppressedAddress.objects.exists()
    sink.behave = lambda _step: None
    assert send(harbor).accepted == 1


def test_a_refusal_for_another_reason_blocks_nobody(harbor, sink, queue):
    sink.behave = lambda step: "550 5.7.1 not welcome" if step.stage == "rcpt" else None
    queue(harbor)
    send(harbor)
    with harbor.scope():
        assert not SuppressedAddress.objects.exists()
