"""What looks anyway: ended leases, mails in doubt, and when an outbox is due again.

Nothing here sends. A dead worker, a lost bell and an emptied broker all end up here.
"""

import datetime as dt
import logging

from django.conf import settings
from django.db.models import Min, Q
from django.utils.module_loading import import_string

from core.due import reschedule_work
from core.jobs import enqueue
from core.models import DueWork
from mailing.actions import DUE_KIND
from mailing.choices import MailState
from mailing.rules import PATIENCE

logger = logging.getLogger(__name__)

ASK_AT_ONCE = 100
ASK_AGAIN = dt.timedelta(minutes=1)


def lookup_of_relay():
    """The relay's look-up, ``(message_id) -> True | False | None``, or None when it cannot be asked.

    False must mean "surely not accepted": the mail is sent again at once on that word.
    """
    return import_string(settings.MAIL_LOOKUP) if settings.MAIL_LOOKUP else None


def expire_leases(outbox, now):
    """Leases that ended: what was not begun waits again, what was being sent is in doubt."""
    with outbox.transaction():
        ended = outbox.model.objects.filter(lease_expires_at__lte=now)
        ended.filter(state=MailState.LEASED).update(state=MailState.QUEUED, leased_by="", updated_at=now)
        ended.filter(state=MailState.SENDING).update(
            state=MailState.UNKNOWN,
            next_attempt_at=now + settings.MAIL_UNKNOWN_WAIT,
            updated_at=now,
            last_error="the sending process ended before the answer was recorded",
        )


def settle_doubts(outbox, now, lookup):
    """Ask about every mail in doubt; without an answer wait, then send once more, marked as such.

    The second doubt about the same mail is the last: it is asked about until its wait is over and
    then stays as it is, "may have arrived", for a person to see.
    """
    with outbox.transaction():
        doubts = list(_open_doubts(outbox, now).order_by("next_attempt_at", "id")[:ASK_AT_ONCE])
    for mail in doubts:
        known = _answer(lookup, mail)
        if known is None and (mail.may_have_arrived_twice or mail.next_attempt_at > now):
            continue
        with outbox.transaction():
            same = outbox.model.objects.filter(pk=mail.pk, state=MailState.UNKNOWN, attempts=mail.attempts)
            if known:
                same.update(state=MailState.ACCEPTED, accepted_at=now, last_error="", updated_at=now)
            else:
                same.update(
                    state=MailState.QUEUED,
                    leased_by="",
                    next_attempt_at=now,
                    updated_at=now,
                    may_have_arrived_twice=mail.may_have_arrived_twice or known is None,
                )


def _answer(lookup, mail):
    if lookup is None:
        return None
    try:
        return lookup(mail.message_id)
    except Exception:
        logger.exception("the mail server's look-up failed")
        return None


def _open_doubts(outbox, now):
    doubts = outbox.model.objects.filter(state=MailState.UNKNOWN)
    over = Q(next_attempt_at__lte=now)
    if settings.MAIL_LOOKUP:
        return doubts.exclude(over, may_have_arrived_twice=True)
    return doubts.filter(over, may_have_arrived_twice=False)


def next_look(outbox, now):
    """When the outbox needs somebody again, or None. Needs its transaction."""
    rows = outbox.model.objects
    queued = rows.filter(state=MailState.QUEUED).aggregate(at=Min("next_attempt_at"))["at"]
    held = rows.filter(state__in=[MailState.LEASED, MailState.SENDING]).aggregate(at=Min("lease_expires_at"))["at"]
    doubts = rows.filter(state=MailState.UNKNOWN).exclude(next_attempt_at__lte=now, may_have_arrived_twice=True)
    doubt = doubts.aggregate(at=Min("next_attempt_at"))["at"]
    if doubt and settings.MAIL_LOOKUP:
        doubt = min(doubt, now + ASK_AGAIN)
    if queued and queued > now + PATIENCE:
        queued = now  # written by a clock that has since been moved back
    return min((at for at in (queued, held, doubt) if at), default=None)


def note_next_look(outbox, now):
    """Write when the outbox is due again into the due list, or remove its line; returns that instant.

    The line is locked first: whoever queues a mail meanwhile waits for us and then writes it anew,
    or has written it before we count. Account mails have no line; the sweep always looks at them.
    """
    with outbox.transaction():
        if outbox.organization_id is None:
            return next_look(outbox, now)
        line = DueWork.objects.filter(organization_id=outbox.organization_id, kind=DUE_KIND)
        if not line.select_for_update().exists():
            return None
        due_at = next_look(outbox, now)
        if due_at is None:
            line.delete()
        else:
            reschedule_work(outbox.organization_id, DUE_KIND, due_at)
        return due_at


def ring_when_due(outbox, now):
    """Note the next look, and ring for a delivery when mail is waiting now."""
    due_at = note_next_look(outbox, now)
    if due_at and due_at <= now:
        enqueue(outbox.bell, **outbox.bell_arguments)
