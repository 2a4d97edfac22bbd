"""The minute tick: who is due, and the run of each organization."""

import datetime as dt

from celery import shared_task

from accounts.directory import organization_by_id
from core import clock
from core.due import organizations_due, reschedule_work
from core.jobs import OrganizationTask, enqueue
from updates import actions
from updates.actions.runs import DUE_KIND

# A row further ahead was written by a clock that has since been moved back.
HORIZON = dt.timedelta(days=8)


@shared_task(name="updates.tick", ignore_result=True)
def tick():
    """Ring for every organization whose weekly work is due. The due list, not the message, remembers it."""
    for organization_id in organizations_due(DUE_KIND, clock.now(), horizon=HORIZON):
        enqueue("updates.run_week", organization_id=str(organization_id))


@shared_task(name="updates.run_week", base=OrganizationTask, ignore_result=True)
def run_week(*, organization_id):
    """Run the week of one organization as its clock stands now."""
    organization = organization_by_id(organization_id)
    if organization is None:
        reschedule_work(organization_id, DUE_KIND, clock.now() + HORIZON)
        return
    actions.run_week(organization, now=clock.now())
