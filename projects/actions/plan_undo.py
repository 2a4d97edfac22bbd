"""Taking back one step of the grid: only what nobody has changed since; the rest is left and named."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record_all
from projects.actions.health import refresh_health
from projects.actions.lifecycle import follow_tasks
from projects.actions.plan_edit import Edited, arrange_tasks, delete_tasks, edit_tasks
from projects.actions.task_links import link_task
from projects.actions.tasks import prepare
from projects.actions.undo import rebuilt, restore_links
from projects.models import Task
from projects.queries.plan_values import people_of, typed


@transaction.atomic
def take_back_step(*, project, step, by, now):
    """Undo the ``step`` of an ``Edited`` of this project. Returns Edited; ``left`` names what stays as it is."""
    act = {"project": project, "by": by, "now": now}
    prepare(project, by)
    left, tasks = [], []
    if "set" in step:
        edited = _set_back(step["set"], act)
        tasks, left = list(edited.tasks), list(edited.left)
    if "added" in step:
        left += delete_tasks(ids=[UUID(pk) for pk in step["added"]], **act).left
    if "deleted" in step:
        tasks += _bring_back(step, **act)
    if "order" in step:
        left += _order_back(*step["order"], act)
    if "links" in step:
        tasks += _links_back(step["links"], project, by, now)
    return Edited(tuple(tasks), {}, tuple(left))


def _set_back(changes, act):
    wanted, seen = {}, {}
    people = people_of([(name, was) for _pk, name, was, _is in changes])
    for pk, name, was, became in changes:
        wanted.setdefault(UUID(pk), {})[name] = typed(name, was, people)
        seen.setdefault(UUID(pk), {})[name] = became
    return edit_tasks(wanted=wanted, seen=seen, leave=True, **act)


def _bring_back(step, *, project, by, now):
    """The deleted rows with their ids, and the links whose two ends are there."""
    there = set(Task.objects.filter(project=project).values_list("pk", flat=True))
    rows = [rebuilt(Task, one["values"]) for one in step["deleted"]]
    rows = [task for task in rows if task.project_id == project.pk and task.pk not in there]
    for task in rows:
        task.project, task.updated_at = project, now
    Task.objects.bulk_create(rows, batch_size=500)
    restore_links(project, step["links_deleted"], now)
    follow_tasks(project, one_less_open=False, by=by, now=now)
    refresh_health(project, now=now)
    changes = [(task, {"title": [None, task.title]}) for task in rows]
    record_all(by=by, verb="task.restored", changes=changes, project=project, customer=project.customer_id, at=now)
    return rows


def _order_back(was, became, act):
    """The former order, while the present one is still what the step made; tasks added since come last."""
    before, after = _lines(was), _lines(became)
    left = []

    def rule(lines):
        known = {pk for pk, _phase in after}
        if [line for line in lines if line[0] in known] != [line for line in after if line in lines]:
            left.append((_("The order"), _("Somebody arranged the plan meanwhile.")))
            return lines
        there = {pk for pk, _phase in lines}
        return [line for line in before if line[0] in there] + [line for line in lines if line[0] not in known]

    arrange_tasks(rule=rule, **act)
    return left


def _lines(stored):
    return [(UUID(pk), phase) for pk, phase in stored]


def _links_back(links, project, by, now):
    task = Task.objects.filter(project=project, pk=links["task"]).first()
    if task is None:
        return ()
    task.project = project
    there = set(Task.objects.filter(project=project).values_list("pk", flat=True))
    add = [pk for pk in map(UUID, links["removed"]) if pk in there]
    return link_task(task=task, add=add, remove=[*map(UUID, links["added"])], by=by, now=now).tasks
