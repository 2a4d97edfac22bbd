"""Who may open and close doors for other systems, and who sees what came through them."""

from accounts.permissions import can_manage_keys
from deals.permissions import can_decide_deals, can_edit_deals


def can_manage_sources(member) -> bool:
    """Whether the member may add, rotate and disable sources: whoever manages API keys."""
    return can_manage_keys(member)


def can_replay(member) -> bool:
    """Whether the member may have an event read again, or reject it: whoever decides about deals."""
    return can_decide_deals(member)


def can_map_fields(member) -> bool:
    """Whether the member may say how a source's payloads are read: whoever decides about deals."""
    return can_decide_deals(member)


def can_see_payloads(member) -> bool:
    """Whether the member sees what was sent, which may hold costs: whoever hands over deals."""
    return can_edit_deals(member)
