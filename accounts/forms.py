"""Parsing what a person says about themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import Theme


class ProfileForm(forms.Form):
    """Name and appearance."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("As colleagues and customers read it."),
        error_messages={"required": _("Write your name, for example Ana Ruiz.")},
    )
    theme = forms.ChoiceField(label=_("Appearance"), choices=Theme.choices, required=False)
