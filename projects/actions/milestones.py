"""Milestones: the points of the project that the customer sees."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.conflicts import settle
from projects import permissions
from projects.actions.guards import refuse, require, require_open, require_text
from projects.actions.health import lock
from projects.changes import applied
from projects.models import Milestone

FIELDS = ("title", "forecast_on")


@transaction.atomic
def add_milestone(*, project, title, baseline_on, by, now, forecast_on=None):
    """A new milestone; ``baseline_on`` is the planned day and stays for ever."""
    _prepare(project, by)
    title = require_text(title, "/title", _("The milestone needs a title."))[:200]
    milestone = Milestone.objects.create(
        project=project,
        title=title,
        baseline_on=baseline_on,
        forecast_on=forecast_on,
        created_at=now,
        updated_at=now,
    )
    _record(milestone, by, now, "milestone.added", {"baseline_on": [None, baseline_on.isoformat()]})
    return milestone


@transaction.atomic
def update_milestone(*, milestone, by, now, seen=None, **changes):
    """Set title or forecast. Nothing is written when nothing differs. ``seen``: see ``update_task``."""
    _prepare_row(milestone, by)
    changed = applied(milestone, settle(milestone, seen, changes), FIELDS)
    if changed:
        milestone.title = require_text(milestone.title, "/title", _("The milestone needs a title."))[:200]
        milestone.updated_at = now
        milestone.save()
        _record(milestone, by, now, "milestone.updated", changed)
    return milestone


@transaction.atomic
def reach_milestone(*, milestone, on, by, now, seen=None):
    """The milestone was reached on the local day ``on``; None takes it back. ``seen``: see ``update_task``."""
    _prepare_row(milestone, by)
    today = now.astimezone(milestone.project.organization.zone).date()
    if on is not None and on > today:
        refuse("/reached_on", "future", _("A milestone is reached on a day that has come."))
    changed = applied(milestone, settle(milestone, seen, {"reached_on": on}), ("reached_on",))
    if changed:
        milestone.updated_at = now
        milestone.save()
        _record(milestone, by, now, "milestone.reached" if on else "milestone.taken_back", changed)
    return milestone


@transaction.atomic
def delete_milestone(*, milestone, by, now):
    """Take the milestone out of the plan."""
    _prepare(milestone.project, by)
    identifier = milestone.pk
    milestone.delete()
    milestone.pk = identifier
    _record(milestone, by, now, "milestone.deleted", {"baseline_on": [milestone.baseline_on.isoformat(), None]})


def _prepare(project, by):
    lock(project)
    require_open(project)
    allowed = permissions.can_change_milestones(by, project)
    require(allowed, _("The project's manager and lead tech change milestones."))


def _prepare_row(milestone, by):
    """Lock and check the project, then read the milestone afresh."""
    project = milestone.project
    _prepare(project, by)
    milestone.refresh_from_db()
    milestone.project = project


def _record(milestone, by, now, verb, changes):
    project = milestone.project
    record(by=by, verb=verb, obj=milestone, project=project, customer=project.customer_id, at=now, changes=changes)
