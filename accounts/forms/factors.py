"""The code of a second factor: of the app, or a recovery code."""

from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.base.internal.flows import post_authentication
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.actions.factors import use_app_code, use_recovery_code
from accounts.attempts import may_try
from core import clock

CODE = {"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false"}


class CodeForm(forms.Form):
    """Six digits of the app, or a recovery code; each works once. ``save`` notes how the person proved themselves."""

    reauthenticated = False
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(attrs=CODE),
        help_text=_("Six digits from your app, or one of your recovery codes."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.app = user, None

    def clean_code(self):
        if not may_try(context.request, self.user.email, what="second_factor"):
            raise ValidationError(_("Too many tries. Wait five minutes."))
        code = self.cleaned_data["code"]
        self.app = use_app_code(user=self.user, code=code)
        if self.app is None and not use_recovery_code(user=self.user, code=code, now=clock.now()):
            raise ValidationError(_("That code is not right, or it was used already."))
        return code

    def save(self):
        if self.app is not None:
            self.app.user = self.user
            post_authentication(context.request, self.app, reauthenticated=self.reauthenticated)
        else:
            extra = {"reauthenticated": True} if self.reauthenticated else {}
            record_authentication(context.request, self.user, "mfa", type="recovery_codes", **extra)


class CodeAgainForm(CodeForm):
    """The same before something delicate."""

    reauthenticated = True
