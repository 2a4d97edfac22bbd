"""The statements that move a mail from state to state. Each method is one transaction.

Two outboxes with the same moves: an organization's (inside its scope) and the directory's account
mails (outside every scope). A run holds its mails by a name of its own (``leased_by``); whoever lost
the lease changes nothing any more.
"""

from contextlib import contextmanager
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower

from core.due import work_is_due_at
from core.tenancy import organization_scope
from mailing.choices import REFUSED_KIND, MailState
from mailing.models import AccountMail, OutgoingMail, SuppressedAddress
from mailing.rules import PATIENCE, is_given_up, is_hard_bounce, pause_before_retry

STEP = """
UPDATE {table} SET
    state = CASE WHEN id = %(previous)s THEN 'accepted' ELSE 'sending' END,
    accepted_at = CASE WHEN id = %(previous)s THEN %(now)s ELSE accepted_at END,
    attempts = attempts + CASE WHEN id = %(previous)s THEN 0 ELSE 1 END,
    last_error = '', lease_expires_at = %(expires)s, updated_at = %(now)s
WHERE {tenant} leased_by = %(run)s
  AND (id = %(previous)s AND state IN ('sending', 'unknown') OR id = %(next)s AND state = 'leased')
RETURNING id
"""


class Outbox:
    """The mails of one owner, seen by one run. ``bell`` is the task that delivers them."""

    model = None
    organization_id = None
    bell = ""
    bell_arguments = {}
    step_statement = ""
    parameters = {}

    def __init__(self):
        self.run = uuid4().hex

    @contextmanager
    def transaction(self):
        """One short transaction in which this outbox's rows can be reached."""
        raise NotImplementedError

    def waiting(self, now):
        """Mails that are due at ``now``; a due time days ahead was written by a clock since moved back."""
        due = Q(next_attempt_at__lte=now) | Q(next_attempt_at__gt=now + PATIENCE)
        return self.model.objects.filter(due, state=MailState.QUEUED)

    def lease(self, now, limit):
        """Take up to ``limit`` waiting mails, oldest first, past those that another run is taking."""
        with self.transaction():
            rows = (
                self.waiting(now)
                .order_by("next_attempt_at", "id")
                .select_for_update(skip_locked=True, of=("self",))
            )
            mails = list(self.prepared(rows)[:limit])
            self._update(
                self.model.objects.filter(pk__in=[mail.pk for mail in mails]),
                now,
                state=MailState.LEASED,
                leased_by=self.run,
                lease_expires_at=now + settings.MAIL_LEASE,
            )
            return self.without_suppressed(mails, now)

    def prepared(self, rows):
        """The rows with what delivery needs to know beside them."""
        return rows

    def without_suppressed(self, mails, now):
        """The mails that may go; those to blocked addresses end here."""
        return mails

    def step(self, previous, following, now):
        """Mark ``previous`` accepted and ``following`` as being sent, in one statement; both may be None.

        Committed before the first byte of ``following`` leaves. False when this run has lost
        ``following`` (its lease ended and somebody else may hold it): it must not be sent.
        """
        values = {
            "previous": previous and previous.pk,
            "next": following and following.pk,
            "now": now,
            "run": self.run,
            "expires": now + settings.MAIL_LEASE,
        }
        with self.transaction(), connection.cursor() as cursor:
            cursor.execute(self.step_statement, values | self.parameters)
            return following is not None and (following.pk,) in cursor.fetchall()

    def refuse(self, mail, words, now):
        """The server said no for good: never tried again."""
        self._settle(mail, now, state=MailState.FAILED, last_error=words[:500])

    def postpone(self, mail, words, now, chance):
        """The server said not now: try again after a pause, give up after three days."""
        if is_given_up(mail.created_at, now):
            self.refuse(mail, words, now)
            return
        pause = pause_before_retry(mail.attempts + 1, chance)
        self._settle(
            mail, now, state=MailState.QUEUED, leased_by="", last_error=words[:500], next_attempt_at=now + pause
        )

    def doubt(self, mail, words, now):
        """Sent in full, never answered: ask, and wait before anything else."""
        self._settle(
            mail,
            now,
            state=MailState.UNKNOWN,
            last_error=words[:500],
            next_attempt_at=now + settings.MAIL_UNKNOWN_WAIT,
        )

    def release(self, mails, now):
        """Give back mails that this run took and did not get to."""
        with self.transaction():
            held = self.model.objects.filter(pk__in=[mail.pk for mail in mails], leased_by=self.run)
            self._update(held.filter(state=MailState.LEASED), now, state=MailState.QUEUED, leased_by="")

    def server_away(self, mails, words, now, chance):
        """Nothing can be sent now: every waiting mail of this outbox waits, the taken ones counted as tried.

        The whole outbox waits and not this batch alone, or each batch would hang on the same server.
        """
        pause = pause_before_retry(max((mail.attempts for mail in mails), default=0) + 1, chance)
        ids = [mail.pk for mail in mails]
        with self.transaction():
            held = self.model.objects.filter(pk__in=ids, leased_by=self.run, state=MailState.LEASED)
            old = [mail.pk for mail in mails if is_given_up(mail.created_at, now)]
            self._update(held.filter(pk__in=old), now, state=MailState.FAILED, last_error=words[:500])
            self._update(held, now, state=MailState.QUEUED, leased_by="", attempts=F("attempts") + 1)
            self._update(self.waiting(now), now, next_attempt_at=now + pause, last_error=words[:500])

    def _settle(self, mail, now, **values):
        with self.transaction():
            own = self.model.objects.filter(pk=mail.pk, leased_by=self.run, state=MailState.SENDING)
            self._update(own, now, **values)

    def _update(self, rows, now, **values):
        return rows.update(updated_at=now, **values)


class OrganizationOutbox(Outbox):
    """The project mail of one organization."""

    model = OutgoingMail
    bell = "mailing.deliver"
    step_statement = STEP.format(
        table=OutgoingMail._meta.db_table, tenant="organization_id = %(organization)s AND"
    )

    def __init__(self, organization_id):
        super().__init__()
        self.organization_id = organization_id
        self.bell_arguments = {"organization_id": str(organization_id)}
        self.parameters = {"organization": str(organization_id)}

    def transaction(self):
        return organization_scope(self.organization_id)

    def prepared(self, rows):
        return rows.select_related("organization")

    def refuse(self, mail, words, now):
        """No for good; an address that does not exist is never written to again."""
        if is_hard_bounce(words):
            with self.transaction():
                blocked = SuppressedAddress(email=mail.to_email, reason=words[:200])
                SuppressedAddress.objects.bulk_create([blocked], ignore_conflicts=True)
        super().refuse(mail, words, now)
        work_is_due_at(self.organization_id, REFUSED_KIND, now)

    def without_suppressed(self, mails, now):
        addresses = {mail.to_email.lower() for mail in mails}
        known = SuppressedAddress.objects.annotate(address=Lower("email")).filter(address__in=addresses)
        blocked = set(known.values_list("address", flat=True))
        stopped = [mail.pk for mail in mails if mail.to_email.lower() in blocked]
        if stopped:
            self._update(self.model.objects.filter(pk__in=stopped), now, state=MailState.SUPPRESSED, leased_by="")
        return [mail for mail in mails if mail.pk not in stopped]


class AccountOutbox(Outbox):
    """Account mails: the directory's, of no organization."""

    model = AccountMail
    bell = "mailing.deliver_account_mail"
    step_statement = STEP.format(table=AccountMail._meta.db_table, tenant="")

    def transaction(self):
        return transaction.atomic()
