"""Putting mail into the outbox, trying again and calling back. Delivery lives in ``mailing.delivery``."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core import clock
from core.due import work_is_due_at
from core.errors import DomainError, NotAllowed
from core.identifiers import uuid7
from core.jobs import enqueue
from core.tenancy import current_organization_id
from core.traces import mail_headers
from mailing.choices import MailState
from mailing.models import AccountMail, OutgoingMail, ProjectNotice, SuppressedAddress
from mailing.permissions import can_steer_mail
from mailing.render import one_line
from mailing.rules import message_id

DUE_KIND = "mail"
RETRIABLE = (MailState.QUEUED, MailState.FAILED, MailState.SUPPRESSED)


def queue_mail(
    *,
    kind,
    audience,
    to_email,
    to_name,
    subject,
    text,
    html,
    idempotency_key,
    from_name="",
    reply_to="",
    headers=None,
    project_numbers=(),
    notices=(),
    contact_id=None,
    member_id=None,
    due_at=None,
):
    """Queue one rendered mail of the organization in force and return it, or None when it exists already.

    ``idempotency_key`` is unique per organization: the same key again queues nothing. ``notices``
    are ``(project, week_start, version)`` triples, the once-promise. Sets the headers of the
    contract, section 6; ``headers`` adds to them. Due at ``due_at``, without one at once by the real clock,
    whatever instant decided that it should go. The bell rings after commit, once per transaction.
    """
    identifier, now = uuid7(), clock.now()
    mail = OutgoingMail(
        id=identifier,
        kind=kind,
        audience=audience,
        to_email=to_email,
        to_name=one_line(to_name)[:200],
        from_name=one_line(from_name)[:200],
        reply_to=reply_to,
        subject=one_line(subject)[:400],
        text=text,
        html=html,
        idempotency_key=idempotency_key,
        message_id=message_id(identifier, settings.SITE_URL),
        contact_id=contact_id,
        member_id=member_id,
        headers=_headers(kind, audience, project_numbers) | mail_headers() | (headers or {}),
        next_attempt_at=max(now, due_at or now),
    )
    OutgoingMail.objects.bulk_create([mail], ignore_conflicts=True)
    if not OutgoingMail.objects.filter(pk=identifier).exists():
        return None
    ProjectNotice.objects.bulk_create(
        ProjectNotice(mail=mail, recipient=to_email.lower(), project=project, week_start=week, version=version)
        for project, week, version in notices
    )
    ring(mail.next_attempt_at)
    return mail


def ring(now):
    """Note that mail of the organization in force is due at ``now`` and ring after commit."""
    organization_id = current_organization_id()
    work_is_due_at(organization_id, DUE_KIND, now)
    enqueue("mailing.deliver", organization_id=str(organization_id))


def _headers(kind, audience, project_numbers):
    headers = {"X-Mail-Kind": kind, "Auto-Submitted": "auto-generated"}
    if audience:
        headers["X-Audience"] = audience
    if project_numbers:
        headers["X-Project"] = ", ".join(project_numbers)
    return headers


def send_account_mail(*, kind, to_email, subject, text, html, to_name="", idempotency_key=None):
    """Queue a mail about a person's account (reset, invitation) in the directory's outbox."""
    identifier = uuid7()
    mail = AccountMail.objects.create(
        id=identifier,
        kind=kind,
        to_email=to_email,
        to_name=one_line(to_name)[:200],
        subject=one_line(subject)[:400],
        text=text,
        html=html,
        headers={"X-Mail-Kind": kind, "Auto-Submitted": "auto-generated"} | mail_headers(),
        idempotency_key=idempotency_key or str(identifier),
        message_id=message_id(identifier, settings.SITE_URL),
        next_attempt_at=clock.now(),
    )
    enqueue("mailing.deliver_account_mail")
    return mail


@transaction.atomic
def retry_mail(*, mail, by, now):
    """Send a waiting, refused or blocked mail at the next opportunity. 409 once it has left or was called back.

    A block on its address is lifted: who presses this says that somebody reads it after all.
    """
    _steer(mail, by, now, "mail.retried", RETRIABLE, MailState.QUEUED)
    SuppressedAddress.objects.filter(email__iexact=mail.to_email).delete()
    ring(now)


@transaction.atomic
def call_back_mail(*, mail, by, now):
    """Stop a mail that has not left yet; it is never sent. 409 once a worker has taken it."""
    _steer(
        mail,
        by,
        now,
        "mail.called_back",
        (MailState.QUEUED, MailState.WITHHELD, MailState.FAILED),
        MailState.ABORTED,
    )


def _steer(mail, by, now, verb, allowed, target):
    if not can_steer_mail(by):
        raise NotAllowed(_("Only project managers, service managers and owners steer mail."))
    current = OutgoingMail.objects.select_for_update().get(pk=mail.pk)
    if current.state not in allowed:
        label = MailState(current.state).label
        raise DomainError(
            "mail_has_left", _("Nothing was changed: this mail is already “%(state)s”.") % {"state": label}
        )
    record(by=by, verb=verb, obj=current, changes={"state": [current.state, target.value]}, at=now)
    current.state, current.next_attempt_at, current.leased_by = target, now, ""
    current.save(update_fields=["state", "next_attempt_at", "leased_by", "updated_at"])
    mail.refresh_from_db()
