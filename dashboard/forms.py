"""Naming a view."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ViewForm(forms.Form):
    """A name, and for whom the view is."""

    name = forms.CharField(label=_("Name"), max_length=60)
    is_shared = forms.BooleanField(label=_("Share it with the team"), required=False)
    is_default = forms.BooleanField(label=_("Open the list with it"), required=False)
