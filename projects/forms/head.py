"""The title of a project, and how its weekly updates leave."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.settings import MODES


class TitleForm(forms.Form):
    """One line that customers read, too."""

    title = forms.CharField(
        label=_("Title"), max_length=200, help_text=_("The customer reads it on every page and mail.")
    )


class UpdateModeForm(forms.Form):
    """The organization's way, or one of this project's own."""

    update_mode = forms.ChoiceField(
        label=_("How its updates leave"),
        choices=[("", _("As all of ours do (see the settings)")), *MODES],
        required=False,
        widget=forms.RadioSelect,
    )
