"""How often something may happen: one counter per key and window, in Redis, in the database without it.

A counter is a guard, not a record: it may be lost with Redis, never with a transaction, so hit
before one is opened.
"""

import logging
import time
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import redis
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render

from core import clock
from core.tokens import digest

logger = logging.getLogger("msp_pm.limits")
REDIS_PATIENCE = 0.5  # seconds for an answer
REDIS_REST = 5  # seconds in which an absent Redis is not asked again
_absent_until = 0.0


@dataclass(frozen=True, slots=True)
class Limit:
    """Where a key stands after a hit. `reset` is the number of seconds until its window ends (at least 1)."""

    limit: int
    count: int
    reset: int

    @property
    def allowed(self) -> bool:
        return self.count <= self.limit

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.count)

    @property
    def headers(self) -> dict[str, str]:
        """The rate headers of every answer, and `Retry-After` on one that refuses."""
        found = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
        }
        return found if self.allowed else found | {"Retry-After": str(self.reset)}


def allowance(kind: str) -> int:
    """How many a minute `settings.RATE_LIMITS` grants to one of `kind`."""
    return settings.RATE_LIMITS[kind] * settings.RATE_LIMIT_FACTOR


def hit(key: str, *, limit: int, window: int = 60) -> Limit:
    """Count one more of `key` and say whether it is within `limit` per `window` seconds.

    The window is fixed and begins with the first hit. `key` may hold an address or a name: only its
    digest is stored. Falls back to a database row while Redis is away.
    """
    name = digest(key)
    count, left = _in_redis(name, window) or _in_database(name, window)
    return Limit(limit, count, max(1, left))


def too_many(request, limit: Limit) -> HttpResponse:
    """429 as a problem document for the API, as a page for people."""
    if request.path.startswith(("/api/", "/hooks/")):
        body = (
            '{"type": "urn:msp-pm:throttled", "title": "Too many requests", "status": 429, '
            f'"detail": "At most {limit.limit} requests a minute; try again in {limit.reset} s."}}'
        )
        return HttpResponse(body, status=429, content_type="application/problem+json", headers=limit.headers)
    response = render(request, "429.html", status=429)
    for name, value in limit.headers.items():
        response[name] = value
    return response


def _in_redis(name: str, window: int) -> tuple[int, int] | None:
    global _absent_until  # noqa: PLW0603  one note per process that Redis is away
    if time.monotonic() < _absent_until:
        return None
    try:
        with _redis().pipeline() as pipe:
            pipe.set(f"msp:hits:{name}", 0, ex=window, nx=True)
            pipe.incr(f"msp:hits:{name}")
            pipe.ttl(f"msp:hits:{name}")
            _, count, left = pipe.execute()
    except redis.RedisError:
        logger.warning("Redis is away: rate limits are counted in the database.")
        _absent_until = time.monotonic() + REDIS_REST
        return None
    return count, left


@cache
def _redis() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=REDIS_PATIENCE, socket_connect_timeout=REDIS_PATIENCE
    )


def _in_database(name: str, window: int) -> tuple[int, int]:
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_hitcount AS had (key, count, ends_at) VALUES (%s, 1, %s)"
            " ON CONFLICT (key) DO UPDATE SET"
            " count = CASE WHEN had.ends_at <= %s THEN 1 ELSE had.count + 1 END,"
            " ends_at = CASE WHEN had.ends_at <= %s THEN EXCLUDED.ends_at ELSE had.ends_at END"
            " RETURNING count, ends_at",
            [name, now + timedelta(seconds=window), now, now],
        )
        count, ends_at = cursor.fetchone()
    return count, int((ends_at - now).total_seconds() + 0.999)
