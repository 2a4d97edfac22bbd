"""Writing deals: taking them in (``intake``) deciding about them (``decisions``), whose they are (``people``),
asking sales (``questions``), what makes a project (``hand_off``)."""

from deals.actions.decisions import (
    confirm_customer,
    decline_deal,
    mark_accepted,
    mark_not_a_project,
    return_deal,
)
from deals.actions.hand_off import update_limits
from deals.actions.intake import (
    ChangedMeanwhile,
    Received,
    edit_deal,
    new_external_id,
    receive_deal,
    recheck_open_deals,
    withdraw_deal,
)
from deals.actions.pending import apply_change, note_change_order, refuse_change
from deals.actions.people import assign_deal, hand_over_deal
from deals.actions.questions import answer_questions, answer_recall, ask_sales

__all__ = [
    "ChangedMeanwhile",
    "Received",
    "answer_questions",
    "answer_recall",
    "apply_change",
    "ask_sales",
    "assign_deal",
    "confirm_customer",
    "decline_deal",
    "edit_deal",
    "hand_over_deal",
    "mark_accepted",
    "mark_not_a_project",
    "new_external_id",
    "note_change_order",
    "receive_deal",
    "recheck_open_deals",
    "refuse_change",
    "return_deal",
    "update_limits",
    "withdraw_deal",
]
