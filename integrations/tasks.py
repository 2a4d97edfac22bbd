"""The bells of outgoing webhooks, whose debts stand in rows, and of the log of the API."""

from celery import shared_task

from core import clock
from core.due import organizations_due
from core.jobs import OrganizationTask, enqueue
from core.tenancy import organization_scope
from integrations.apilog import waiting
from integrations.apilog.actions import keep_waiting
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


@shared_task(name="integrations.keep_requests", ignore_result=True)
def keep_requests():
    """Ring for every organization whose requests wait for the log."""
    for organization_id in waiting.organizations():
        enqueue("integrations.keep_requests_of", organization_id=organization_id)


@shared_task(name="integrations.keep_requests_of", base=OrganizationTask, scoped=False, ignore_result=True)
def keep_requests_of(*, organization_id):
    """Write the organization's waiting requests into its log, a batch a transaction."""
    is_more = True
    while is_more:
        with organization_scope(organization_id):
            is_more = keep_waiting(now=clock.now())
