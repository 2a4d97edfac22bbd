"""The name of a project, and how its weekly updates leave. Dates and people have acts of their own."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import UPDATE_MODES
from audit.actions import record
from core.conflicts import settle
from projects import permissions
from projects.actions.guards import refuse, require, require_open, require_text
from projects.actions.health import lock
from projects.changes import applied


@transaction.atomic
def rename_project(*, project, title, by, now, seen=None):
    """Give the project another title; no change, no audit row. ``seen``: see ``update_task``.

    Raises NotAllowed for anybody but its managers, InvalidInput without a title, DomainError while it is closed.
    """
    lock(project)
    require(permissions.can_manage_project(by, project), _("Only the project's manager renames it."))
    require_open(project)
    title = require_text(title, "/title", _("The project needs a title."))[:200]
    changed = applied(project, settle(project, seen, {"title": title}), ("title",))
    if changed:
        project.updated_at = now
        project.save(update_fields=["title", "updated_at"])
        record(
            by=by,
            verb="project.renamed",
            obj=project,
            project=project,
            customer=project.customer_id,
            at=now,
            changes=changed,
        )
    return project


@transaction.atomic
def set_update_mode(*, project, mode, by, now, seen=None):
    """Say how this project's weekly updates leave: one of UPDATE_MODES, or "" for the organization's way.

    From the next send moment on; an update that waits is judged by it, too. No change, no audit row. ``seen``: see
    ``update_task``. Raises NotAllowed for anybody but its managers, InvalidInput for another word, DomainError while
    it is closed.
    """
    lock(project)
    require(
        permissions.can_manage_project(by, project), _("Only the project's manager says how its updates leave.")
    )
    require_open(project)
    if mode and mode not in UPDATE_MODES:
        refuse("/update_mode", "invalid", _("There is no such way of sending."))
    changed = applied(project, settle(project, seen, {"update_mode": mode}), ("update_mode",))
    if changed:
        project.updated_at = now
        project.save(update_fields=["update_mode", "updated_at"])
        record(
            by=by,
            verb="project.update_mode_set",
            obj=project,
            project=project,
            customer=project.customer_id,
            at=now,
            changes=changed,
        )
    return project
