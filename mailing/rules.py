"""Pure rules of delivery: identity, patience, and what a mail server's answer means."""

import datetime as dt
import re
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

FIRST_PAUSE = dt.timedelta(seconds=30)
LONGEST_PAUSE = dt.timedelta(hours=1)
PATIENCE = dt.timedelta(days=3)
JITTER = 0.25


def message_id(identifier, site_url):
    """The Message-ID of a row: the same for every retry, ``<id@host>``."""
    return f"<{identifier}@{urlsplit(site_url).hostname or 'localhost'}>"


def pause_before_retry(attempts, chance):
    """How long to wait after ``attempts`` failed attempts (1 or more): 30 s doubling up to an hour.

    ``chance`` in [0, 1) spreads the result by a quarter to either side, so that mails refused
    together do not come back together.
    """
    doublings = min(max(attempts, 1) - 1, 10)
    pause = min(FIRST_PAUSE * 2**doublings, LONGEST_PAUSE)
    return pause * (1 - JITTER + 2 * JITTER * chance)


def is_given_up(queued_at, now):
    """Whether a mail queued at ``queued_at`` has been tried for three days."""
    return now - queued_at >= PATIENCE


class Answer(Enum):
    """What is known about a mail after one attempt."""

    ACCEPTED = "accepted"
    LATER = "later"  # certainly not accepted, may be tried again
    REFUSED = "refused"  # certainly not accepted, and never will be
    UNKNOWN = "unknown"  # all of it was sent, the answer never came


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to one mail, the server's words, and whether its connection can be used again."""

    answer: Answer
    words: str = ""
    connection_lost: bool = False


# RFC 3463: bad mailbox, bad system, bad syntax, mailbox moved, domain without mail.
HARD_BOUNCE = re.compile(r"55\d 5\.1\.(?:1|2|3|6|10)\b")


def is_hard_bounce(words):
    """Whether the server's words say that nobody reads this address, whatever one sends."""
    return bool(HARD_BOUNCE.match(words))


def answer_of_code(code):
    """The meaning of an SMTP reply code: 2xx accepted, 5xx refused, everything else later."""
    if 200 <= code < 300:
        return Answer.ACCEPTED
    return Answer.REFUSED if 500 <= code < 600 else Answer.LATER
