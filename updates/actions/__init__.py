"""WRITE: the run of a week, drafts, the manager's words and decisions, sending."""

from updates.actions.decisions import approve_update, hold_update, release_update, unapprove_update
from updates.actions.drafts import correct_update, discard_correction, refresh_facts
from updates.actions.runs import run_week
from updates.actions.sending import resend_update, send_update
from updates.actions.trials import send_trial
from updates.actions.words import say_no_change, write_words

__all__ = [
    "approve_update",
    "correct_update",
    "discard_correction",
    "hold_update",
    "refresh_facts",
    "release_update",
    "resend_update",
    "run_week",
    "say_no_change",
    "send_trial",
    "send_update",
    "unapprove_update",
    "write_words",
]
