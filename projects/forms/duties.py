"""What a person says about a responsibility: what they saw, what they wait for, why it is waived."""

from django import forms
from django.utils.translation import gettext_lazy as _


def _words(label, help_text, length):
    rows = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, help_text=help_text, max_length=length, widget=rows)


class ConfirmForm(forms.Form):
    """A confirmation by hand is evidence: it says what was seen."""

    seen = _words(_("What you saw"), _("Such as: signed quote Q-2231 matches all lines."), 500)


class WaitForm(forms.Form):
    """The counterparty was asked; the responsibility waits from now on."""

    what = _words(_("What you asked for"), _("Such as: Ann Lee confirms the two added lines."), 500)


class WaiveForm(forms.Form):
    """A waiver has a name and a reason."""

    reason = _words(_("Why it is not needed"), _("Your name and this reason stay on the project."), 300)
