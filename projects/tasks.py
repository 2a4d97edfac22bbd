"""The daily look at every project: days pass without anybody acting, and verdicts follow them."""

import datetime as dt
import logging

from celery import shared_task
from django.utils import timezone

from accounts.directory import organization_by_id
from core import clock
from core.due import organizations_due, reschedule_work
from core.files import sweep_strays
from core.jobs import OrganizationTask
from core.tenancy import organization_scope
from files.actions import purge_removed
from mailing.choices import REFUSED_KIND
from projects.actions import next_daily_run, refresh_batch
from projects.actions.out_of_scope_due import look_at_extras
from projects.actions.out_of_scope_facts import KIND as OUT_OF_SCOPE_KIND
from projects.bounces import tell_refused
from projects.told import dates_moved, duties_due

logger = logging.getLogger(__name__)
KIND = "daily"
HORIZON = dt.timedelta(days=2)
STRAYS_AFTER = dt.timedelta(days=1)  # no transaction lasts that long


@shared_task(name="projects.daily", ignore_result=True)
def daily():
    """Refresh the projects of every organization that is due. One organization's error stops no other."""
    now = clock.now()
    for organization_id in organizations_due(KIND, now, horizon=HORIZON):
        try:
            refresh_organization(organization_id, now)
        except Exception:
            logger.exception("projects of %s were not refreshed, next minute again", organization_id)


@shared_task(name="projects.out_of_scope", ignore_result=True)
def out_of_scope():
    """Reminders, ends of offers and emergencies nobody told of. One organization's error stops no other."""
    now = clock.now()
    for organization_id in organizations_due(OUT_OF_SCOPE_KIND, now):
        try:
            with organization_scope(organization_id):
                look_at_extras(organization_by_id(organization_id), now=now)
        except Exception:
            logger.exception("out-of-scope work of %s was not looked at, next minute again", organization_id)


@shared_task(name="projects.tell_refused", ignore_result=True)
def refused():
    """Tell of mails that were refused. One organization's error stops no other."""
    now = clock.now()
    for organization_id in organizations_due(REFUSED_KIND, now, horizon=HORIZON):
        try:
            with organization_scope(organization_id):
                tell_refused(now=now)
        except Exception:
            logger.exception("managers of %s were not told of refused mail, next minute again", organization_id)


@shared_task(name="projects.judge_anew", base=OrganizationTask, scoped=False, ignore_result=True)
def judge_anew(*, organization_id):
    """A setting changed what verdicts follow from. Lost on the way, the daily look does the same."""
    refresh_organization(organization_id, clock.now())


def refresh_organization(organization_id, now):
    """Refresh batch by batch, each in a transaction of its own, then note when to look again."""
    organization = organization_by_id(organization_id)
    if organization is None:
        return
    last, first = None, True
    while first or last is not None:
        first = False
        with organization_scope(organization_id):
            last = refresh_batch(organization, now=now, after=last)
    with organization_scope(organization_id):
        purge_removed(now=now)
        sweep_strays(written_before=timezone.now() - STRAYS_AFTER)  # the disk's clock is the true one
        duties_due(now.astimezone(organization.zone).date(), now=now)
        dates_moved(now=now)
    reschedule_work(organization_id, KIND, next_daily_run(organization, now))
