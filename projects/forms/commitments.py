"""Parsing a line of the register of commitments. Nothing is written here."""

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.choices import CommitmentKind, CommitmentState
from projects.forms.widgets import DateInput


class KeepingForm(forms.Form):
    """Who keeps it, and by when; ``people`` are the members that may."""

    owner = forms.TypedChoiceField(label=_("Kept by"))
    due_on = forms.DateField(
        label=_("To be kept by"),
        required=False,
        widget=DateInput(),
        help_text=_("Empty: by the end of the project."),
    )
    due_on.widget.short = True

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        by_id = {str(person.pk): person for person in people}
        field = self.fields["owner"]
        field.choices = [(pk, person.name) for pk, person in by_id.items()]
        field.coerce = by_id.get


class CommitmentForm(KeepingForm):
    """Something that was said and is in no paper."""

    kind = forms.ChoiceField(label=_("It is"), choices=CommitmentKind, initial=CommitmentKind.PROMISE)
    text = forms.CharField(
        label=_("What was said"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), strip=True
    )
    field_order = ("kind", "text", "owner", "due_on")


class OutcomeForm(forms.Form):
    """What became of it."""

    state = forms.ChoiceField(label=_("It is"), choices=CommitmentState)
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        required=False,
        help_text=_("Needed when it was broken or is void."),
    )


class CommitmentChangeForm(KeepingForm, OutcomeForm):
    """Both at once, for who may change the register."""

    field_order = ("state", "reason", "owner", "due_on")
