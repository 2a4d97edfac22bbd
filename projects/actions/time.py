"""Hours logged: no future, at most 24 a person and day over all projects, corrections in the trail."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.queries import cost_rate_on
from audit.actions import record
from core.conflicts import settle
from core.errors import DomainError, InvalidInput
from core.formats import format_number
from projects import permissions
from projects.actions.guards import require, require_open
from projects.actions.health import lock, refresh_health
from projects.actions.lifecycle import follow_work, ring_updates
from projects.actions.tasks import note_actual
from projects.changes import applied
from projects.models import Task, TimeEntry
from projects.rules.out_of_scope import LOGGED_IN
from projects.rules.time_entries import A_DAY, Fault, entry_faults

FIELDS = ("on", "hours", "note", "billable", "task", "out_of_scope")


@transaction.atomic
def log_time(
    *, project, member, on, hours, by, now, task=None, out_of_scope=None, note="", billable=True, external_id=""
):
    """Log ``hours`` of ``member`` on the local day ``on``, on a task, an out-of-scope item or the project as a whole.

    The first entry starts the project. The member's cost rate of that day is frozen on the entry.
    Raises NotAllowed; InvalidInput for a future day or one long before the project, hours out of range or a day
    above 24 hours.
    """
    ring_updates(project, now)
    lock(project)
    require_open(project)
    require(permissions.can_log_time(by, project, member), _("You log your own hours."))
    entry = TimeEntry(
        project=project,
        member=member,
        on=on,
        hours=hours,
        task=task,
        out_of_scope=out_of_scope,
        note=note[:500],
        billable=billable,
        external_id=external_id,
        entered_by=by,
        cost_rate=cost_rate_on(member, on),
        created_at=now,
        updated_at=now,
    )
    _check(entry, now)
    entry.save()
    follow_work(project, by=by, now=now)
    _finish(
        entry, [task], by, now, "time_entry.logged", {"hours": [None, str(hours)], "on": [None, on.isoformat()]}
    )
    return entry


@transaction.atomic
def correct_time_entry(*, entry, by, now, seen=None, **changes):
    """Change day, hours, note, billable or task of an entry; what it said before stays in the trail.

    ``seen``: see ``update_task``.
    """
    _prepare(entry, by)
    _require_workable(entry)
    tasks = [entry.task]
    changed = applied(entry, settle(entry, seen, changes), FIELDS)
    if not changed:
        return entry
    entry.cost_rate = cost_rate_on(entry.member, entry.on)
    entry.updated_at = now
    _check(entry, now)
    entry.save()
    follow_work(entry.project, by=by, now=now)
    _finish(entry, [*tasks, entry.task], by, now, "time_entry.corrected", changed)
    return entry


@transaction.atomic
def delete_time_entry(*, entry, by, now):
    """Take an entry back; the trail keeps who had logged what."""
    _prepare(entry, by)
    _require_workable(entry)
    identifier, task = entry.pk, entry.task
    entry.delete()
    entry.pk = identifier
    follow_work(entry.project, by=by, now=now)
    changes = {"hours": [str(entry.hours), None], "on": [entry.on.isoformat(), None], "note": [entry.note, None]}
    _finish(entry, [task], by, now, "time_entry.deleted", changes)


def restore_time_entry(*, entry, by, now):
    """Log again an entry that was just deleted, under its old id; the caller holds the project's lock.

    Raises as ``log_time`` does, and DomainError ``not_deleted`` when it is there.
    """
    require(permissions.can_change_time_entry(by, entry), _("You change your own hours."))
    if TimeEntry.objects.filter(pk=entry.pk).exists():
        raise DomainError("not_deleted", _("It is there already."))
    if entry.task_id and not Task.objects.filter(pk=entry.task_id).exists():
        entry.task = None
    entry.updated_at = now
    _check(entry, now)
    entry.save(force_insert=True)
    follow_work(entry.project, by=by, now=now)
    changes = {"hours": [None, str(entry.hours)], "on": [None, entry.on.isoformat()]}
    _finish(entry, [entry.task], by, now, "time_entry.restored", changes)
    return entry


def _prepare(entry, by):
    project = entry.project
    lock(project)
    entry.refresh_from_db(from_queryset=TimeEntry.objects.select_related("member__user", "task", "out_of_scope"))
    entry.project = project
    require_open(project)
    require(permissions.can_change_time_entry(by, entry), _("You change your own hours."))


def _check(entry, now):
    zone = entry.project.organization.zone
    today, accepted = now.astimezone(zone).date(), entry.project.accepted_at.astimezone(zone).date()
    faults = entry_faults(entry.on, entry.hours, today=today, accepted_on=accepted)
    if entry.task is not None and entry.task.project_id != entry.project_id:
        faults.append(Fault("/task", "unknown", _("The task belongs to another project.")))
    faults += _extra_faults(entry)
    if faults:
        raise InvalidInput(" ".join(fault.detail for fault in faults), [fault.as_error() for fault in faults])
    _check_day(entry)


def _extra_faults(entry):
    item = entry.out_of_scope
    if item is None:
        return []
    item.refresh_from_db(fields=["state", "started_at"])
    if item.project_id != entry.project_id:
        return [Fault("/out_of_scope", "unknown", _("The out-of-scope item belongs to another project."))]
    if entry.task is not None:
        return [Fault("/out_of_scope", "not_both", _("Log either on a task or on an out-of-scope item."))]
    if item.started_at is None or item.state not in LOGGED_IN:
        return [Fault("/out_of_scope", "not_under_way", _("%s is not under way.") % item.number)]
    return []


def require_workable(item, project, task=None):
    """Raise InvalidInput unless hours may go to the out-of-scope item now."""
    faults = _extra_faults(TimeEntry(project=project, task=task, out_of_scope=item))
    if faults:
        raise InvalidInput(faults[0].detail, [fault.as_error() for fault in faults])


def _require_workable(entry):
    """What was released for billing, invoiced or absorbed keeps its hours."""
    item = entry.out_of_scope
    if item is not None and item.state not in LOGGED_IN:
        raise DomainError("already_billed", _("%s is settled: its hours stay as they are.") % item.number)


def _check_day(entry):
    """Two requests for the same person wait for each other here, or both would fit into the day."""
    list(Membership.objects.select_for_update(no_key=True).filter(pk=entry.member_id).values_list("pk"))
    others = TimeEntry.objects.filter(member=entry.member, on=entry.on).exclude(pk=entry.pk)
    logged = others.aggregate(sum=Sum("hours"))["sum"] or Decimal(0)
    if logged + entry.hours > A_DAY:
        said = {"name": entry.member.name, "logged": format_number(logged), "day": entry.on.isoformat()}
        message = _("%(name)s has %(logged)s hours on %(day)s already; a day has 24.") % said
        raise InvalidInput(
            message, [{"pointer": "/hours", "code": "day_full", "detail": message}], code="day_full"
        )


def _finish(entry, tasks, by, now, verb, changes):
    project = entry.project
    for task in {task.pk: task for task in tasks if task is not None}.values():
        row = Task.objects.get(pk=task.pk)
        actual = TimeEntry.objects.filter(task=row).aggregate(sum=Sum("hours"))["sum"] or Decimal(0)
        note_actual(row, actual, now)
        task.actual = actual
    refresh_health(project, now=now)
    record(
        by=by,
        verb=verb,
        obj=entry,
        project=project,
        customer=project.customer_id,
        at=now,
        changes=changes,
        label=_("%(hours)s h of %(name)s on %(day)s")
        % {"hours": entry.hours, "name": entry.member.name, "day": entry.on},
    )
