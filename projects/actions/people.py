"""Handing a project to somebody else: its project manager, its lead tech."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.conflicts import settle
from core.errors import InvalidInput
from projects import permissions, told
from projects.actions.commitments import hand_over_commitments
from projects.actions.guards import require, require_open
from projects.actions.health import lock, refresh_health


@transaction.atomic
def assign_people(*, project, by, now, project_manager=None, lead_tech=None, seen=None):
    """Give the project a manager or a lead tech (None: as it is). Returns the project; no change, no audit row.

    Raises NotAllowed for anybody but its managers, DomainError while it is closed, InvalidInput for people
    without the role. Who owes which responsibility follows from the project's people. ``seen``: see ``update_task``.
    """
    lock(project)
    require(permissions.can_manage_project(by, project), _("Only the project's manager hands it over."))
    require_open(project)
    check_people(project_manager, lead_tech)
    changes = {}
    people = {"project_manager": project_manager, "lead_tech": lead_tech}
    wanted = settle(project, seen, {field: person for field, person in people.items() if person is not None})
    for field, person in wanted.items():
        before = getattr(project, field)
        if person.pk != before.pk:
            setattr(project, field, person)
            changes[field] = [before.name, person.name]
            hand_over_commitments(project, before, person, now)
    if changes:
        project.updated_at = now
        project.save(update_fields=[*changes, "updated_at"])
        refresh_health(project, now=now)
        record(
            by=by,
            verb="project.assigned",
            obj=project,
            project=project,
            customer=project.customer_id,
            at=now,
            changes=changes,
        )
        told.assigned(project, [getattr(project, field) for field in changes], by=by, now=now)
    return project


def check_people(project_manager, lead_tech):
    """Refuse people without the role; None is nobody new."""
    errors = []
    if project_manager is not None and not permissions.can_accept_deal(project_manager):
        message = _("%s is not a project manager, service manager or owner.") % project_manager.name
        errors.append({"pointer": "/project_manager", "code": "wrong_role", "detail": message})
    if lead_tech is not None and not permissions.can_lead(lead_tech):
        message = _("%s is not a lead tech.") % lead_tech.name
        errors.append({"pointer": "/lead_tech", "code": "wrong_role", "detail": message})
    if errors:
        raise InvalidInput(" ".join(error["detail"] for error in errors), errors)
