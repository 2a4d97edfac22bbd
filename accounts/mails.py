"""Mails about an account: each goes through the directory's outbox."""

from django.conf import settings
from django.urls import reverse

from accounts.choices import Role
from mailing.actions import send_account_mail
from mailing.render import render_mail


def invitation(invitation_, token):
    """The link with which a person joins; one mail each time it is sent."""
    context = {
        "organization": invitation_.invited_by.organization.name,
        "inviter": invitation_.invited_by.name,
        "name": invitation_.name,
        "roles": [str(Role(role).label) for role in invitation_.roles],
        "expires_at": invitation_.expires_at,
        "zone": invitation_.invited_by.organization.zone,
        "link": f"{settings.SITE_URL}{reverse('accounts:invitation', args=[token])}",
    }
    key = f"invitation:{invitation_.pk}:{invitation_.sent_at.isoformat()}"
    _send("invitation", invitation_.email, invitation_.name, context, key)


def security_notice(user, event, *, at, device):
    """Something about the way in has changed; the person can undo what was not theirs."""
    context = {"user": user, "event": event, "at": at, "device": device, "link": settings.SITE_URL}
    _send("security_notice", user.email, user.name, context)


def _send(kind, to_email, to_name, context, key=None):
    mail = render_mail(f"account/{kind}", context)
    send_account_mail(
        kind=kind,
        to_email=to_email,
        to_name=to_name,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        idempotency_key=key,
    )
