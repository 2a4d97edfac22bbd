"""The mails of the portal as the gallery shows them. No database."""

from mailing.gallery import Sample
from mailing.render import render_mail

LINK = {
    "organization": "Harbor Light IT",
    "title": "Server refresh",
    "name": "Ann Lee",
    "url": "https://msp.example/portal/token/",
}


def mail_samples():
    """The mails of this app."""
    return [Sample("status_link", "customer", render_mail("status_link", LINK))]
