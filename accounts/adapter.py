"""What allauth asks of us: no open sign-up, and account mails through the directory's outbox."""

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse

from accounts.links import password_link_for_key
from mailing.actions import send_account_mail
from mailing.render import render_mail

# allauth's name of a mail -> ours (templates/mail/account/<kind>/). It sends no other with our settings.
MAIL_KINDS = {"account/email/password_reset_key": "password_reset"}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation or command, never by a stranger."""

    def is_open_for_signup(self, request):
        return False

    def get_reset_password_from_key_url(self, key):
        return password_link_for_key(key)

    def get_password_change_redirect_url(self, request):
        return reverse("accounts:profile")

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        """Signing in and out needs no message: the next page says it."""
        if message_template not in {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}:
            super().add_message(request, level, message_template, *args, **kwargs)

    def send_mail(self, template_prefix, email, context):
        """Queue the mail in words of ours; a kind we do not know is a programming error (KeyError)."""
        kind = MAIL_KINDS[template_prefix]
        mail = render_mail(f"account/{kind}", {"user": context["user"], "link": context["password_reset_url"]})
        send_account_mail(
            kind=kind,
            to_email=email,
            to_name=context["user"].name,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
        )
