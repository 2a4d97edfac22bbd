"""Where requests wait for the log: one list per organization in Redis, so that no request waits for the database.

Redis is expendable and so is this: while it is away nothing is kept here (the access log has its line), and a list
holds the newest MOST only.
"""

import json
import logging
import time
from functools import cache

import redis
from django.conf import settings

logger = logging.getLogger(__name__)
PREFIX = "msp:api-log"
MOST = 5000
PATIENCE = 0.25  # seconds for an answer
REST = 5  # seconds in which an absent Redis is not asked again
_absent_until = 0.0


def put(organization_id, entry):
    """Let ``entry`` (JSON-ready) wait for the log. Never raises, takes one round trip."""
    global _absent_until  # noqa: PLW0603  one note per process that Redis is away
    if time.monotonic() < _absent_until:
        return
    name = _name(organization_id)
    try:
        with _redis().pipeline(transaction=False) as pipe:
            pipe.rpush(name, json.dumps(entry))
            pipe.ltrim(name, -MOST, -1)
            pipe.sadd(PREFIX, str(organization_id))
            pipe.execute()
    except redis.RedisError:
        logger.warning("Redis is away: requests are not kept in the log of the API.")
        _absent_until = time.monotonic() + REST


def take(organization_id, most):
    """The oldest entries that wait, at most so many; they wait no more."""
    name = _name(organization_id)
    with _redis().pipeline(transaction=True) as pipe:
        pipe.lrange(name, 0, most - 1)
        pipe.ltrim(name, most, -1)
        rows, _done = pipe.execute()
    return [json.loads(row) for row in rows]


def put_back(organization_id, entries):
    """They could not be kept: let them wait again, before the others."""
    if entries:
        _redis().lpush(_name(organization_id), *(json.dumps(entry) for entry in reversed(entries)))
        _redis().sadd(PREFIX, str(organization_id))


def organizations():
    """Ids (text) of the organizations for whom something waits; they are taken off the list."""
    return [name.decode() for name in _redis().spop(PREFIX, 1000)]


def _name(organization_id):
    return f"{PREFIX}:{organization_id}"


@cache
def _redis():
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
