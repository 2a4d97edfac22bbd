"""What allauth asks of us: no open sign-up, account mails through the directory's outbox, and few guesses."""

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions.factors import forget_idle_codes, note_security
from accounts.actions.sessions import rename_session
from accounts.attempts import may_mail, may_try, remember
from accounts.devices import device_words
from accounts.links import password_link_for_key
from core import clock
from mailing.actions import send_account_mail
from mailing.render import render_mail

# allauth's name of a mail -> ours (templates/mail/account/<kind>/). It sends no other with our settings.
MAIL_KINDS = {"account/email/password_reset_key": "password_reset"}
# allauth's name of a notice -> verb of the trail, and what the mail says.
NOTICES = {
    "account/email/password_changed": ("security.password_changed", gettext_lazy("the password was changed")),
    "account/email/password_set": ("security.password_changed", gettext_lazy("a password was set")),
    "account/email/password_reset": (
        "security.password_reset",
        gettext_lazy("the password was set by a mailed link"),
    ),
    "mfa/email/totp_activated": ("security.app_added", gettext_lazy("an authenticator app was added")),
    "mfa/email/totp_deactivated": ("security.app_removed", gettext_lazy("the authenticator app was removed")),
    "mfa/email/webauthn_added": ("security.passkey_added", gettext_lazy("a passkey was added")),
    "mfa/email/webauthn_removed": ("security.passkey_removed", gettext_lazy("a passkey was removed")),
}
QUIET = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation or command, never by a stranger."""

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        return request.META.get("REMOTE_ADDR", "")

    def get_reset_password_from_key_url(self, key):
        return password_link_for_key(key)

    def get_password_change_redirect_url(self, request):
        return reverse("mfa_index")

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        """Signing in and out needs no message: the next page says it."""
        if message_template not in QUIET:
            super().add_message(request, level, message_template, *args, **kwargs)

    def pre_authenticate(self, request, **credentials):
        """Refuses before anything is looked up when there were too many tries."""
        if not may_try(request, credentials.get("email", "").strip().lower()):
            raise self.validation_error("too_many_login_attempts")

    def post_login(self, request, user, **kwargs):
        """This browser is known from now on (``accounts.attempts``)."""
        return remember(request, super().post_login(request, user, **kwargs), user.email)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """A factor or the password has changed: the trail, a mail, and a session under a new name.

        A first password is no alarm: there was nothing to change, and the person is looking at the page.
        """
        request = allauth_context.request
        verb, words = NOTICES[template_prefix]
        is_first = getattr(user, "first_password", False)
        device = f"{device_words(request.headers.get('User-Agent', ''))}, {self.get_client_ip(request)}"
        verb = "security.password_set" if is_first else verb
        note_security(user=user, verb=verb, words=str(words), device=device, now=clock.now(), mail=not is_first)
        forget_idle_codes(user=user)
        if request.user.is_authenticated:
            rename_session(request)

    def send_mail(self, template_prefix, email, context):
        """Queue the mail in words of ours; a kind we do not know is a programming error (KeyError)."""
        kind = MAIL_KINDS[template_prefix]
        if not may_mail(email.lower()):
            return
        mail = render_mail(f"account/{kind}", {"user": context["user"], "link": context["password_reset_url"]})
        send_account_mail(
            kind=kind,
            to_email=email,
            to_name=context["user"].name,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
        )


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: the app's secret is not stored in the clear, and the names are ours."""

    def encrypt(self, text):
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self):
        return "MSP PM"

    def generate_authenticator_name(self, user, type):  # noqa: A002  allauth's name
        return _("Passkey")


def _cipher():
    key = hashlib.sha256(f"second-factor:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
