"""Changing many tasks at once, as a grid does: one lock, one judgment, a fixed number of statements.

What one person changes never covers what another has changed meanwhile: each field is compared with what had been read
(``core.conflicts``). ``step`` of the result is what ``actions.plan_undo`` needs to take the change back.
"""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.actions import record, record_all
from core.conflicts import Conflict, settle
from core.errors import DomainError, InvalidInput
from projects import told
from projects.actions.guards import refuse
from projects.actions.health import refresh_health
from projects.actions.lifecycle import follow_tasks, ring_updates
from projects.actions.tasks import FIELDS, MOST_HOURS, check, note_estimate_reached, prepare
from projects.actions.undo import stored
from projects.changes import applied
from projects.models import Task, TaskLink, TimeEntry
from projects.queries.plan_values import plain_value
from projects.rules.plan import grouped

EDITABLE = (*(name for name in FIELDS if name != "position"), "remaining")
MOST_TASKS = 2000


@dataclass(frozen=True, slots=True)
class Edited:
    """``tasks`` that were changed, as they are now; ``left``: ``(title, reason)`` of what was not."""

    tasks: tuple = ()
    step: dict = field(default_factory=dict)
    left: tuple = ()


@transaction.atomic
def edit_tasks(*, project, wanted, by, now, seen=None, leave=False):
    """Set fields of EDITABLE: ``wanted`` maps a task's id to ``{field: value}``, ``seen`` to what had been read.

    Of several tasks (or with ``leave``) those that cannot be changed are left and named; of one the reason is raised (Conflict,
    InvalidInput, DomainError). Raises NotAllowed.
    """
    prepare(project, by)
    rows = Task.objects.filter(project=project, pk__in=wanted).select_related("assignee__user")
    rows = {task.pk: task for task in rows}
    changed, left, step = [], [], []
    for pk, values in wanted.items():
        task = rows.get(pk)
        try:
            if task is None:
                raise DomainError("unknown", _("It is no longer in the plan."), status=404)
            task.project = project
            before = {name: plain_value(task, name) for name in values}
            changes = _take(task, settle(task, (seen or {}).get(pk), values), now)
        except (Conflict, InvalidInput, DomainError) as error:
            if len(wanted) == 1 and not leave:
                raise
            left.append((task.title if task else "", str(error)))
            continue
        if changes:
            changed.append((task, changes))
            step += [[str(pk), name, before[name], plain_value(task, name)] for name in changes]
    if changed:
        _write(project, changed, by, now)
    return Edited(tuple(task for task, _changes in changed), {"set": step} if step else {}, tuple(left))


def _take(task, values, now):
    changed = applied(task, values, EDITABLE)
    if not changed:
        return changed
    check(task)
    if "remaining" in changed:
        if task.done_at is not None:
            raise DomainError("task_done", _("A task that is done has no hours left. Reopen it first."))
        if task.remaining is not None and not 0 <= task.remaining <= MOST_HOURS:
            refuse("/remaining", "out_of_range", _("Remaining hours are zero or more."))
        task.remaining_at = None if task.remaining is None else now
    note_estimate_reached(task, now)
    task.updated_at = now
    return changed


def _write(project, changed, by, now):
    tasks = [task for task, _changes in changed]
    Task.objects.bulk_update(tasks, [*EDITABLE, "remaining_at", "reached_estimate_at", "updated_at"])
    if any(task.remaining is not None and "remaining" in changes for task, changes in changed):
        project.remaining_revised_at = now
        project.save(update_fields=["remaining_revised_at"])
    refresh_health(project, now=now)
    for verb, rows in _by_verb(changed).items():
        record_all(by=by, verb=verb, changes=rows, project=project, customer=project.customer_id, at=now)
    _tell([task for task, changes in changed if "assignee" in changes], project, by, now)


def _by_verb(changed):
    """Revised remaining hours are an act of their own in the trail."""
    found = {}
    for task, changes in changed:
        verb = "task.remaining_set" if changes.keys() == {"remaining"} else "task.updated"
        found.setdefault(verb, []).append((task, changes))
    return found


def _tell(tasks, project, by, now):
    """One notice a person, however many tasks they got."""
    for member in dict.fromkeys(task.assignee for task in tasks if task.assignee):
        theirs = [task for task in tasks if task.assignee_id == member.pk]
        if len(theirs) == 1:
            told.task_assigned(theirs[0], by=by, now=now)
        else:
            told.tasks_assigned(project, member, theirs, by=by, now=now)


