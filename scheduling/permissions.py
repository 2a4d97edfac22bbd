"""Who may tell the product about support's requests. Everyone in the organization reads them."""

from accounts.choices import Role

REPORTERS = (Role.OWNER, Role.SERVICE_MANAGER, Role.DISPATCHER, Role.SUPPORT)


def can_report_requests(member) -> bool:
    """Whether the member may write support requests (an API key acts as its member)."""
    return member.has_role(*REPORTERS)
