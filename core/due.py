"""The due list: one row per organization and kind of work that must happen later.

Kinds are plain names (``mail``, ``weekly_update``, ``daily``). A broker message is only a bell;
this list is what a sweeper reads when the bell was lost.
"""

from django.db import connection

from core.models import DueWork


def work_is_due_at(organization_id, kind, due_at):
    """Bring the next look at ``kind`` forward to ``due_at`` (UTC) at the latest. One statement."""
    _upsert(organization_id, kind, due_at, "LEAST(core_duework.due_at, EXCLUDED.due_at)")


def reschedule_work(organization_id, kind, due_at):
    """Set the next look at ``kind`` to ``due_at`` (UTC), later or earlier. One statement."""
    _upsert(organization_id, kind, due_at, "EXCLUDED.due_at")


def forget_work(organization_id, kind):
    """Take ``kind`` off the list. Call it before doing the work, in the same transaction: what comes up meanwhile
    waits for the row and lists it again.
    """
    DueWork.objects.filter(organization_id=organization_id, kind=kind).delete()


def _upsert(organization_id, kind, due_at, value):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_duework (organization_id, kind, due_at) VALUES (%s, %s, %s) "  # noqa: S608  see callers
            f"ON CONFLICT (organization_id, kind) DO UPDATE SET due_at = {value}",
            [str(organization_id), kind, due_at],
        )


def organizations_due(kind, now, *, horizon=None):
    """Ids of the organizations whose ``kind`` is due at ``now``, oldest first.

    With ``horizon`` (a timedelta) rows further ahead than that count as due as well: they were
    written by a clock that has since been moved back (CLOCK_OFFSET in development).
    """
    due = DueWork.objects.filter(kind=kind, due_at__lte=now)
    if horizon is not None:
        due = due | DueWork.objects.filter(kind=kind, due_at__gt=now + horizon)
    return list(due.order_by("due_at").values_list("organization_id", flat=True))
