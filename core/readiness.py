"""Is the product able to work? Read by ``/readyz``, ``scripts/run --check`` and monitoring."""

import datetime as dt

from celery import current_app
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from core.models import Pulse

FRESH = dt.timedelta(seconds=60)
RING_AGAIN = dt.timedelta(seconds=15)


def readiness():
    """``(http_status, body)``: 503 only for database or migrations, else 200 with ok or degraded.

    The worker is judged by a pulse that went through the queue, whoever rang (this look rings too
    when the last one is old); the scheduler by the pulse that only it sends.
    """
    parts = {"database": _database(), "migrations": "unknown", "redis": _redis()}
    if parts["database"] == "ok":
        parts["migrations"] = _migrations()
        parts |= _pulses()
    else:
        parts |= {"worker": "unknown", "beat": "unknown"}
    broken = parts["database"] != "ok" or parts["migrations"] != "ok"
    status = "unavailable" if broken else "ok" if set(parts.values()) == {"ok"} else "degraded"
    return (503 if broken else 200), {"status": status, "parts": parts}


def _database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return "ok"
    except DatabaseError:
        return "unreachable"


def _migrations():
    try:
        executor = MigrationExecutor(connection)
        return "pending" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else "ok"
    except DatabaseError:
        return "unknown"


def _redis():
    try:
        cache.set("readyz", 1, 5)
        return "ok"
    except Exception:  # noqa: BLE001  any client error means the same to the reader
        return "unreachable"


def _pulses():
    now = timezone.now()
    seen = dict(Pulse.objects.values_list("source", "at"))
    latest = max(seen.values(), default=None)
    if latest is None or now - latest > RING_AGAIN:
        ring_pulse("web")
    beat = seen.get("beat")
    return {
        "worker": "ok" if latest and now - latest <= FRESH else "silent",
        "beat": "ok" if beat and now - beat <= FRESH else "silent",
    }


def ring_pulse(source):
    """Send a pulse through the queue; a broker that is away is not an error here."""
    try:
        current_app.tasks["core.pulse"].apply_async(kwargs={"source": source}, retry=False, expires=60)
    except Exception:  # noqa: BLE001  the answer will say "silent"
        return
