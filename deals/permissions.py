"""Who may hand over, change and decide about deals. Everyone in the organization reads them."""

from accounts.choices import Role

EDITORS = (Role.OWNER, Role.SERVICE_MANAGER, Role.PROJECT_MANAGER, Role.SALES)
DECIDERS = (Role.OWNER, Role.SERVICE_MANAGER, Role.PROJECT_MANAGER)


def can_edit_deals(member) -> bool:
    """Whether the member may hand over a deal, change it and answer questions."""
    return member.has_role(*EDITORS)


def can_decide_deals(member) -> bool:
    """Whether the member may accept, return or decline a deal."""
    return member.has_role(*DECIDERS)


def can_ask_sales(member) -> bool:
    """Whether the member may call a released salesperson back with a question."""
    return member.has_role(*DECIDERS, Role.LEAD_TECH)
