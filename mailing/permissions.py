"""Who may steer mail that has not left yet."""

STEERING_ROLES = ("owner", "service_manager", "project_manager")


def can_steer_mail(member):
    """Try again, call back: project managers, service managers and owners."""
    return member.has_role(*STEERING_ROLES)
