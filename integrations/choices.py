"""Vocabulary of this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventState(models.TextChoices):
    """What became of an event that came in."""

    TAKEN = "taken", _("Taken in")
    QUARANTINED = "quarantined", _("In quarantine")
