"""The bell of imports: every waiting job of an organization, chunk by chunk."""

import datetime as dt
import logging

from celery import current_app, shared_task

from accounts.directory import active_organizations
from core import clock
from core.due import forget_work, organizations_due, reschedule_work, work_is_due_at
from core.jobs import OrganizationTask, enqueue
from core.tenancy import organization_scope
from imports.actions import forget_some
from imports.actions.deciding import DUE
from imports.actions.working import chunks_of, do_chunk, end_pass, fail_import, undo_some
from imports.choices import WORKING, ImportState
from imports.models import ImportJob

logger = logging.getLogger(__name__)
PATIENCE = dt.timedelta(seconds=200)  # in one task; the sweeper's next bell goes on
RETURN = dt.timedelta(minutes=5)


@shared_task(name="imports.sweep", ignore_result=True)
def sweep_imports():
    """Ring for the organizations with imports that wait: their own bell may have been lost."""
    for organization_id in organizations_due(DUE, clock.now()):
        current_app.tasks["imports.run"].delay(organization_id=str(organization_id))


@shared_task(base=OrganizationTask, name="imports.run", scoped=False, ignore_result=True)
def run_imports(*, organization_id):
    """Go on with the organization's imports, oldest first; two workers take turns at the job's row."""
    until = clock.now() + PATIENCE
    with organization_scope(organization_id):
        reschedule_work(organization_id, DUE, clock.now() + RETURN)  # should this worker die
        waiting = list(_waiting().order_by("created_at").values_list("pk", flat=True))
    for job_id in waiting:
        _work(job_id, organization_id, until)
    with organization_scope(organization_id):
        forget_work(organization_id, DUE)  # first: whoever begins a job now waits for this row and lists it again
        if _waiting().exists():
            work_is_due_at(organization_id, DUE, clock.now())
            if clock.now() > until:  # else another worker is at it
                enqueue("imports.run", organization_id=str(organization_id))  # behind other organizations' bells


def steps(job_id, organization_id):
    """Go on with one import, a chunk and a transaction a step; yields after each until this pass is over."""
    with organization_scope(organization_id):
        job = ImportJob.objects.select_related("file").get(pk=job_id)
    if job.state == ImportState.UNDOING:
        yield from _undo(job, organization_id)
        return
    for things in chunks_of(job):
        with organization_scope(organization_id):
            if not do_chunk(job.pk, job.state, things, now=clock.now()):
                return
        yield
    with organization_scope(organization_id):
        end_pass(job.pk, job.state, now=clock.now())


@shared_task(name="imports.forget", ignore_result=True)
def forget_imports():
    """Let go of the files of old imports, in every organization. One organization's error stops no other."""
    for organization in active_organizations():
        try:
            _forget(organization.pk)
        except Exception:
            logger.exception("old imports of %s are still there, in an hour again", organization.slug)


def _forget(organization_id):
    is_over = False
    while not is_over:
        with organization_scope(organization_id):
            is_over = forget_some(now=clock.now())


def _work(job_id, organization_id, until):
    try:
        for _step in steps(job_id, organization_id):
            if clock.now() > until:
                return
    except Exception:
        logger.exception("the import %s failed", job_id)
        with organization_scope(organization_id):
            fail_import(job_id, now=clock.now())


def _undo(job, organization_id):
    is_over = False
    while not is_over:
        with organization_scope(organization_id):
            is_over = undo_some(job.pk, now=clock.now())
        yield


def _waiting():
    return ImportJob.objects.filter(state__in=WORKING)
