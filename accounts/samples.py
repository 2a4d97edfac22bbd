"""Account mails as the gallery shows them. No database."""

from mailing.gallery import Sample
from mailing.render import render_mail

RESET = {"user": "Ana Ruiz", "link": "https://msp.example/account/password/reset/key/1-token/"}


def mail_samples():
    """The mails of this app."""
    return [Sample("password_reset", "account", render_mail("account/password_reset", RESET))]
