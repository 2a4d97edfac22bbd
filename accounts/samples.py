"""Account mails as the gallery shows them. No database."""

import datetime as dt
from zoneinfo import ZoneInfo

from mailing.gallery import Sample
from mailing.render import render_mail

MOMENT = dt.datetime(2026, 11, 20, 15, tzinfo=dt.UTC)
RESET = {"user": "Ana Ruiz", "link": "https://msp.example/account/password/reset/key/1-token/"}
INVITATION = {
    "organization": "Harbor Light IT",
    "inviter": "Olivia Grant",
    "name": "Ana Ruiz",
    "roles": ["Project manager", "Dispatcher"],
    "expires_at": MOMENT,
    "zone": ZoneInfo("America/New_York"),
    "link": "https://msp.example/invitation/token/",
}
SECURITY = {
    "user": "Ana Ruiz",
    "event": "an authenticator app was added",
    "at": MOMENT,
    "device": "Firefox, 203.0.113.7",
    "link": "https://msp.example",
}


def mail_samples():
    """The mails of this app."""
    contexts = {"password_reset": RESET, "invitation": INVITATION, "security_notice": SECURITY}
    return [Sample(kind, "account", render_mail(f"account/{kind}", context)) for kind, context in contexts.items()]
