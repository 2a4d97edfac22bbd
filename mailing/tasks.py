"""The bells of delivery: short tasks, a bounded batch each, so that no organization holds a worker."""

import logging

from celery import shared_task

from core import clock
from core.due import organizations_due
from core.jobs import OrganizationTask, enqueue
from mailing.actions import DUE_KIND
from mailing.delivery import deliver as deliver_batch
from mailing.outbox import AccountOutbox, OrganizationOutbox
from mailing.rules import PATIENCE
from mailing.sweeping import expire_leases, lookup_of_relay, note_next_look, ring_when_due, settle_doubts

logger = logging.getLogger(__name__)


@shared_task(name="mailing.deliver", base=OrganizationTask, scoped=False, ignore_result=True)
def deliver(*, organization_id):
    """Send one batch of the organization's mail and ring again when there is more."""
    outbox = OrganizationOutbox(organization_id)
    report = deliver_batch(outbox)
    note_next_look(outbox, clock.now())
    if report.more:
        enqueue("mailing.deliver", organization_id=str(organization_id))


@shared_task(name="mailing.deliver_account_mail", ignore_result=True)
def deliver_account_mail():
    """Send one batch of account mails and ring again when there is more."""
    if deliver_batch(AccountOutbox()).more:
        enqueue("mailing.deliver_account_mail")


@shared_task(name="mailing.sweep", ignore_result=True)
def sweep():
    """Look at every outbox that is due, whether or not anybody rang."""
    lookup = lookup_of_relay()
    for organization_id in organizations_due(DUE_KIND, clock.now(), horizon=PATIENCE):
        _look_at(OrganizationOutbox(organization_id), lookup)
    _look_at(AccountOutbox(), lookup)


def _look_at(outbox, lookup):
    """One outbox; its failure is logged and does not keep the others waiting."""
    try:
        now = clock.now()
        expire_leases(outbox, now)
        settle_doubts(outbox, now, lookup)
        ring_when_due(outbox, now)
    except Exception:
        logger.exception("sweep of one outbox failed")
