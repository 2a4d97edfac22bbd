"""Writing deals: taking them in (``intake``) and deciding about them (``decisions``)."""

from deals.actions.decisions import (
    answer_questions,
    confirm_customer,
    decline_deal,
    mark_accepted,
    mark_not_a_project,
    return_deal,
)
from deals.actions.intake import Received, edit_deal, new_external_id, receive_deal, recheck_open_deals

__all__ = [
    "Received",
    "answer_questions",
    "confirm_customer",
    "decline_deal",
    "edit_deal",
    "mark_accepted",
    "mark_not_a_project",
    "new_external_id",
    "receive_deal",
    "recheck_open_deals",
    "return_deal",
]
