"""The mails of projects as the gallery and the golden files show them. No database."""

from datetime import date

from mailing.gallery import Sample
from mailing.render import render_mail

RELEASED = {
    "organization": "Harbor Light IT",
    "first_name": "Sam",
    "manager": "Ana Ruiz",
    "manager_first_name": "Ana",
    "lead_tech": "Joon Park",
    "accepted_by": "Ana Ruiz",
    "customer": "Acme Dental",
    "title": "Server refresh",
    "number": "P-0007",
    "start": date(2026, 10, 26),
    "end": date(2026, 12, 18),
    "url": "https://msp.example/o/harbor/projects/P-0007/",
}


def mail_samples():
    """The mails of this app."""
    return [Sample("released", "sales", render_mail("released", RELEASED))]
