"""Parsing what a person says about themselves."""

from allauth.account.forms import ChangePasswordForm, ResetPasswordKeyForm
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


class SetPasswordForm(ResetPasswordKeyForm):
    """allauth's, in the words of our pages: what a good password is stands above the form."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_in_our_words(self.fields)


class OtherPasswordForm(ChangePasswordForm):
    """The same for a person who is signed in and knows the old one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Current password")
        self.fields["oldpassword"].widget.attrs.pop("placeholder", None)
        say_in_our_words(self.fields)


def say_in_our_words(fields):
    """Sentence case, no placeholder that repeats the label, no list of rules below the field."""
    for name, label in {"password1": _("New password"), "password2": _("New password again")}.items():
        fields[name].label, fields[name].help_text = label, ""
        fields[name].widget.attrs.pop("placeholder", None)
