"""How far a mail has come, and the kind of work that a refused one leaves on the due list."""

from django.db import models
from django.utils.translation import gettext_lazy as _

REFUSED_KIND = "refused"  # somebody above looks whom a refused mail concerns


class MailState(models.TextChoices):
    """queued -> leased -> sending -> accepted; side exits as in reliability, section 2."""

    QUEUED = "queued", _("Waiting")
    LEASED = "leased", _("Taken by a worker")
    SENDING = "sending", _("Being sent")
    ACCEPTED = "accepted", _("Accepted by the mail server")
    DELIVERED = "delivered", _("Delivered")
    BOUNCED = "bounced", _("Bounced")
    COMPLAINED = "complained", _("Reported as spam")
    UNKNOWN = "unknown", _("May have arrived")
    FAILED = "failed", _("Refused")
    SUPPRESSED = "suppressed", _("Not sent: address is blocked")
    WITHHELD = "withheld", _("Held back")
    ABORTED = "aborted", _("Called back")


class MailGroup(models.TextChoices):
    """The states as people ask for them: five words instead of twelve."""

    GOING = "going", _("On its way")
    SENT = "left", _("Sent")
    UNSURE = "unsure", _("May have arrived")
    NOT_ARRIVED = "not_arrived", _("Did not arrive")
    NOT_SENT = "not_sent", _("Not sent")


GROUPS = {
    MailGroup.GOING: (MailState.QUEUED, MailState.LEASED, MailState.SENDING),
    MailGroup.SENT: (MailState.ACCEPTED, MailState.DELIVERED),
    MailGroup.UNSURE: (MailState.UNKNOWN,),
    MailGroup.NOT_ARRIVED: (MailState.BOUNCED, MailState.COMPLAINED, MailState.FAILED),
    MailGroup.NOT_SENT: (MailState.SUPPRESSED, MailState.WITHHELD, MailState.ABORTED),
}
GROUP_OF = {state: group for group, states in GROUPS.items() for state in states}
