"""What looks anyway: leases, doubts and the due list."""

import datetime as dt

import pytest
from django.conf import settings as django_settings

from core import clock
from core.models import DueWork
from mailing import tasks
from mailing.delivery import deliver
from mailing.models import OutgoingMail
from mailing.outbox import OrganizationOutbox
from mailing.sweeping import expire_leases, note_next_look, settle_doubts
from tests.faults.sink import CUT

pytestmark = pytest.mark.django_db


@pytest.fixture
def outbox(harbor):
    """Harbor's outbox, seen by a sweeper."""
    return OrganizationOutbox(harbor.organization.pk)


@pytest.fixture
def doubtful(harbor, sink, queue, outbox):
    """A mail that was accepted without an answer."""
    sink.behave = lambda step: CUT if step.stage == "accepted" else None
    queue(harbor)
    deliver(outbox)
    sink.behave = None
    return outbox


def mail_of(outbox):
    """The one mail, fresh."""
    with outbox.transaction():
        return OutgoingMail.objects.get()


def after_the_wait():
    """An instant at which asking has ended."""
    return clock.now() + django_settings.MAIL_UNKNOWN_WAIT + dt.timedelta(seconds=1)


def test_an_ended_lease_frees_what_was_not_begun(harbor, queue, outbox):
    queue(harbor)
    outbox.lease(clock.now(), 10)
    expire_leases(outbox, clock.now())
    assert mail_of(outbox).state == "leased"
    expire_leases(outbox, clock.now() + django_settings.MAIL_LEASE)
    assert (mail_of(outbox).state, mail_of(outbox).leased_by) == ("queued", "")


def test_an_ended_lease_in_the_middle_of_sending_is_a_doubt(harbor, queue, outbox):
    queue(harbor)
    (mail,) = outbox.lease(clock.now(), 10)
    outbox.step(None, mail, clock.now())
    expire_leases(outbox, clock.now() + django_settings.MAIL_LEASE)
    assert mail_of(outbox).state == "unknown"


def test_a_relay_that_says_yes_ends_the_doubt(doubtful):
    settle_doubts(doubtful, after_the_wait(), lambda _message_id: True)
    assert (mail_of(doubtful).state, mail_of(doubtful).may_have_arrived_twice) == ("accepted", False)


def test_a_relay_that_says_no_sends_it_again_without_a_mark(doubtful):
    settle_doubts(doubtful, after_the_wait(), lambda _message_id: False)
    assert (mail_of(doubtful).state, mail_of(doubtful).may_have_arrived_twice) == ("queued", False)


def test_without_a_relay_to_ask_it_waits_and_then_goes_once_more_with_the_same_identity(doubtful, sink):
    settle_doubts(doubtful, clock.now(), None)
    assert mail_of(doubtful).state == "unknown"

    settle_doubts(doubtful, after_the_wait(), None)
    assert (mail_of(doubtful).state, mail_of(doubtful).may_have_arrived_twice) == ("queued", True)
    with doubtful.transaction():
        OutgoingMail.objects.update(next_attempt_at=clock.now())
    deliver(doubtful)
    assert mail_of(doubtful).state == "accepted"
    assert sink.ids() == [mail_of(doubtful).message_id] * 2


def test_a_second_doubt_is_never_sent_a_third_time(doubtful, sink):
    settle_doubts(doubtful, after_the_wait(), None)
    sink.behave = lambda step: CUT if step.stage == "accepted" else None
    with doubtful.transaction():
        OutgoingMail.objects.update(next_attempt_at=clock.now())
    deliver(doubtful)
    for _ in range(3):
        settle_doubts(doubtful, after_the_wait() + django_settings.MAIL_UNKNOWN_WAIT, None)
    assert mail_of(doubtful).state == "unknown"
    assert len(sink.accepted) == 2
    assert note_next_look(doubtful, after_the_wait() + django_settings.MAIL_UNKNOWN_WAIT) is None


def test_a_look_up_that_fails_is_no_answer(doubtful):
    def broken(message_id):
        raise OSError("log server away")

    settle_doubts(doubtful, clock.now(), broken)
    assert mail_of(doubtful).state == "unknown"


def test_the_due_line_goes_when_nothing_is_left(harbor, sink, queue, outbox):
    queue(harbor)
    assert note_next_look(outbox, clock.now()) is not None
    deliver(outbox)
    assert note_next_look(outbox, clock.now()) is None
    assert not DueWork.objects.filter(kind="mail").exists()


def test_the_due_line_names_the_next_attempt(harbor, sink, queue, outbox):
    sink.behave = lambda step: "450 busy" if step.stage == "rcpt" else None
    queue(harbor)
    deliver(outbox)
    assert note_next_look(outbox, clock.now()) == mail_of(outbox).next_attempt_at
    assert DueWork.objects.get(kind="mail").due_at == mail_of(outbox).next_attempt_at


def test_the_sweep_rings_for_whoever_has_mail_due(
    harbor, rival, queue, django_capture_on_commit_callbacks, monkeypatch
):
    queue(harbor)
    rung = []
    monkeypatch.setattr(tasks.deliver, "apply_async", lambda **message: rung.append(message["kwargs"]))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.sweep()
    assert rung == [{"organization_id": str(harbor.organization.pk)}]


def test_one_broken_outbox_does_not_keep_the_others_waiting(harbor, rival, queue, monkeypatch):
    queue(harbor)
    queue(rival)
    seen = []

    def expire(outbox, now):
        seen.append(outbox.organization_id)
        if outbox.organization_id == harbor.organization.pk:
            raise RuntimeError("broken")

    monkeypatch.setattr(tasks, "expire_leases", expire)
    tasks.sweep()
    assert set(seen) == {harbor.organization.pk, rival.organization.pk, None}
