"""The words of a closed deal: its states, how it is billed, what a line sells."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from customers.choices import BillingModel

__all__ = ["BillingModel", "ChangeDecision", "DealState", "LineKind", "QuestionKind", "RequestType"]


class DealState(TextChoices):
    """`received` exists only until the checklist has been read once."""

    RECEIVED = "received", _("Received")
    INCOMPLETE = "incomplete", _("Incomplete")
    READY = "ready", _("Ready to accept")
    RETURNED = "returned", _("Returned to sales")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    NOT_A_PROJECT = "not_a_project", _("Not a project")


class LineKind(TextChoices):
    LABOR = "labor", _("Labor")
    PRODUCT = "product", _("Product")
    LICENSE = "license", _("License")
    RECURRING = "recurring", _("Recurring")


class RequestType(TextChoices):
    """What a deal that is no project is instead."""

    INCIDENT = "incident", _("Incident")
    PROBLEM = "problem", _("Problem")
    ALERT = "alert", _("Alert")
    HOW_TO = "how_to", _("How-to")
    MOVE = "move", _("Move")
    ADD = "add", _("Add")
    CHANGE = "change", _("Change")
    INSTALL = "install", _("Install")
    RECURRING_MAINTENANCE = "recurring_maintenance", _("Recurring maintenance")
    ON_SITE_VISIT = "on_site_visit", _("On-site visit")


class ChangeDecision(TextChoices):
    """About a change that came in after the deal was decided."""

    APPLIED = "applied", _("Applied")
    REFUSED = "refused", _("Refused")
    ORDERED = "ordered", _("Change order")


class QuestionKind(TextChoices):
    """Asked before the hand-off was accepted, or of a salesperson who was released already."""

    RETURN = "return", _("Return to sales")
    RECALL = "recall", _("Recall")
