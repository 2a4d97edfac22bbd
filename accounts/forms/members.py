"""Parsing what somebody says about members and invitations."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from accounts.choices import Level, Role

LEVELS = [("", _("Not on the board")), *Level.choices]


def _short(field):
    field.widget.short = True
    return field


class WorkForm(forms.Form):
    """Roles, level and hours."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role.")},
    )
    level = _short(forms.ChoiceField(label=_("Skill level"), choices=LEVELS, required=False))
    weekly_hours = _short(
        forms.DecimalField(label=_("Hours a week"), min_value=0, max_value=168, decimal_places=2, initial=40)
    )


class MemberForm(WorkForm):
    """What a manager of members changes about one."""

    phone = _short(forms.CharField(label=_("Phone"), required=False, max_length=40))


class InviteForm(WorkForm):
    """Who is asked to join, and as what."""

    email = forms.EmailField(label=_("Work email"))
    name = forms.CharField(
        label=_("Name"), required=False, max_length=200, help_text=_("They can correct it when they join.")
    )
    cost_rate = _short(
        forms.DecimalField(
            label=_("Cost of an hour"),
            required=False,
            min_value=0,
            decimal_places=2,
            help_text=_("What an hour of this person costs you, in your home currency. Never shown to customers."),
        )
    )
    field_order = ("email", "name", "roles", "level", "weekly_hours", "cost_rate")


class AbsenceForm(forms.Form):
    """When somebody is away and who stands in."""

    absent_from = _short(
        forms.DateField(label=_("Away from"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    )
    absent_until = _short(
        forms.DateField(
            label=_("Last day away"),
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}),
            help_text=_("Empty: until further notice."),
        )
    )
    deputy = forms.ModelChoiceField(
        label=_("Deputy"),
        queryset=None,
        required=False,
        empty_label=_("Nobody"),
        help_text=_("Sees what waits for this person, and may approve their weekly updates."),
    )

    def __init__(self, *args, deputies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = deputies


class RateForm(forms.Form):
    """What an hour costs, from a day on."""

    hourly = _short(forms.DecimalField(label=_("Cost of an hour"), min_value=0, decimal_places=2))
    starts_on = _short(forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"})))


class JoinForm(forms.Form):
    """Name and password of a person who has no account yet."""

    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least ten characters; a short sentence works well."),
    )

    def clean_password(self):
        """Judged beside the name, so that both are said at once; the action judges it for every caller."""
        password = self.cleaned_data["password"]
        validate_password(password)
        return password
