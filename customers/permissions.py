"""Who may change customers. Everyone in the organization reads them."""

from accounts.choices import Role

EDITORS = (Role.OWNER, Role.SERVICE_MANAGER, Role.PROJECT_MANAGER, Role.SALES)


def can_edit_customers(member) -> bool:
    """Whether the member may create and change customers, contacts and sites."""
    return member.has_role(*EDITORS)
