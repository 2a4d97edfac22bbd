"""allauth's forms of a password, in our words."""

from allauth.account.forms import ChangePasswordForm, ResetPasswordKeyForm
from django import forms
from django.utils.translation import gettext_lazy as _


class SetPasswordForm(ResetPasswordKeyForm):
    """allauth's, in the words of our pages: what a good password is stands above the form."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_in_our_words(self.fields)
        if self.user is not None and not self.user.name:  # the first sign-in by a one-time link
            self.fields["name"] = forms.CharField(
                label=_("Your name"),
                max_length=200,
                required=False,  # asked for, and nobody is kept out for it
                help_text=_("As colleagues and customers read it."),
                widget=forms.TextInput(attrs={"autocomplete": "name"}),
            )
            self.order_fields(["name"])

    def save(self):
        """The password, and the name where it was asked for."""
        super().save()
        if self.cleaned_data.get("name"):
            self.user.name = self.cleaned_data["name"].strip()
            self.user.save(update_fields=["name"])


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
