"""A returned hand-off as the gallery of mails and the golden files show it. No database."""

from deals.mails import asks_of
from mailing.gallery import Sample
from mailing.render import render_mail

RETURNED = {
    "organization": "Harbor Light IT",
    "first_name": "Sam",
    "returned_by": "Ana Ruiz",
    "customer": "Acme Dental",
    "title": "Server refresh",
    "questions": [
        "Who signs the purchase order?",
        "Were the two added switches part of the price?",
        "May we work on a Saturday?",
    ],
    "url": "https://msp.example/o/harbor/deals/1/",
}


def mail_samples():
    """The mails of this app."""
    return [Sample("deal_returned", "sales", render_mail("deal_returned", RETURNED | {"asks": asks_of(RETURNED)}))]
