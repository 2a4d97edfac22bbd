"""Tasks: only the project's lead tech (or an owner) changes plan and estimates; remaining hours also who does the work."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.choices import Level
from audit.actions import record
from core.conflicts import settle
from core.errors import DomainError
from projects import permissions, told
from projects.actions.guards import refuse, require, require_open, require_text
from projects.actions.health import lock, refresh_health
from projects.actions.lifecycle import follow_tasks, ring_updates
from projects.changes import applied
from projects.models import Task, TimeEntry

FIELDS = (
    "phase",
    "title",
    "estimate",
    "skill_level",
    "assignee",
    "planned_start",
    "planned_end",
    "disruptive",
    "visible_to_customer",
    "delivers",
    "position",
)
MOST_HOURS = Decimal("99999999.99")


@transaction.atomic
def add_task(*, project, title, by, now, **fields):
    """Add a task at the end of the plan (or at ``position``). ``fields`` are those of FIELDS. Returns the Task."""
    prepare(project, by)
    position = Task.objects.filter(project=project).aggregate(last=Max("position"))["last"] or 0
    task = Task(project=project, position=position + 1, created_at=now)
    applied(task, {"title": title, **fields}, FIELDS)
    check(task)
    note_estimate_reached(task, now)
    task.updated_at = now
    task.save()
    _finish(
        project, task, by, now, "task.added", {"title": [None, task.title], "estimate": [None, str(task.estimate)]}
    )
    told.task_assigned(task, by=by, now=now)
    return task


@transaction.atomic
def update_task(*, task, by, now, seen=None, **changes):
    """Set fields of FIELDS. Nothing is written when nothing differs. Returns the Task.

    ``seen`` (core.conflicts) is what the caller had read; raises Conflict where somebody else changed the same.
    """
    prepare_task(task, by)
    changed = applied(task, settle(task, seen, changes), FIELDS)
    if not changed:
        return task
    check(task)
    note_estimate_reached(task, now)
    _save(task, now)
    _finish(task.project, task, by, now, "task.updated", changed)
    if "assignee" in changed:
        told.task_assigned(task, by=by, now=now)
    return task


@transaction.atomic
def set_remaining(*, task, hours, by, now):
    """The tech's own number of hours still to come; None goes back to what follows from the estimate.

    For whoever the task is assigned to, too. The same number again confirms it: it counts from now.
    """
    project = lock(task.project)
    require_open(project)
    _read_again(task, project)
    require(
        permissions.can_set_remaining(by, task), _("Only who does the work or the lead tech says what is left.")
    )
    if task.done_at is not None:
        raise DomainError("task_done", _("A task that is done has no hours left. Reopen it first."))
    if hours is not None and not 0 <= hours <= MOST_HOURS:
        refuse("/remaining", "out_of_range", _("Remaining hours are zero or more."))
    before, task.remaining = task.remaining, hours
    task.remaining_at = None if hours is None else now
    if hours is not None:
        task.project.remaining_revised_at = now
    _save(task, now)
    task.project.save(update_fields=["remaining_revised_at"])
    changes = {"remaining": [_said(before), _said(hours)]}
    _finish(task.project, task, by, now, "task.remaining_set", changes)
    return task


@transaction.atomic
def complete_task(*, task, by, now):
    """The task is done; with the last one the project is delivered."""
    ring_updates(task.project, now)
    prepare_task(task, by)
    if task.done_at is None:
        task.done_at = now
        _save(task, now)
        _finish(task.project, task, by, now, "task.completed", {"done": [False, True]}, one_less_open=True)
    return task


@transaction.atomic
def reopen_task(*, task, by, now):
    """Take the task up again; a delivered project is at work again."""
    prepare_task(task, by)
    if task.done_at is not None:
        task.done_at = task.reached_estimate_at = None
        note_estimate_reached(task, now)
        _save(task, now)
        _finish(task.project, task, by, now, "task.reopened", {"done": [True, False]})
    return task


@transaction.atomic
def delete_task(*, task, by, now):
    """Take a task out of the plan. Raises DomainError ``task_has_time`` when hours were logged on it."""
    project = task.project
    ring_updates(project, now)
    prepare(project, by)
    if TimeEntry.objects.filter(task=task).exists():
        raise DomainError("task_has_time", _("Hours were logged on this task. Complete it instead."))
    identifier, was_open = task.pk, task.done_at is None
    task.delete()
    task.pk = identifier
    changes = {"title": [task.title, None], "estimate": [str(task.estimate), None]}
    _finish(project, task, by, now, "task.deleted", changes, one_less_open=was_open)


def note_actual(task, actual, now):
    """Store the sum of the task's time entries and since when it has reached the estimate."""
    task.actual = actual
    note_estimate_reached(task, now)
    _save(task, now)


def prepare(project, by):
    """Lock the project and see whether ``by`` may change its plan now."""
    lock(project)
    require_open(project)
    require(permissions.can_change_plan(by, project), _("Only the project's lead tech changes the plan."))


def prepare_task(task, by):
    """Lock and check the project, then read the task afresh."""
    project = task.project
    prepare(project, by)
    _read_again(task, project)


def _read_again(task, project):
    task.refresh_from_db(from_queryset=Task.objects.select_related("assignee__user"))
    task.project = project


def check(task):
    """Raise InvalidInput for the first field of a task that makes no sense."""
    task.title = require_text(task.title, "/title", _("The task needs a title."))[:200]
    task.phase, task.delivers = task.phase.strip()[:120], task.delivers.strip()[:300]
    if not 0 <= task.estimate <= MOST_HOURS:
        refuse("/estimate", "out_of_range", _("An estimate is zero or more hours."))
    if task.skill_level and task.skill_level not in Level.values:
        refuse("/skill_level", "unknown", _("The level is L1, L2 or L3."))
    if task.planned_start and task.planned_end and task.planned_end < task.planned_start:
        refuse("/planned_end", "before_start", _("The planned end lies before the planned start."))


def note_estimate_reached(task, now):
    """An open task may be unconfirmed only from the moment its hours have reached the estimate."""
    if task.actual < task.estimate:
        task.reached_estimate_at = None
    elif task.reached_estimate_at is None:
        task.reached_estimate_at = now


def _save(task, now):
    task.updated_at = now
    task.save()


def _finish(project, task, by, now, verb, changes, *, one_less_open=False):
    follow_tasks(project, one_less_open=one_less_open, by=by, now=now)
    refresh_health(project, now=now)
    record(
        by=by,
        verb=verb,
        obj=task,
        project=project,
        customer=project.customer_id,
        at=now,
        changes=changes,
        label=task.title,
    )


def _said(hours):
    return None if hours is None else str(hours)
