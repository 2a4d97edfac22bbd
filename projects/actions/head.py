"""The name of a project. Its dates and people have acts of their own, since others are told of them."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.conflicts import settle
from projects import permissions
from projects.actions.guards import require, require_open, require_text
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
