"""What a contact does at the customer's."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContactRole(models.TextChoices):
    """Signer, sponsor and technical contacts receive weekly updates unless told otherwise."""

    SIGNER = "signer", _("Signer")
    SPONSOR = "sponsor", _("Sponsor")
    TECHNICAL = "technical", _("Technical")
    BILLING = "billing", _("Billing")
    AFTER_HOURS = "after_hours", _("After hours")


RECEIVES_UPDATES_BY_DEFAULT = frozenset({ContactRole.SIGNER, ContactRole.SPONSOR, ContactRole.TECHNICAL})
