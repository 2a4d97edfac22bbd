"""Parsing out-of-scope work: capture, estimate, and what a person says of it; actions decide."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import Level
from projects.actions.out_of_scope_terms import OUT_OF_SCOPE_TERMS
from projects.choices import OutOfScopeCause, OutOfScopeMode
from projects.forms.scope import RecordForm
from projects.models import OutOfScopeTerms

MODES = [(one.value, one.label) for one in (OutOfScopeMode.APPROVAL, OutOfScopeMode.PREAUTHORIZED)]


def _short(field):
    field.widget.short = True
    return field


def _money(label, help_text="", **options):
    return _short(
        forms.DecimalField(
            label=label, help_text=help_text, max_digits=11, decimal_places=2, min_value=0, **options
        )
    )


def _reason(label, help_text=""):
    rows = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, help_text=help_text, max_length=500, widget=rows)


class CaptureForm(forms.Form):
    """One line is enough."""

    title = forms.CharField(label=_("What"), max_length=200, help_text=_("The customer will read it."))
    why = forms.CharField(
        label=_("Why"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class EstimateForm(forms.Form):
    """What it takes, and how the customer agrees. An emergency under way has no ``mode`` to choose."""

    hours = _short(forms.DecimalField(label=_("Hours"), max_digits=7, decimal_places=2, min_value=0))
    skill_level = forms.ChoiceField(label=_("Level"), required=False, choices=[("", "–"), *Level.choices])
    price = _money(_("Price"))
    spend_limit = _money(_("At most"), _("More than this is never billed. Empty: the price."), required=False)
    days_added = _short(
        forms.IntegerField(label=_("Working days added to the end"), min_value=0, max_value=260, initial=0)
    )
    changes_deliverable = forms.BooleanField(
        label=_("It changes a deliverable"), required=False, help_text=_("Then it becomes a change order.")
    )
    mode = forms.ChoiceField(label=_("The customer agrees by"), choices=MODES, widget=forms.RadioSelect)

    def __init__(self, *args, is_emergency=False, **kwargs):
        super().__init__(*args, **kwargs)
        if is_emergency:
            del self.fields["mode"]


class TellForm(forms.Form):
    """Who gets the mail: one named person."""

    contact = forms.TypedChoiceField(label=_("Send to"), empty_value=None)

    def __init__(self, *args, contacts=(), **kwargs):
        super().__init__(*args, **kwargs)
        people = {str(contact.pk): contact for contact in contacts if contact.email}
        self.fields["contact"].choices = [
            (pk, f"{contact.name}, {contact.get_role_display()}, {contact.email}")
            for pk, contact in people.items()
        ]
        self.fields["contact"].coerce = people.get


class ToldForm(RecordForm):
    """They were told another way."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Who was told")
        self.fields["method"].initial = "phone"
        del self.fields["reference"]


class EmergencyForm(forms.Form):
    """Why it cannot wait."""

    emergency_reason = _reason(_("What the emergency is"), _("The customer reads it."))


class SettleForm(forms.Form):
    """How a dispute ended."""

    upheld = forms.TypedChoiceField(
        label=_("What was agreed"),
        choices=[("yes", _("It stands as it was")), ("no", _("It is given up"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = _reason(_("In words"))

    def __init__(self, *args, has_begun=False, **kwargs):
        super().__init__(*args, **kwargs)
        if has_begun:  # what has begun cannot be given up, only absorbed
            self.fields["upheld"].choices = self.fields["upheld"].choices[:1]
            self.fields["upheld"].initial = "yes"


class ReleaseForm(forms.Form):
    """What is billed."""

    billed = _money(_("To be billed"))


class InvoiceForm(forms.Form):
    """Where it is billed."""

    reference = forms.CharField(label=_("Invoice"), max_length=120, help_text=_("For example INV-2207."))


class AbsorbForm(forms.Form):
    """Why we bear it."""

    cause = forms.ChoiceField(label=_("Cause"), choices=OutOfScopeCause.choices)
    reason = _reason(_("Why we bear it"))
    cost = _money(_("What it cost us"), _("Empty: the hours logged, at their rates. Internal."), required=False)


class TermsForm(forms.ModelForm):
    """What the organization agrees with its customers."""

    class Meta:
        model = OutOfScopeTerms
        fields = OUT_OF_SCOPE_TERMS
        labels = {
            "preauthorized_limit": _("Agreed beforehand, up to"),
            "promotion_hours": _("A change order above, hours"),
            "promotion_days": _("A change order above, days added to the end"),
            "emergency_hours": _("An emergency is told within, hours"),
            "answer_days": _("An offer ends after, days"),
        }
        help_texts = {
            "preauthorized_limit": _("Per project, in your home currency. Zero: every item needs an approval."),
        }
