"""Playing a story: its acts in the order of time, each under a clock that stands at its moment.

Everything happens in one transaction per organization. No mail of the past leaves: before the transaction
ends, the outbox says that the mail server accepted them then.
"""

import datetime as dt
from contextlib import contextmanager

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string

from core import clock
from core.due import reschedule_work
from core.tenancy import organization_scope
from dashboard.demo import deals, weeks
from dashboard.demo.desk import furnish_desks
from dashboard.demo.script import Play
from dashboard.demo.stage import found, set_stage
from dashboard.demo.timesheet import Timesheet
from mailing.choices import MailState
from mailing.models import OutgoingMail
from notices.models import Notice
from projects.actions import next_daily_run, refresh_all

BEFORE = dt.timedelta(days=150)
BOUNCE = "550 5.1.1 The email account that you tried to reach does not exist."


@transaction.atomic
def play(company, *, say=print):
    """Found the organization of the story and play it up to now. False when its slug is taken."""
    now = clock.now()
    with clock_at(now - BEFORE):
        organization = found(company, clock.now())
    if organization is None:
        return False
    with organization_scope(organization.pk):
        with clock_at(now - BEFORE):
            stage = set_stage(company, organization, now)
        count = _perform(stage)
        for scene in settings.DEMO_SCENES:
            import_string(scene)(organization, now)
        furnish_desks(stage)
        refresh_all(organization, now)
        reschedule_work(organization.pk, "daily", next_daily_run(organization, now))
        _settle_mail(company)
        _read_the_past(now)
    say(f"{company.name}: {len(company.jobs)} projects, {count} acts.")
    return True


@contextmanager
def clock_at(instant):
    """Let every part of the product believe that it is ``instant`` (UTC). This process only."""
    before = settings.CLOCK_OFFSET
    settings.CLOCK_OFFSET = instant - timezone.now()
    try:
        yield
    finally:
        settings.CLOCK_OFFSET = before


def _perform(stage):
    sheet, company = Timesheet(), stage.company
    plays = [Play(stage, job, number, sheet) for number, job in enumerate(company.jobs, 1)]
    acts = [act for play_ in plays for act in play_.acts()]
    for number, lead in enumerate(company.leads, len(plays) + 1):
        acts += deals.acts_of(stage, lead, number)
    acts += weeks.acts_of(stage, plays)
    due = [act for act in acts if act[0] <= stage.now]
    for instant, do in sorted(due, key=lambda act: act[0]):
        with clock_at(instant):
            do(instant)
    return len(due)


def _read_the_past(now):
    """Everybody has read what they were told of before the last three days."""
    old = Notice.objects.filter(created_at__lt=now - dt.timedelta(days=3))
    old.update(read_at=F("created_at") + dt.timedelta(hours=1))


def _settle_mail(company):
    """The mails of the past were accepted when they were queued, but for one that came back."""
    OutgoingMail.objects.filter(state=MailState.QUEUED).update(
        state=MailState.ACCEPTED,
        attempts=1,
        accepted_at=F("created_at") + dt.timedelta(seconds=4),
        updated_at=F("created_at") + dt.timedelta(seconds=4),
    )
    latest = (
        OutgoingMail.objects.filter(to_name=company.bounced, audience="customer").order_by("-created_at").first()
    )
    if company.bounced and latest is not None:
        latest.state, latest.last_error, latest.accepted_at = MailState.BOUNCED, BOUNCE, None
        latest.save(update_fields=["state", "last_error", "accepted_at"])
