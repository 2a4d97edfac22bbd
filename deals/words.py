"""How the states and the history of a deal are said: label, shape and class travel together."""

from django.utils.translation import gettext_lazy as _

from core.words import Word
from deals.choices import DealState

STATES = {
    DealState.RECEIVED: Word(_("Received"), "inbox", "is-open", "○"),
    DealState.INCOMPLETE: Word(_("Incomplete"), "exclamation-triangle-fill", "is-warn", "▲"),
    DealState.READY: Word(_("Ready to accept"), "check-circle-fill", "is-good", "●"),
    DealState.RETURNED: Word(_("Returned to sales"), "arrow-counterclockwise", "is-again", "▲"),
    DealState.ACCEPTED: Word(_("Accepted"), "check-lg", "is-done", "●"),
    DealState.DECLINED: Word(_("Declined"), "x-circle", "is-none", "–"),
    DealState.NOT_A_PROJECT: Word(_("Not a project"), "slash-circle", "is-none", "–"),
}

VERBS = {
    "deal.received": _("received the deal"),
    "deal.changed": _("changed the deal"),
    "deal.customer_confirmed": _("confirmed the customer"),
    "deal.salesperson_found": _("found the salesperson among the members"),
    "deal.returned": _("returned the deal with questions"),
    "deal.assigned": _("said who looks after the deal"),
    "deal.handed_over": _("handed the deal to another salesperson"),
    "deal.answered": _("answered the questions"),
    "deal.recalled": _("asked sales after the release"),
    "deal.recall_answered": _("answered a question after the release"),
    "deal.declined": _("declined the deal"),
    "deal.not_a_project": _("filed the deal as another request"),
    "deal.accepted": _("accepted the deal"),
    "deal.change_applied": _("applied a change that came in later"),
    "deal.change_refused": _("refused a change that came in later"),
    "deal.change_ordered": _("made a change order of what came in later"),
    "deal.change_pending": _("received a change after the decision"),
    "deal.change_withdrawn": _("withdrew the change"),
}
