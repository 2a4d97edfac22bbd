"""Why a status changes, and the typed confirmation of what cannot be taken back at once."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """A hold or a reopening says why."""

    reason = forms.CharField(label=_("Why"), max_length=300, help_text=_("Shown wherever the status is shown."))


class CancelForm(ReasonForm):
    """A cancellation is confirmed by typing the project's number."""

    number = forms.CharField(label=_("Project number"), max_length=20)
    number.widget.short = True

    def __init__(self, *args, project, **kwargs):
        super().__init__(*args, **kwargs)
        self.expected = project.number
        self.fields["number"].help_text = _("Type %s to confirm.") % project.number

    def clean_number(self):
        """The number as it is written on the page, case aside."""
        if self.cleaned_data["number"].strip().upper() != self.expected:
            raise forms.ValidationError(_("This is not the number of the project: type %s.") % self.expected)
        return self.expected


class CloseForm(forms.Form):
    """Closing needs no words: what it needs are the twelve."""
