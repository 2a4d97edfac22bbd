"""The clock of a technician: start it on a task or an out-of-scope item, stop it into time entries, or throw it away."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.errors import DomainError, InvalidInput
from projects.actions.guards import require_open
from projects.actions.time import log_time, require_workable
from projects.models import Timer
from projects.rules.timers import is_forgotten, worked


@transaction.atomic
def start_timer(*, project, by, now, task=None, out_of_scope=None):
    """Start the clock of ``by``. One that runs is stopped and logged first. Returns ``(timer, entries logged)``.

    Raises DomainError for a project that is closed, InvalidInput for what is not worked on, and what ``stop_timer``
    raises.
    """
    require_open(project)
    if task is not None and task.project_id != project.pk:
        raise InvalidInput(_("The task belongs to another project."))
    if out_of_scope is not None:
        require_workable(out_of_scope, project, task)
    entries = stop_timer(by=by, now=now) if Timer.objects.filter(member=by).exists() else []
    try:
        with transaction.atomic():
            timer = Timer.objects.create(
                member=by, project=project, task=task, out_of_scope=out_of_scope, started_at=now, created_at=now
            )
    except IntegrityError as error:
        raise DomainError("timer_runs", _("Another clock of yours was started this very moment.")) from error
    record(by=by, verb="timer.started", obj=timer, project=project, customer=project.customer_id, at=now)
    return timer, entries


@transaction.atomic
def stop_timer(*, by, now, hours=None):
    """Log what the clock of ``by`` shows, a time entry per local day; ``hours`` instead count on the day it began.

    Raises DomainError ``no_timer``; ``timer_forgotten`` after twelve hours while nobody says the hours; and what
    ``log_time`` raises. The clock runs on then.
    """
    timer = _running(by)
    project, zone = timer.project, by.organization.zone
    if hours is None and is_forgotten(timer.started_at, now):
        raise DomainError("timer_forgotten", _("The clock ran for more than 12 hours. Say how long you worked."))
    began = timer.started_at.astimezone(zone).date()
    parts = worked(timer.started_at, now, zone) if hours is None else [(began, hours)]
    who = {"member": by, "by": by, "now": now}
    entries = [
        log_time(project=project, on=on, hours=amount, task=timer.task, out_of_scope=timer.out_of_scope, **who)
        for on, amount in parts
    ]
    timer.delete()
    return entries


@transaction.atomic
def discard_timer(*, by, now):
    """Throw away what the clock shows; nothing is logged. Raises DomainError ``no_timer``."""
    timer = _running(by)
    project = timer.project
    record(by=by, verb="timer.discarded", obj=timer, project=project, customer=project.customer_id, at=now)
    timer.delete()


def _running(by):
    """The clock of ``by``, locked: of two presses the second finds none."""
    rows = Timer.objects.select_for_update(of=("self",)).select_related(
        "project__customer", "task", "out_of_scope"
    )
    timer = rows.filter(member=by).first()
    if timer is None:
        raise DomainError("no_timer", _("No clock is running."))
    timer.project.organization = by.organization
    return timer
