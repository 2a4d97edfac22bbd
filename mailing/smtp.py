"""One conversation with the mail server, spoken step by step.

``smtplib.sendmail`` cannot tell "cut off before the end of DATA" (certainly not accepted) from "all of
it sent, no answer" (may have been accepted). That difference is what the outbox lives on.
"""

import re
import smtplib
import ssl
from contextlib import suppress
from urllib.parse import urlsplit

from django.conf import settings

from mailing.rules import Answer, Outcome, answer_of_code

LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
BROKEN = (smtplib.SMTPServerDisconnected, OSError, EOFError)


class ServerAway(Exception):
    """The mail server cannot be used now: refused, silent, or it turned our sign-in down."""


class MailServer:
    """A connection to ``EMAIL_HOST``, kept for one batch. Use as a context manager."""

    def __init__(self):
        self._smtp = None

    def __enter__(self):
        """Connect and sign in; raises ServerAway with the reason in words."""
        try:
            self._smtp = self._connect()
            return self
        except (smtplib.SMTPException, OSError, EOFError) as error:
            self.__exit__()
            raise ServerAway(words_of(error)) from error

    def __exit__(self, *exc_info):
        if self._smtp is None:
            return
        with suppress(smtplib.SMTPException, *BROKEN):
            self._smtp.quit()
        self._smtp.close()

    def _connect(self):
        name = urlsplit(settings.SITE_URL).hostname or "localhost"
        own_name = f"[{name}]" if re.fullmatch(r"[\d.]+", name) else name
        kind = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
        extra = {"context": ssl.create_default_context()} if settings.EMAIL_USE_SSL else {}
        smtp = self._smtp = kind(local_hostname=own_name, timeout=settings.EMAIL_TIMEOUT, **extra)
        code, reply = smtp.connect(settings.EMAIL_HOST, settings.EMAIL_PORT)
        if code != 220:
            raise smtplib.SMTPConnectError(code, reply)
        if settings.EMAIL_USE_TLS:
            smtp.starttls(context=ssl.create_default_context())
        if settings.EMAIL_HOST_USER:
            smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        else:
            smtp.ehlo_or_helo_if_needed()
        return smtp

    def hand_over(self, sender, recipient, message):
        """Offer one message (bytes, CRLF lines) for one recipient and return its Outcome.

        Never raises for anything the server or the line does: every end of the conversation is an
        answer of its own.
        """
        try:
            for command in (f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>", "DATA"):
                code, reply = self._smtp.docmd(command)
                if not (code == 354 if command == "DATA" else 200 <= code < 300):
                    return self._refusal(code, reply)
            self._smtp.send(_stuffed(message))
        except UnicodeEncodeError:
            self._reset()
            return Outcome(Answer.REFUSED, "the address has characters that this mail server cannot take")
        except BROKEN as error:
            return Outcome(Answer.LATER, words_of(error), connection_lost=True)
        return self._verdict()

    def _verdict(self):
        try:
            code, reply = self._smtp.getreply()
        except (smtplib.SMTPResponseException, *BROKEN) as error:
            return Outcome(
                Answer.UNKNOWN, f"no answer after the mail was sent: {words_of(error)}", connection_lost=True
            )
        answer = answer_of_code(code)
        return Outcome(
            answer, "" if answer is Answer.ACCEPTED else _words(code, reply), connection_lost=code == 421
        )

    def _refusal(self, code, reply):
        lost = code == 421 or code < 0 or not self._reset()
        answer = answer_of_code(code)
        # A reply that makes no sense here (2xx or 3xx out of turn) is a broken conversation.
        answer = answer if answer is Answer.REFUSED else Answer.LATER
        return Outcome(answer, _words(code, reply), connection_lost=lost)

    def _reset(self):
        try:
            return self._smtp.docmd("RSET")[0] == 250
        except BROKEN:
            return False


def _stuffed(message):
    return LEADING_DOT.sub(b"..", message) + b".\r\n"


def _words(code, reply):
    text = reply.decode(errors="replace") if isinstance(reply, bytes) else str(reply)
    return " ".join(f"{code} {text}".split())[:400]


def words_of(error):
    """What a failed conversation said, in one line."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _words(error.smtp_code, error.smtp_error)
    said = getattr(error, "strerror", None) or str(error)
    return (" ".join(said.split()) or type(error).__name__)[:400]
