"""Sending a batch: lease, one connection, one commit before each mail, and an answer for every one.

A process may die anywhere in here. Before the commit that says "sending" nothing has left; between
that commit and the next one the mail is in doubt and the sweeper asks; after it the mail is done.
"""

import logging
import random
import time
from dataclasses import dataclass

from django.conf import settings

from core import clock
from mailing.mime import mime_bytes
from mailing.rules import Answer
from mailing.smtp import MailServer, ServerAway

logger = logging.getLogger(__name__)

LONGEST_RUN = 120  # seconds; well under the task time limit, so that a slow server ends the batch, not the worker
ACCOUNT_SENDER = "MSP PM"


@dataclass(slots=True)
class Report:
    """What one batch did. ``more``: the batch was full, so there may be further mails due now."""

    leased: int = 0
    accepted: int = 0
    more: bool = False
    away: str = ""


def deliver(outbox):
    """Send what is due in ``outbox``, at most one batch over one connection; returns a Report."""
    mails = outbox.lease(clock.now(), settings.MAIL_BATCH)
    report = Report(leased=len(mails), more=len(mails) == settings.MAIL_BATCH)
    if not mails:
        return report
    try:
        with MailServer() as server:
            _Batch(outbox, server, report).send(mails)
    except ServerAway as away:
        report.away, report.more = str(away), False
        logger.warning("mail server away: %s", away)
        outbox.server_away(mails, str(away), clock.now(), random.random())  # noqa: S311  spreads load, hides nothing
    return report


class _Batch:
    """One walk over leased mails. ``_accepted`` is the mail whose acceptance the next commit records."""

    def __init__(self, outbox, server, report):
        self.outbox, self.server, self.report = outbox, server, report
        self._accepted = None
        self._ends_at = time.monotonic() + LONGEST_RUN

    def send(self, mails):
        for position, mail in enumerate(mails):
            usable = self._send_one(mail)
            if not usable or time.monotonic() > self._ends_at:
                self._record()
                self._leave(mails[position + 1 :], lost=not usable)
                return
        self._record()

    def _send_one(self, mail):
        """Send one mail; False when the connection cannot be used any more."""
        try:
            message = _message(mail)
        except ValueError as error:
            message, reason = None, f"the mail cannot be built: {error}"
        if not self.outbox.step(self._take_accepted(), mail, clock.now()):
            return True  # another run holds it
        if message is None:
            self.outbox.refuse(mail, reason, clock.now())
            return True
        outcome = self.server.hand_over(settings.DEFAULT_FROM_EMAIL, mail.to_email, message)
        self._note(mail, outcome)
        return not outcome.connection_lost

    def _note(self, mail, outcome):
        now = clock.now()
        if outcome.answer is Answer.ACCEPTED:
            self._accepted = mail
            self.report.accepted += 1
        elif outcome.answer is Answer.REFUSED:
            self.outbox.refuse(mail, outcome.words, now)
        elif outcome.answer is Answer.LATER:
            self.outbox.postpone(mail, outcome.words, now, random.random())  # noqa: S311
        else:
            self.outbox.doubt(mail, outcome.words, now)

    def _take_accepted(self):
        accepted, self._accepted = self._accepted, None
        return accepted

    def _record(self):
        if self._accepted:
            self.outbox.step(self._take_accepted(), None, clock.now())

    def _leave(self, rest, *, lost):
        """Give the rest back: to be tried over a new connection at once, unless nothing at all went through."""
        if lost and not self.report.accepted:
            self.outbox.server_away(rest, "the mail server closed the connection", clock.now(), random.random())  # noqa: S311
            self.report.more = False
        else:
            self.outbox.release(rest, clock.now())
            self.report.more = True


def _message(mail):
    organization = getattr(mail, "organization", None)
    return mime_bytes(
        mail,
        sender=settings.DEFAULT_FROM_EMAIL,
        sender_name=mail.from_name or (organization.name if organization else ACCOUNT_SENDER),
        organization_slug=organization.slug if organization else "",
    )
