"""Vocabulary of this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventState(models.TextChoices):
    """What became of an event that came in."""

    TAKEN = "taken", _("Taken in")
    QUARANTINED = "quarantined", _("In quarantine")
    ASIDE = "aside", _("Set aside")
    REJECTED = "rejected", _("Rejected")


class Preset(models.TextChoices):
    """The shape in which a source speaks."""

    NATIVE = "native", _("MSP PM")
    HUBSPOT = "hubspot", _("HubSpot")
    CONNECTWISE = "connectwise", _("ConnectWise PSA")
    AUTOTASK = "autotask", _("Autotask PSA")
