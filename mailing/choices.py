"""How far a mail has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
