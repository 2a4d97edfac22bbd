"""The life of a project: start, hold, resume, deliver, closing, close, cancel, reopen."""

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.actions import record
from core.due import work_is_due_at
from core.errors import DomainError
from projects import permissions
from projects.actions.guards import refuse, require
from projects.actions.health import lock, refresh_health
from projects.actions.out_of_scope_facts import settle_told
from projects.choices import EvidenceEffect, EvidenceKind, ProjectStatus, ResponsibilityKey, ResponsibilityState
from projects.models import Evidence, Responsibility, Task, TimeEntry
from projects.queries.commitments import open_commitments
from projects.queries.weeks import OWED_STATUSES, update_weeks
from projects.rules import lifecycle as rules
from projects.rules.responsibilities import BY_KEY, SAID_AT_THE_END, open_blockers, weekly_updates_fulfilled

Status = ProjectStatus


@transaction.atomic
def start_project(*, project, by, now, reason=""):
    """Work begins by hand, before any hour is logged."""
    return _by_hand(project, Status.ACTIVE, by, now, reason)


@transaction.atomic
def hold_project(*, project, by, now, reason):
    """Put the project on hold; the reason is shown wherever the status is."""
    return _by_hand(project, Status.ON_HOLD, by, now, reason)


@transaction.atomic
def resume_project(*, project, by, now, reason=""):
    """Go on after a hold, or work again after a reopening."""
    wanted = Status.ACTIVE if project.started_on else Status.NOT_STARTED
    return _by_hand(project, wanted, by, now, reason)


@transaction.atomic
def deliver_project(*, project, by, now, reason=""):
    """Say that everything in scope is done. Raises DomainError ``tasks_open`` while a task is open."""
    ring_updates(project, now)
    _prepare(project, by)
    count = Task.objects.filter(project=project, done_at=None).count()
    if count:
        text = ngettext("%(count)s task is still open.", "%(count)s tasks are still open.", count)
        raise DomainError("tasks_open", text % {"count": count}, open_tasks=count)
    return _change(project, Status.DELIVERED, by, now, reason)


@transaction.atomic
def begin_closing(*, project, by, now, reason=""):
    """The close-out with the customer has begun."""
    return _by_hand(project, Status.CLOSING, by, now, reason)


@transaction.atomic
def close_project(*, project, by, now, reason=""):
    """Close the project. Raises DomainError ``responsibilities_open`` with the list of what is neither done nor waived."""
    _prepare(project, by)
    if rules.is_open(project.status):
        _settle_weekly_updates(project, by, now)
    states = dict(Responsibility.objects.filter(project=project).values_list("key", "state"))
    blockers = open_blockers(states)
    if blockers:
        named = ", ".join(str(BY_KEY[key].name) for key in blockers)
        raise DomainError(
            "responsibilities_open",
            _("%(number)s was not closed. Still open: %(names)s.") % {"number": project.number, "names": named},
            open=[{"key": key.value, "name": str(BY_KEY[key].name), "state": states.get(key)} for key in blockers],
            open_commitments=[str(line) for line in open_commitments(project)],
        )
    return _change(project, Status.CLOSED, by, now, reason)


@transaction.atomic
def cancel_project(*, project, by, now, reason):
    """End the project without delivering it."""
    return _by_hand(project, Status.CANCELLED, by, now, reason)


@transaction.atomic
def reopen_project(*, project, by, now, reason):
    """Take a closed or cancelled project up again."""
    return _by_hand(project, Status.REOPENED, by, now, reason)


def ring_updates(project, now):
    """A project that begins may owe an update of this very week: let the run look at ``now``.

    Call it before the project is locked: a run takes its due row first and then its projects.
    """
    if project.status not in OWED_STATUSES:
        work_is_due_at(project.organization_id, "weekly_update", now)


def follow_work(project, *, by, now):
    """The start is the day of the earliest hour, or the day of a start by hand; the first hour starts the project.

    A day that was corrected, or an entry taken back, takes the start along. The caller saves by refreshing.
    """
    first = TimeEntry.objects.filter(project=project).aggregate(first=Min("on"))["first"]
    by_hand, before = project.started_by_hand_on, project.status
    project.started_on = min(filter(None, (first, by_hand)), default=project.delivered_on)
    _note_work_known(project, now)
    wanted = rules.after_work_change(before, has_hours=first is not None, started_by_hand=by_hand is not None)
    if wanted != before:
        _apply(project, wanted, by, now, "")
        _record(project, before, by, now, "")
    project.save(update_fields=["status", "status_reason", "started_on", "work_known_at"])


