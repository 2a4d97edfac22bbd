"""What allauth asks of us: no open sign-up, and account mails through the directory's outbox."""

from allauth.account.adapter import DefaultAccountAdapter
from django.template.loader import render_to_string

from mailing.actions import send_account_mail


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation or command, never by a stranger."""

    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context):
        """Queue the mail; allauth's templates are ``<prefix>_subject.txt`` and ``<prefix>_message.{txt,html}``."""
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", context).split())
        send_account_mail(
            kind=template_prefix.rsplit("/", 1)[-1],
            to_email=email,
            subject=subject,
            text=render_to_string(f"{template_prefix}_message.txt", context),
            html=render_to_string(f"{template_prefix}_message.html", context),
        )
