"""The two mails of notices: one thing at once, and the digest of the morning."""

from django.conf import settings

from accounts.queries import settings_of
from mailing.actions import queue_mail
from mailing.render import render_mail
from notices.rules import lines_of

MOST_LINES = 30


def notice(row, *, due_at):
    """Tell a member of one event, not before ``due_at``."""
    return _queue(row.member, "notice", notice_context(row), f"notice:{row.pk}", due_at=due_at)


def digest(member, rows, day):
    """Tell a member what waits. None when they had their digest of ``day`` (their date) already."""
    return _queue(member, "daily_digest", digest_context(member, rows, day), f"digest:{member.pk}:{day}")


def notice_context(row):
    """What the mail says, as plain values (the gallery uses the same names)."""
    return {
        "organization": row.member.organization.name,
        "first_name": row.member.name.split()[0],
        "text": row.text,
        "by": row.by,
        "url": f"{settings.SITE_URL}{row.url}",
        "choices_url": f"{settings.SITE_URL}/profile/",
    }


def digest_context(member, rows, day):
    """What the mail says, as plain values (the gallery uses the same names)."""
    lines, more = lines_of(
        [{"text": row.text, "url": f"{settings.SITE_URL}{row.url}"} for row in rows], MOST_LINES
    )
    return {
        "organization": member.organization.name,
        "first_name": member.name.split()[0],
        "day": day,
        "lines": lines,
        "more": more,
        "count": len(rows),
        "url": f"{settings.SITE_URL}/o/{member.organization.slug}/notices/",
        "choices_url": f"{settings.SITE_URL}/profile/",
    }


def _queue(member, kind, context, key, *, due_at=None):
    mail = render_mail(kind, context)
    return queue_mail(
        kind=kind,
        audience="internal",
        to_email=member.email,
        to_name=member.name,
        from_name=settings_of(member.organization).sender_name or member.organization.name,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        idempotency_key=key,
        member_id=member.pk,
        due_at=due_at,
    )
