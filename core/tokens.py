"""Secrets in links and keys: made here, stored only as a digest, derived again when a mail needs them."""

import base64
import hashlib
import hmac
import secrets

from django.conf import settings


def new_token(nbytes: int = 32) -> str:
    """A random URL-safe token of ``nbytes`` bytes (at least 16: 128 bits)."""
    return secrets.token_urlsafe(nbytes)


def derive_token(purpose: str, identifier) -> str:
    """The URL-safe token (256 bits) of a link row, the same each time.

    HMAC-SHA256 over purpose and row id under SECRET_KEY: a mail written weeks later carries the
    same link, although the database holds nothing but the digest. Without the key the database
    gives no link away. Revoking is done on the row; a new row gives a new token.
    """
    message = f"{purpose}:{identifier}".encode()
    raw = hmac.new(f"link-token:{settings.SECRET_KEY}".encode(), message, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def digest(token: str) -> str:
    """What is stored of a token: the SHA-256 as 64 hex digits."""
    return hashlib.sha256(token.encode()).hexdigest()
