"""allauth's forms of a password, in our words."""

import re

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
                required=False,  # nobody is kept out for it: the address has a name, too
                initial=name_in_address(self.user.email),
                help_text=_("As colleagues and customers read it. Taken from your address; correct it."),
                widget=forms.TextInput(attrs={"autocomplete": "name"}),
            )
            self.order_fields(["name"])

    def clean(self):
        """Everything that is wrong at once: that the two differ is said of a poor password as well."""
        values = super().clean()
        first, second = (self.data.get(self.add_prefix(name), "") for name in ("password1", "password2"))
        if "password1" in self.errors and first and second and first != second:
            self.add_error("password2", _("You must type the same password each time."))
        return values

    def clean_name(self):
        name = self.cleaned_data["name"].strip()
        return name if any(map(str.isalnum, name)) else name_in_address(self.user.email)

    def save(self):
        """The password, and the name where it was asked for; ``first_password`` of the user: it had none before."""
        self.user.first_password = not self.user.has_usable_password()
        super().save()
        if "name" in self.cleaned_data:
            self.user.name = self.cleaned_data["name"]
            self.user.save(update_fields=["name"])


class OtherPasswordForm(ChangePasswordForm):
    """The same for a person who is signed in and knows the old one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Current password")
        self.fields["oldpassword"].widget.attrs.pop("placeholder", None)
        say_in_our_words(self.fields)


def name_in_address(email):
    """``Olga Berg`` of ``olga.berg@north.example``; the address itself where it holds no word."""
    words = re.findall(r"[^\W\d_]+", email.partition("@")[0])
    return " ".join(word.capitalize() for word in words) or email


def say_in_our_words(fields):
    """Sentence case, no placeholder that repeats the label, no list of rules below the field."""
    for name, label in {"password1": _("New password"), "password2": _("New password again")}.items():
        fields[name].label, fields[name].help_text = label, ""
        fields[name].widget.attrs.pop("placeholder", None)
