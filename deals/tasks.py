"""What must be looked at again when something outside the deal has changed."""

from celery import shared_task

from accounts.directory import organization_by_id
from core import clock
from core.due import forget_work, organizations_due
from core.jobs import OrganizationTask, enqueue
from deals.actions import recheck_open_deals

KIND = "deals"


@shared_task(name="deals.recheck", base=OrganizationTask, ignore_result=True)
def recheck(*, organization_id):
    """Link salespeople who became members after their deal came in."""
    forget_work(organization_id, KIND)
    organization = organization_by_id(organization_id)
    if organization is not None:
        recheck_open_deals(organization)


@shared_task(name="deals.sweep", ignore_result=True)
def sweep():
    """Ring again for every organization whose bell was lost."""
    for organization_id in organizations_due(KIND, clock.now()):
        enqueue("deals.recheck", organization_id=str(organization_id))
