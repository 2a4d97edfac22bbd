"""Bringing back what was just deleted: the same row with the same id, and an audit row of its own."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.errors import DomainError
from projects import permissions
from projects.actions.contacts import restore_seat
from projects.actions.guards import require, require_open
from projects.actions.health import lock, refresh_health
from projects.actions.lifecycle import follow_tasks
from projects.actions.time import restore_time_entry
from projects.models import Milestone, ProjectContact, Task, TimeEntry

KINDS = {"task": Task, "milestone": Milestone, "timeentry": TimeEntry, "projectcontact": ProjectContact}


def kept(row) -> dict:
    """What is needed to bring the row back, JSON-ready. Call it before deleting."""
    values = {field.attname: field.value_to_string(row) for field in row._meta.concrete_fields}
    empty = [field.attname for field in row._meta.concrete_fields if getattr(row, field.attname) is None]
    return {"kind": row._meta.model_name, "values": {k: v for k, v in values.items() if k not in empty}}


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
