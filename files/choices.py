"""What a file is to the hand-off."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileKind(models.TextChoices):
    """Signed papers are told from the rest, since a hand-off asks for them."""

    SIGNED_QUOTE = "signed_quote", _("Signed quote")
    PURCHASE_ORDER = "purchase_order", _("Purchase order")
    OTHER = "other", _("Other")
