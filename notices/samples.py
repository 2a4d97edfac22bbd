"""The mails of notices as the gallery and the golden files show them. No database."""

from datetime import date

from mailing.gallery import Sample
from mailing.render import render_mail

COMMON = {
    "organization": "Harbor Light IT",
    "first_name": "Ana",
    "choices_url": "https://msp.example/profile/",
}
NOTICE = COMMON | {
    "text": "“Server refresh” for Acme Dental is ready to be accepted.",
    "by": "Sam Cole",
    "url": "https://msp.example/o/harbor/deals/1/",
}
DIGEST = COMMON | {
    "day": date(2026, 11, 20),
    "count": 3,
    "more": 0,
    "lines": [
        {"text": "P-0007 Server refresh: the project plan is due today.", "url": "https://msp.example/1/"},
        {"text": "P-0009 New office: the purchase is 2 days late.", "url": "https://msp.example/2/"},
        {"text": "“New switches” for Acme Dental is ready to be accepted.", "url": "https://msp.example/3/"},
    ],
    "url": "https://msp.example/o/harbor/notices/",
}


def mail_samples():
    """The mails of this app."""
    return [
        Sample("notice", "internal", render_mail("notice", NOTICE)),
        Sample("daily_digest", "internal", render_mail("daily_digest", DIGEST)),
    ]
