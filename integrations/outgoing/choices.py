"""What other systems may be told of, and how far the telling got."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    """Events a subscription may ask for."""

    DEAL_RECEIVED = "deal.received", _("A closed deal came in")
    DEAL_ACCEPTED = "deal.accepted", _("A deal was accepted")
    DEAL_RETURNED = "deal.returned", _("A deal went back to sales")
    DEAL_DECLINED = "deal.declined", _("A deal was declined")
    STATUS_CHANGED = "project.status_changed", _("A project changed its status")
    CLOSED = "project.closed", _("A project was closed")
    UPDATE_SENT = "update.sent", _("A weekly update was sent")


class DeliveryState(models.TextChoices):
    """What became of one message."""

    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Given up")