@transaction.atomic
def add_tasks(*, project, rows, by, now):
    """Tasks at the end of the plan, from dicts of FIELDS, all or none.

    Raises InvalidInput at ``/rows/<n>`` for the first that cannot be taken; DomainError ``too_many_tasks``.
    """
    prepare(project, by)
    last = Task.objects.filter(project=project).aggregate(last=Max("position"))["last"] or 0
    if Task.objects.filter(project=project).count() + len(rows) > MOST_TASKS:
        raise DomainError("too_many_tasks", _("A plan has at most %d tasks.") % MOST_TASKS)
    tasks = []
    for number, values in enumerate(rows):
        task = Task(project=project, position=last + 1 + number, created_at=now, updated_at=now)
        applied(task, values, FIELDS)
        try:
            check(task)
        except InvalidInput as error:
            errors = [one | {"pointer": f"/rows/{number}{one['pointer']}"} for one in error.errors]
            raise InvalidInput(str(error), errors) from error
        note_estimate_reached(task, now)
        tasks.append(task)
    Task.objects.bulk_create(tasks, batch_size=500)
    follow_tasks(project, one_less_open=False, by=by, now=now)
    refresh_health(project, now=now)
    changes = [(task, {"title": [None, task.title], "estimate": [None, str(task.estimate)]}) for task in tasks]
    record_all(by=by, verb="task.added", changes=changes, project=project, customer=project.customer_id, at=now)
    _tell(tasks, project, by, now)
    return Edited(tuple(tasks), {"added": [str(task.pk) for task in tasks]})


@transaction.atomic
def delete_tasks(*, project, ids, by, now):
    """Take tasks out of the plan; those with hours logged on them are left and named."""
    ring_updates(project, now)
    prepare(project, by)
    tasks = list(Task.objects.filter(project=project, pk__in=ids))
    logged = set(TimeEntry.objects.filter(task__in=tasks).values_list("task_id", flat=True))
    reason = _("Hours were logged on this task. Complete it instead.")
    left = tuple((task.title, reason) for task in tasks if task.pk in logged)
    gone = [task for task in tasks if task.pk not in logged]
    if not gone:
        return Edited(left=left)
    ids_gone = {task.pk for task in gone}
    links = TaskLink.objects.filter(Q(before__in=ids_gone) | Q(after__in=ids_gone))
    links = [[str(before), str(after)] for before, after in links.values_list("before_id", "after_id")]
    step = {"deleted": [stored(task) for task in gone], "links_deleted": links}
    Task.objects.filter(pk__in=ids_gone).delete()
    follow_tasks(project, one_less_open=any(task.done_at is None for task in gone), by=by, now=now)
    refresh_health(project, now=now)
    changes = [(task, {"title": [task.title, None], "estimate": [str(task.estimate), None]}) for task in gone]
    record_all(by=by, verb="task.deleted", changes=changes, project=project, customer=project.customer_id, at=now)
    return Edited((), step, left)


@transaction.atomic
def arrange_tasks(*, project, rule, by, now):
    """Put the tasks into the order and phases that ``rule`` makes of ``[(id, phase)]`` (``rules.plan``)."""
    prepare(project, by)
    tasks = list(Task.objects.filter(project=project).order_by("position", "id"))
    by_id, before = {task.pk: task for task in tasks}, grouped((task.pk, task.phase) for task in tasks)
    after = rule(before)
    if after == before:
        return Edited()
    changed = []
    for position, (pk, phase) in enumerate(after, 1):
        task = by_id[pk]
        if (task.position, task.phase) != (position, phase):
            task.position, task.phase, task.updated_at = position, phase, now
            changed.append(task)
    Task.objects.bulk_update(changed, ["position", "phase", "updated_at"], batch_size=500)
    refresh_health(project, now=now)  # the forecast lays hours in task order
    moved = [by_id[pk].title for (pk, _p), (was, _w) in zip(after, before, strict=True) if pk != was]
    phases = [f"{by_id[pk].title}: {by_id[pk].phase}" for pk, phase in before if by_id[pk].phase != phase]
    count = len(moved) or len(phases)
    label = ngettext("%d task moved", "%d tasks moved", count) % count
    record(
        by=by,
        verb="plan.arranged",
        obj=project,
        project=project,
        customer=project.customer_id,
        at=now,
        changes={"order": [None, label], "phase": [None, "; ".join(phases)[:500]]},
    )
    return Edited(tuple(changed), {"order": [_line(before), _line(after)]})


def _line(lines):
    return [[str(pk), phase] for pk, phase in lines]