def follow_tasks(project, *, one_less_open, by, now):
    """Delivered when the last task is done, back at work when one opens again."""
    done = list(Task.objects.filter(project=project).values_list("done_at", flat=True))
    before = project.status
    wanted = rules.after_task_change(
        before, total_tasks=len(done), open_tasks=done.count(None), one_less_open=one_less_open
    )
    if wanted != before:
        _apply(project, wanted, by, now, "")
        project.save()
        _record(project, before, by, now, "")
        _settle_the_end(project, by, now)


def _settle_the_end(project, by, now):
    """Delivered: what can be said at the end and not before follows from the facts."""
    if project.delivered_on is not None and rules.is_open(project.status):
        settle_told(project, by=by, now=now)


def _by_hand(project, wanted, by, now, reason):
    if wanted in rules.RUNNING:
        ring_updates(project, now)
    _prepare(project, by)
    return _change(project, wanted, by, now, reason)


def _prepare(project, by):
    lock(project)
    require(permissions.can_manage_project(by, project), _("Only the project's manager changes its status."))


def _change(project, wanted, by, now, reason):
    before, reason = project.status, (reason or "").strip()
    if not rules.may_become(before, wanted):
        said = {"now": project.get_status_display().lower(), "wanted": wanted.label.lower()}
        raise DomainError("wrong_status", _("A project that is %(now)s cannot become %(wanted)s.") % said)
    if rules.needs_reason(wanted) and not reason:
        refuse("/reason", "required", _("Say why."))
    _apply(project, wanted, by, now, reason)
    project.save()
    refresh_health(project, now=now)
    _record(project, before, by, now, reason)
    _settle_the_end(project, by, now)
    return project


def _apply(project, wanted, by, now, reason):
    """Status and the dates that go with it."""
    today = now.astimezone(project.organization.zone).date()
    project.status, project.status_reason = wanted.value, reason[:300]
    if wanted in {Status.ACTIVE, *rules.AFTER_DELIVERY} and project.started_on is None:
        project.started_on = project.started_by_hand_on = today
    if project.ended_at is not None and wanted not in rules.ENDED:
        project.work_known_at = None  # what passed between the end and now owed nobody an update
    _note_work_known(project, now)
    if wanted in rules.AFTER_DELIVERY:
        project.delivered_on = project.delivered_on or today
    elif wanted not in rules.ENDED:
        if project.delivered_on is not None:
            _take_back_the_end(project, by, now)
        project.delivered_on = None
    project.ended_at = now if wanted in rules.ENDED else None
    project.updated_at = now


def _note_work_known(project, now):
    known = project.work_known_at or now
    project.work_known_at = None if project.started_on is None else known


def _take_back_the_end(project, by, now):
    """Work again: what could only be said at the end must be said once more."""
    rows = Responsibility.objects.filter(project=project, key__in=SAID_AT_THE_END, state=ResponsibilityState.DONE)
    text = _("The project is at work again: to be confirmed once more at its end.")
    for row in rows:
        fact = {"kind": EvidenceKind.CHANGE, "effect": EvidenceEffect.REOPENS}
        Evidence.objects.create(responsibility=row, text=text, at=now, by=by, **fact)
        record(
            by=by,
            verb="responsibility.reopened",
            obj=row,
            project=project,
            customer=project.customer_id,
            at=now,
            changes={"state": [row.state, ResponsibilityState.REOPENED.value]},
        )


def _record(project, before, by, now, reason):
    changes = {"status": [before, project.status]} | ({"reason": [None, reason]} if reason else {})
    record(
        by=by,
        verb=f"project.{project.status}",
        obj=project,
        project=project,
        customer=project.customer_id,
        at=now,
        changes=changes,
    )


def _settle_weekly_updates(project, by, now):
    """At the close, and not before, it can be said that every owed week was told."""
    owed, told = update_weeks(project, now)
    if not weekly_updates_fulfilled(Status.CLOSING, owed, told):
        return
    row = Responsibility.objects.get(project=project, key=ResponsibilityKey.WEEKLY_UPDATES)
    text = _("Every week has its update: %(told)s of %(owed)s.") % {"told": len(owed), "owed": len(owed)}
    Evidence.objects.create(
        responsibility=row, kind=EvidenceKind.CHANGE, effect=EvidenceEffect.FULFILLS, text=text, at=now, by=by
    )
    refresh_health(project, now=now)
