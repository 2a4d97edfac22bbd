"""Who may tell the product about support's requests. Everyone in the organization reads them."""

from accounts.choices import Role

PLANNERS = (Role.OWNER, Role.SERVICE_MANAGER, Role.DISPATCHER)
LEADERS = (Role.OWNER, Role.SERVICE_MANAGER)
REPORTERS = (Role.OWNER, Role.SERVICE_MANAGER, Role.DISPATCHER, Role.SUPPORT)


def can_report_requests(member) -> bool:
    """Whether the member may write support requests (an API key acts as its member)."""
    return member.has_role(*REPORTERS)


def can_plan_time(member, whose) -> bool:
    """Whether the member may enter leave, on-call duty and other work of ``whose``: planners, and each for themselves."""
    return member.has_role(*PLANNERS) or member.pk == whose.pk


def can_set_capacity(member) -> bool:
    """Whether the member may change what the reserve is computed with."""
    return member.has_role(*LEADERS)


def can_book(member) -> bool:
    """Whether the member books people for project work."""
    return member.has_role(*PLANNERS)


def can_override(member) -> bool:
    """Whether the member may break support's reserve, with a reason."""
    return member.has_role(*LEADERS)
