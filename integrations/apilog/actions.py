"""WRITE: from the waiting list into the log. No audit row: the log is a trace of use, like the access log."""

import datetime as dt

from django.db import transaction

from accounts.models import ApiKey
from core.tenancy import current_organization_id
from integrations.apilog import waiting
from integrations.apilog.models import ApiRequest

KEPT = dt.timedelta(days=90)
BATCH = 500


def keep_waiting(*, now):
    """Write what waits for the organization in force, a bounded batch; True when more waits.

    Repeating is harmless: an entry carries its id. What cannot be written waits again.
    """
    organization_id = current_organization_id()
    entries = waiting.take(organization_id, BATCH)
    try:
        with transaction.atomic():
            ApiRequest.objects.filter(at__lt=now - KEPT).delete()
            known = {str(pk) for pk in ApiKey.objects.values_list("pk", flat=True)}
            ApiRequest.objects.bulk_create([_row(entry, known) for entry in entries], ignore_conflicts=True)
    except Exception:
        waiting.put_back(organization_id, entries)
        raise
    return len(entries) == BATCH


def _row(entry, known):
    key = entry["key_id"] if entry["key_id"] in known else None
    return ApiRequest(**entry | {"key_id": key, "at": dt.datetime.fromisoformat(entry["at"])})
