"""The words of the weekly update: who reads it, how far it has come, who lets it go."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Audience(TextChoices):
    CUSTOMER = "customer", _("Customer")
    INTERNAL = "internal", _("Internal")
    SALES = "sales", _("Sales")


class UpdateState(TextChoices):
    """A correction is a new version; a sent version never changes again."""

    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")
    HELD = "held", _("On hold")
    SENT = "sent", _("Sent")
    MISSED = "missed", _("Missed")


class UpdateMode(TextChoices):
    """Whether a draft leaves by itself at the send moment."""

    APPROVE = "approve", _("After approval only")
    UNCHANGED_GREEN = "unchanged_green", _("Unchanged green updates by themselves")
    AUTOMATIC = "automatic", _("By themselves")
