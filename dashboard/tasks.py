"""Work that belongs to no noun: jobs on lists, and linking the audit trail of every organization."""

import datetime as dt
import logging

from celery import current_app, shared_task

from accounts.directory import active_organizations
from audit.sealing import BATCH, seal_trail
from core import clock
from core.due import forget_work, organizations_due, reschedule_work, work_is_due_at
from core.jobs import OrganizationTask
from core.tenancy import organization_scope
from dashboard.actions.jobs import DUE, fail_job, run_step
from dashboard.models import JobState, ListJob

logger = logging.getLogger(__name__)
MOST_BATCHES = 20
STEP = 10  # rows of a job in one transaction
PATIENCE = dt.timedelta(seconds=200)  # in one task; the sweeper's next bell goes on
RETURN = dt.timedelta(minutes=5)


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


@shared_task(name="dashboard.sweep_jobs", ignore_result=True)
def sweep_jobs():
    """Ring for the organizations with jobs on lists: their own bell may have been lost."""
    for organization_id in organizations_due(DUE, clock.now()):
        current_app.tasks["dashboard.run_jobs"].delay(organization_id=str(organization_id))


@shared_task(base=OrganizationTask, name="dashboard.run_jobs", scoped=False, ignore_result=True)
def run_jobs(*, organization_id):
    """Do the organization's waiting jobs, oldest first, a few rows a transaction; two workers take turns."""
    begun = clock.now()
    with organization_scope(organization_id):
        reschedule_work(organization_id, DUE, begun + RETURN)  # should this worker die
        waiting = list(_waiting().order_by("created_at").values_list("pk", flat=True))
    for job_id in waiting:
        _run(job_id, organization_id, begun)
    with organization_scope(organization_id):
        forget_work(organization_id, DUE)  # first: whoever begins a job now waits for this row and lists it again
        if _waiting().exists():
            work_is_due_at(organization_id, DUE, clock.now())


def _run(job_id, organization_id, begun):
    is_over = False
    try:
        while not is_over and clock.now() - begun < PATIENCE:
            with organization_scope(organization_id):
                is_over = run_step(job_id, now=clock.now(), size=STEP)
    except Exception:
        logger.exception("the job %s on a list failed", job_id)
        with organization_scope(organization_id):
            fail_job(job_id, now=clock.now())


def _waiting():
    return ListJob.objects.filter(state__in=(JobState.WAITING, JobState.RUNNING))
