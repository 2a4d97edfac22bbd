"""What the organization's own rows need from time to time."""

import datetime as dt
import logging

from celery import shared_task

from accounts.actions.holidays import KIND, refresh_holidays
from accounts.directory import organization_by_id
from core import clock
from core.due import organizations_due
from core.tenancy import organization_scope

logger = logging.getLogger(__name__)
HORIZON = dt.timedelta(days=60)


@shared_task(name="accounts.refresh_holidays", ignore_result=True)
def sweep_holidays():
    """Read the lists of public holidays again where that is due. One organization's error stops no other."""
    now = clock.now()
    for organization_id in organizations_due(KIND, now, horizon=HORIZON):
        organization = organization_by_id(organization_id)
        if organization is None:
            continue
        try:
            with organization_scope(organization_id):
                refresh_holidays(organization, now=now)
        except Exception:
            logger.exception("holidays of %s were not refreshed, next hour again", organization_id)
