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
from core.middleware import named_request, request_id
from core.traces import MAIL_HEADER
from mailing.mime import mime_bytes
from mailing.rules import Answer
from mailing.smtp import MailServer, ServerAway

logger = logging.getLogger(__name__)

CONNECTIONS = 2
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
    """Send what is due in ``outbox``, at most one batch; returns a Report.

    One connection, or a second one when the first breaks: a single mail that makes the server hang up
    must not be taken for a server that is away.
    """
    mails = outbox.lease(clock.now(), settings.MAIL_BATCH)
    report = Report(leased=len(mails), more=len(mails) == settings.MAIL_BATCH)
    batch = _Batch(outbox, mails, report)
    try:
        for _ in range(CONNECTIONS):
            if batch.rest:
                with MailServer() as server:
                    batch.send_over(server)
    except ServerAway as away:
        report.away = str(away)
    _leave(outbox, batch, report)
    return report


def _leave(outbox, batch, report):
    """Give back what was not reached: for at once when something went through, else for later."""
    if not batch.rest:
        return
    report.more = bool(report.accepted) and not report.away
    if report.more:
        outbox.release(batch.rest, clock.now())
        return
    words = report.away or "the mail server closes the connection"
    logger.warning("mail server away: %s", words)
    outbox.server_away(batch.rest, words, clock.now(), random.random())  # noqa: S311  spreads load, hides nothing


class _Batch:
    """One walk over leased mails: ``rest`` is what has not been begun.

    ``_accepted`` is the mail whose acceptance the next commit records.
    """

    def __init__(self, outbox, mails, report):
        self.outbox, self.report = outbox, report
        self.rest = list(mails)
        self._accepted = None
        self._ends_at = time.monotonic() + LONGEST_RUN

    def send_over(self, server):
        """Send as many of ``rest`` as the connection and the time allow; every acceptance is recorded."""
        usable = True
        while self.rest and usable and time.monotonic() < self._ends_at:
            usable = self._send_one(server, self.rest.pop(0))
        if self._accepted:
            self.outbox.step(self._take_accepted(), None, clock.now())

    def _send_one(self, server, mail):
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
        outcome = server.hand_over(settings.DEFAULT_FROM_EMAIL, mail.to_email, message)
        self._note(mail, outcome)
        return not outcome.connection_lost

    def _note(self, mail, outcome):
        now = clock.now()
        with named_request(mail.headers.get(MAIL_HEADER) or request_id.get()):
            logger.info(
                "mail %s: %s", mail.pk, outcome.answer.value, extra={"mail": str(mail.pk), "kind": mail.kind}
            )
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


def _message(mail):
    organization = getattr(mail, "organization", None)
    return mime_bytes(
        mail,
        sender=settings.DEFAULT_FROM_EMAIL,
        sender_name=mail.from_name or (organization.name if organization else ACCOUNT_SENDER),
        organization_slug=organization.slug if organization else "",
    )
