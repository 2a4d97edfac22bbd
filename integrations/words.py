"""How the states of what came in are shown: word, shape and class travel together."""

from django.utils.translation import gettext_lazy as _

from core.words import Word
from integrations.choices import EventState

EVENT_STATES = {
    EventState.TAKEN: Word(EventState.TAKEN.label, "check-lg", "is-done", "●"),
    EventState.QUARANTINED: Word(EventState.QUARANTINED.label, "exclamation-triangle-fill", "is-warn", "▲"),
    EventState.ASIDE: Word(EventState.ASIDE.label, "slash-circle", "is-none", "–"),
    EventState.REJECTED: Word(EventState.REJECTED.label, "x-circle", "is-none", "–"),
}
WAITS_FOR_CUSTOMER = Word(_("Customer unknown"), "exclamation-triangle-fill", "is-warn", "▲")


def event_word(event):
    """The word of an event; one whose deal waits for its customer says so. Reads ``event.deal``."""
    if event.state == EventState.TAKEN and event.deal_id and event.deal.customer_id is None:
        return WAITS_FOR_CUSTOMER
    return EVENT_STATES[EventState(event.state)]
