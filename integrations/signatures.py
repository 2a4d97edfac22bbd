"""Signing as https://www.standardwebhooks.com/ lays it down. Pure: the time and the secrets come in."""

import base64
import binascii
import hashlib
import hmac

TOLERANCE = 5 * 60  # seconds that the sender's clock, or the way, may take
PREFIX = "whsec_"


def sign(secret: str, event_id: str, timestamp: str, body: bytes) -> str:
    """The signature ``v1,<base64>`` of HMAC-SHA256 over ``id.timestamp.body``; ``secret`` begins with whsec_."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    made = hmac.new(key, f"{event_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(made).decode()}"


def is_genuine(*, secrets, headers, body: bytes, at: float) -> bool:
    """Whether one of ``secrets`` signed the body within TOLERANCE of ``at`` (seconds since 1970).

    ``headers`` maps the three lower-case header names to their texts. Several signatures may stand
    in one header, with spaces between, while the sender changes its secret.
    """
    event_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    given = headers.get("webhook-signature", "").split()
    if not event_id or not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        return False
    if abs(at - int(timestamp)) > TOLERANCE:
        return False
    wanted = [sign(secret, event_id, timestamp, body).encode() for secret in secrets]
    return any(hmac.compare_digest(one.encode(), other) for one in given for other in wanted)


def as_secret(token: str) -> str:
    """A URL-safe token without padding as the secret that senders' libraries read.

    Raises ValueError for a text that is no such token.
    """
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except binascii.Error as error:
        raise ValueError("not a token") from error
    return PREFIX + base64.b64encode(raw).decode()
