"""The one field of an update that people write."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WordsForm(forms.Form):
    """Names the field where two people wrote it."""

    words = forms.CharField(label=_("the words"), required=False)
