"""The bells of outgoing webhooks; what is owed stands in rows."""

from celery import shared_task

from core import clock
from core.due import organizations_due
from core.jobs import OrganizationTask, enqueue
from integrations.outgoing.actions import DUE_KIND, LOOK_EVERY
from integrations.outgoing.sending import tell


@shared_task(name="integrations.tell", base=OrganizationTask, scoped=False, ignore_result=True)
def tell_subscribers(*, organization_id):
    """Tell the organization's subscribers, a bounded batch; ring again when there is more."""
    if tell(organization_id):
        enqueue("integrations.tell", organization_id=str(organization_id))


@shared_task(name="integrations.sweep", ignore_result=True)
def sweep():
    """Ring for every organization whose subscribers may be owed something."""
    for organization_id in organizations_due(DUE_KIND, clock.now(), horizon=LOOK_EVERY):
        enqueue("integrations.tell", organization_id=str(organization_id))
