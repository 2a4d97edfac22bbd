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


class BillingModel(models.TextChoices):
    """How work is charged; deals and projects use the same words."""

    FIXED_PRICE = "fixed_price", _("Fixed price")
    TIME_AND_MATERIALS = "time_and_materials", _("Time and materials")
    NOT_TO_EXCEED = "not_to_exceed", _("Not to exceed")


class Channel(models.TextChoices):
    """How a contact is reached best, when it is not the weekly mail."""

    EMAIL = "email", _("Email")
    PHONE = "phone", _("Phone")
    TEXT = "text", _("Text message")


RECEIVES_UPDATES_BY_DEFAULT = frozenset({ContactRole.SIGNER, ContactRole.SPONSOR, ContactRole.TECHNICAL})
