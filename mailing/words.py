"""How the state of a mail is said and shown: word, icon and class together."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.words import Word
from mailing.choices import GROUP_OF, MailState
from mailing.rules import is_hard_bounce

LOOKS = {
    MailState.QUEUED: ("hourglass-split", "is-wait"),
    MailState.LEASED: ("hourglass-split", "is-wait"),
    MailState.SENDING: ("send", "is-wait"),
    MailState.ACCEPTED: ("check-lg", "is-done"),
    MailState.DELIVERED: ("check-all", "is-done"),
    MailState.BOUNCED: ("envelope-exclamation", "is-late"),
    MailState.COMPLAINED: ("envelope-exclamation", "is-late"),
    MailState.UNKNOWN: ("question-circle", "is-again"),
    MailState.FAILED: ("envelope-x", "is-late"),
    MailState.SUPPRESSED: ("slash-circle", "is-waived"),
    MailState.WITHHELD: ("pause-circle", "is-waived"),
    MailState.ABORTED: ("slash-circle", "is-waived"),
}
MARKS = {"is-done": "●", "is-wait": "▲", "is-again": "▲", "is-late": "■", "is-waived": "–"}

TWICE = {
    MailState.ACCEPTED: gettext_lazy(
        "May have arrived twice: the first attempt ended without an answer, so it was sent once more."
    ),
    MailState.UNKNOWN: gettext_lazy(
        "Sent twice without an answer. It may have arrived; nothing more happens by itself."
    ),
}
AUDIENCES = {
    "customer": gettext_lazy("Customers"),
    "internal": gettext_lazy("Inside"),
    "sales": gettext_lazy("Sales"),
    "account": gettext_lazy("About accounts"),
}
SAID = {
    MailState.UNKNOWN: gettext_lazy(
        "Sent, but the answer never came. We ask first, and send it once more only if nobody can tell."
    ),
    MailState.SUPPRESSED: gettext_lazy("This address must not be written to. Choose another one on the contact."),
}


def mail_word(state):
    """The ``core.words.Word`` of a mail state."""
    icon, css = LOOKS[MailState(state)]
    return Word(MailState(state).label, icon, css, MARKS[css])


def group_word(state):
    """The ``Word`` of the group that a mail state belongs to, in the shape of the state."""
    icon, css = LOOKS[MailState(state)]
    return Word(GROUP_OF[MailState(state)].label, icon, css, MARKS[css])


def in_detail(mail):
    """What stands below the group's word: the exact state where it says more, and what it means."""
    exact, group = str(MailState(mail.state).label), str(GROUP_OF[MailState(mail.state)].label)
    said = str(explanation(mail))
    return said if exact == group else f"{exact}. {said}".strip()


def kind_label(kind):
    """``weekly_update`` as ``Weekly update``; every kind is named in plain words."""
    return kind.replace("_", " ").capitalize()


def audience_label(audience):
    """Who reads a mail, for headings."""
    return str(AUDIENCES[audience])


def explanation(mail):
    """What the state means for the reader of the deliveries page, one sentence or two; may be empty."""
    words = mail.last_error.rstrip(".")
    if mail.may_have_arrived_twice and mail.state in TWICE:
        return TWICE[mail.state]
    if mail.state == MailState.QUEUED and words:
        return _("The mail server did not take it yet: %(words)s.") % {"words": words}
    if mail.state == MailState.FAILED:
        refused = _("The mail server refused it for good: %(words)s.") % {"words": words}
        nobody = _("Nobody reads this address: choose another one on the contact. Nothing more is sent to it.")
        return f"{refused} {nobody}" if is_hard_bounce(words) and getattr(mail, "contact_id", None) else refused
    return SAID.get(mail.state, "")
