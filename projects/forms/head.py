"""The title of a project."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TitleForm(forms.Form):
    """One line that customers read, too."""

    title = forms.CharField(
        label=_("Title"), max_length=200, help_text=_("The customer reads it on every page and mail.")
    )
