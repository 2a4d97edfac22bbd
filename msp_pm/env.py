"""Reading the environment: URLs, switches and the development clock. Knows no Django."""

import datetime as dt
import os
import re
from urllib.parse import parse_qs, unquote, urlsplit

TRUE = {"1", "true", "yes", "on"}
DURATION = re.compile(
    r"^(?P<sign>[+-])?P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?$"
)


def text(name, default=""):
    """The variable's value; an empty one counts as not set."""
    return os.environ.get(name) or default


def flag(name, default=False):
    """A switch: 1, true, yes, on (any case)."""
    value = os.environ.get(name, "").strip().lower()
    return value in TRUE if value else default


def number(name, default):
    """A whole number of at least 1. Raises ValueError for anything else."""
    value = text(name, str(default))
    if not value.isdecimal() or int(value) < 1:
        raise ValueError(f"{name} is {value!r}; it needs a whole number of at least 1.")
    return int(value)


def names(name, default=()):
    """A comma-separated list."""
    return [part.strip() for part in text(name).split(",") if part.strip()] or list(default)


def database(url, **extra):
    """A DATABASES entry from ``postgresql://user:password@host:port/name?option=value``."""
    parts = urlsplit(url)
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "core.db",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        **extra,
    }


def email(url):
    """``EMAIL_*`` settings from ``smtp://``, ``smtps://`` (TLS at once) or ``smtp+tls://`` (STARTTLS)."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps", "smtp+tls"}:
        raise ValueError(f"EMAIL_URL must start with smtp://, smtps:// or smtp+tls://, not {parts.scheme}://")
    defaults = {"smtp": 25, "smtps": 465, "smtp+tls": 587}
    return {
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or defaults[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
    }


def clock_offset(value, now):
    """CLOCK_OFFSET as a timedelta: an ISO 8601 duration (``P3DT2H``, ``-PT30M``) or an instant.

    An instant counts from ``now`` (aware), the moment the process started. Raises ValueError.
    """
    if not value:
        return dt.timedelta()
    match = DURATION.match(value)
    if match and any(match[part] for part in ("weeks", "days", "hours", "minutes", "seconds")):
        parts = {key: int(number) for key, number in match.groupdict().items() if number and key != "sign"}
        offset = dt.timedelta(**parts)
        return -offset if match["sign"] == "-" else offset
    instant = dt.datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError("CLOCK_OFFSET as an instant needs an offset, for example 2026-11-27T15:00:00+01:00")
    return instant - now
