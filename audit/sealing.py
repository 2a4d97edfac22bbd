"""The hash chain over the trail: each entry's digest holds the one before, so that nothing changes unnoticed.

``app`` cannot change or delete an entry at all; the chain shows what somebody with more rights did to the tables.
Who could rewrite the whole chain as well is caught by a digest that was noted elsewhere: ``verify_audit`` prints it.
Entries are linked some minutes after they were written, one organization at a time and in one place, so that
business transactions never wait for each other.
"""

import datetime as dt
import json
from dataclasses import dataclass
from hashlib import sha256

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from audit.models import AuditEvent, AuditLink

# Longer than any transaction of ours may take: an entry that is written later is older than nothing linked.
SETTLED = dt.timedelta(minutes=10)
BATCH = 1000
BEGINNING = "0" * 64
FIELDS = tuple(field.attname for field in AuditEvent._meta.concrete_fields)
LATER = frozenset({"actor_key"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at the whole chain found: ``problems`` in plain sentences, empty when all is as it was written."""

    linked: int
    waiting: int
    digest: str
    problems: tuple[str, ...]


@transaction.atomic
def seal_trail(organization, *, now, limit=BATCH):
    """Link the entries that have settled, oldest first, at most ``limit``; returns how many. One at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"audit/{organization.pk}"])
    last = AuditLink.objects.select_related("event").order_by("-number").first()
    number, digest = (last.number, last.digest) if last else (0, BEGINNING)
    rows = _unlinked().filter(created_at__lt=now - SETTLED)
    if last:  # a day is plenty for what was still in a transaction; ``verify_trail`` looks at everything
        rows = rows.filter(created_at__gte=last.event.created_at - dt.timedelta(days=1))
    rows = list(rows.order_by("created_at", "id")[:limit])
    links = []
    for event in rows:
        number, digest = number + 1, digest_of(digest, event)
        links.append(AuditLink(event=event, number=number, digest=digest))
    AuditLink.objects.bulk_create(links)
    return len(links)


def verify_trail(organization, *, now):
    """Compute the chain again from the entries and compare; reads everything. Returns a Verdict."""
    digest, expected, problems = BEGINNING, 1, []
    links = AuditLink.objects.select_related("event").order_by("number")
    for link in links.iterator(chunk_size=BATCH):
        if link.number != expected:
            problems.append(f"entry {expected} is missing from the chain")
        digest, expected = digest_of(digest, link.event), link.number + 1
        if digest != link.digest:
            problems.append(
                f"entry {link.number} ({link.event.verb} at {link.event.at:%Y-%m-%d %H:%M}) was changed"
            )
            digest = link.digest
    waiting = _unlinked().filter(created_at__gte=now - 2 * SETTLED - dt.timedelta(hours=1)).count()
    behind = _unlinked().count() - waiting
    if behind:
        problems.append(f"{behind} entries stand outside the chain")
    return Verdict(expected - 1, waiting, digest, tuple(problems))


def digest_of(previous, event):
    """SHA-256 over the digest before and every column of the entry, as canonical JSON.

    A column that came later is left out while it is empty: entries from before it keep their digest.
    """
    values = {
        name: _canonical(getattr(event, name)) for name in FIELDS if name not in LATER or getattr(event, name)
    }
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(f"{previous}\n{text}".encode()).hexdigest()


def _canonical(value):
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return value if isinstance(value, dict | str | int | None) else str(value)


def _unlinked():
    return AuditEvent.objects.filter(~Exists(AuditLink.objects.filter(event_id=OuterRef("pk"))))
