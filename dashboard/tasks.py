"""Work that looks at every organization and belongs to no noun: linking the audit trail."""

import logging

from celery import shared_task

from accounts.directory import active_organizations
from audit.sealing import BATCH, seal_trail
from core import clock
from core.tenancy import organization_scope

logger = logging.getLogger(__name__)
MOST_BATCHES = 20


@shared_task(name="dashboard.seal_trails", ignore_result=True)
def seal_trails():
    """Link what has settled in every organization, batch by batch. One organization's error stops no other."""
    for organization in active_organizations():
        try:
            _seal(organization)
        except Exception:
            logger.exception("the trail of %s was not linked, in five minutes again", organization.slug)


def _seal(organization):
    for _batch in range(MOST_BATCHES):
        with organization_scope(organization.pk):
            if seal_trail(organization, now=clock.now()) < BATCH:
                return
