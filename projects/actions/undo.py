"""Bringing back what was just deleted: the same row with the same id, and an audit row of its own."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from audit.actions import record
from core.errors import DomainError
from projects import permissions
from projects.actions.contacts import restore_seat
from projects.actions.guards import require, require_open
from projects.actions.health import lock, refresh_health
from projects.actions.lifecycle import follow_tasks
from projects.actions.time import restore_time_entry
from projects.models import Milestone, ProjectContact, Task, TaskLink, TimeEntry

KINDS = {"task": Task, "milestone": Milestone, "timeentry": TimeEntry, "projectcontact": ProjectContact}


def kept(row) -> dict:
    """What is needed to bring the row back, JSON-ready. Call it before deleting."""
    return stored(row) | {"links": _links_of(row) if isinstance(row, Task) else []}


def stored(row) -> dict:
    """The columns of the row, JSON-ready."""
    values = {field.attname: field.value_to_string(row) for field in row._meta.concrete_fields}
    empty = [field.attname for field in row._meta.concrete_fields if getattr(row, field.attname) is None]
    return {"kind": row._meta.model_name, "values": {k: v for k, v in values.items() if k not in empty}}


def _links_of(task):
    """What the task follows and what follows it, as pairs of ids."""
    links = TaskLink.objects.filter(Q(before=task) | Q(after=task)).values_list("before_id", "after_id")
    return [[str(before), str(after)] for before, after in links]


def restore_links(project, links, now):
    """Write those ``links`` (pairs of ids) again whose two ends are in the plan."""
    there = set(Task.objects.filter(project=project).values_list("pk", flat=True))
    pairs = [(UUID(before), UUID(after)) for before, after in links]
    TaskLink.objects.bulk_create(
        [
            TaskLink(project=project, before_id=before, after_id=after, created_at=now)
            for before, after in pairs
            if before in there and after in there
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def bring_back(*, project, deleted, by, now):
    """Restore a row of ``kept`` in ``project``. Raises NotAllowed as its deletion would, 409 when it is there."""
    lock(project)
    require_open(project)
    model = KINDS[deleted["kind"]]
    row = rebuilt(model, deleted["values"])
    if row.project_id != project.pk:
        raise DomainError("unknown", _("There is nothing to take back."), status=404)
    if model is TimeEntry:
        row.project = project
        return restore_time_entry(entry=row, by=by, now=now)
    if model is ProjectContact:
        row.project = project
        return restore_seat(seat=row, by=by, now=now)
    may = permissions.can_change_plan if model is Task else permissions.can_change_milestones
    require(may(by, project), _("Your roles do not let you change the plan."))
    if model.objects.filter(pk=row.pk).exists():
        raise DomainError("not_deleted", _("It is there already."))
    row.updated_at, row.project = now, project
    row.save(force_insert=True)
    if model is Task:
        restore_links(project, deleted.get("links", ()), now)
        follow_tasks(project, one_less_open=False, by=by, now=now)
        refresh_health(project, now=now)
    record(
        by=by,
        verb=f"{deleted['kind']}.restored",
        obj=row,
        project=project,
        customer=project.customer_id,
        at=now,
        changes={"title": [None, row.title]},
    )
    return row


def rebuilt(model, values):
    """The unsaved row of ``kept``."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return model(**{name: fields[name].to_python(value) for name, value in values.items() if name in fields})
