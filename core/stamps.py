"""What a page showed and when, as a signed hidden field: proof at the POST that the reader had opened exactly that text.

Nothing is written when the page is opened: GET changes nothing.
"""

import datetime as dt

from django.core import signing

SALT = "seen-text"
LASTS = dt.timedelta(days=14)


def stamp(fingerprint, now):
    """The value of the hidden field for a text with that fingerprint, opened at ``now``."""
    return signing.dumps([fingerprint, now.isoformat(timespec="seconds")], salt=SALT)


def read_stamp(value):
    """``(fingerprint, instant)`` of a stamp; ``("none", None)`` for one that is missing, forged or too old."""
    try:
        fingerprint, at = signing.loads(value or "", salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return "none", None
    return fingerprint, dt.datetime.fromisoformat(at)
