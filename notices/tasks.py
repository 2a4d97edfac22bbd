"""The morning's digests: beat rings every minute, the due list says whose morning it is."""

import datetime as dt
import logging

from celery import shared_task

from core import clock
from core.due import organizations_due
from core.tenancy import organization_scope
from notices.actions import DIGEST_KIND, send_digests

logger = logging.getLogger(__name__)
HORIZON = dt.timedelta(days=2)


@shared_task(name="notices.digest", ignore_result=True)
def digest():
    """Send the digests that are due. One organization's error stops no other."""
    now = clock.now()
    for organization_id in organizations_due(DIGEST_KIND, now, horizon=HORIZON):
        try:
            with organization_scope(organization_id):
                send_digests(now=now)
        except Exception:
            logger.exception("digests of %s were not sent, next minute again", organization_id)
