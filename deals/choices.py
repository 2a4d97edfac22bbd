"""The words of a closed deal: its states, how it is billed, what a line sells."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DealState(TextChoices):
    """`received` exists only until the checklist has been read once."""

    RECEIVED = "received", _("Received")
    INCOMPLETE = "incomplete", _("Incomplete")
    READY = "ready", _("Ready to accept")
    RETURNED = "returned", _("Returned to sales")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    NOT_A_PROJECT = "not_a_project", _("Not a project")


class BillingModel(TextChoices):
    FIXED_PRICE = "fixed_price", _("Fixed price")
    TIME_AND_MATERIALS = "time_and_materials", _("Time and materials")
    NOT_TO_EXCEED = "not_to_exceed", _("Not to exceed")


class LineKind(TextChoices):
    LABOR = "labor", _("Labor")
    PRODUCT = "product", _("Product")
    LICENSE = "license", _("License")
    RECURRING = "recurring", _("Recurring")
