"""Imports that nobody touched for a while: their files and what taking back needs go, the line in the list stays."""

import datetime as dt

from django.db import transaction

from core.files import drop
from imports.choices import WORKING, ImportState
from imports.models import ImportJob

KEPT = dt.timedelta(days=30)
AT_ONCE = 5000


@transaction.atomic
def forget_some(*, now) -> bool:
    """Forget a part of one such import of the organization in force; True when there is none left.

    Rows that name people and their tickets are not kept longer than anybody needs them to look or to take back.
    """
    old = ImportJob.objects.filter(updated_at__lt=now - KEPT).exclude(file=None).exclude(state__in=WORKING)
    job = (
        old.select_for_update(of=("self",), skip_locked=True).select_related("file").order_by("updated_at").first()
    )
    if job is None:
        return True
    for rows in (job.things, job.faults):
        some = list(rows.values_list("pk", flat=True)[:AT_ONCE])
        if some:
            rows.filter(pk__in=some).delete()
            return False
    stored, job.file, job.sorting = job.file, None, {}
    if job.is_waiting:
        job.state, job.finished_at = ImportState.CANCELLED, now
    job.save(update_fields=["file", "sorting", "state", "finished_at"])
    drop(stored)
    return False
