"""Who may let an update go. Every member may read the queue."""

from accounts.choices import Role

STAND_IN = (Role.SERVICE_MANAGER, Role.OWNER)


def can_approve_updates(member):
    """Whether approving many at once is offered; each update decides for itself."""
    return member.has_role(Role.PROJECT_MANAGER, *STAND_IN)


def can_manage_update(member, update):
    """Write, approve, hold, send: the project's manager, their deputy, a service manager, an owner."""
    manager = update.project.project_manager
    return member.pk in (manager.pk, manager.deputy_id) or member.has_role(*STAND_IN)
