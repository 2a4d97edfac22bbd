"""Who may open and close doors for other systems. Everyone in the organization sees what came in."""

from accounts.permissions import can_manage_keys
from deals.permissions import can_decide_deals


def can_manage_sources(member) -> bool:
    """Whether the member may add, rotate and disable sources: whoever manages API keys."""
    return can_manage_keys(member)


def can_replay(member) -> bool:
    """Whether the member may have an event read again: whoever decides about deals."""
    return can_decide_deals(member)
