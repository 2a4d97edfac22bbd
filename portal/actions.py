"""What a customer, or a member from a mail of theirs, may cause by pressing a button on a response page."""

import datetime as dt

from django.db import transaction

from accounts.actions.preferences import follow_updates
from accounts.models import Membership
from audit.actions import Actor, record
from customers.actions import resubscribe, unsubscribe
from mailing.models import OutgoingMail
from portal.mails import send_status_link
from portal.page import is_over
from projects.actions import ensure_status_link
from projects.models import NOT_TAKEN_AWAY, StatusLink
from projects.told import unsubscribed

ONCE_IN = dt.timedelta(minutes=10)


@transaction.atomic
def stop_updates(*, contact, now):
    """The contact wants no weekly updates; the managers of their projects choose who hears instead. Repeatable."""
    if contact.unsubscribed_at is None:
        unsubscribe(contact=contact, at=now)
        unsubscribed(contact, now=now)


@transaction.atomic
def stop_mails(*, reader, now):
    """Stop the weekly mails of ``reader``: a contact, or a member who follows what is not their own. Repeatable."""
    if isinstance(reader, Membership):
        follow_updates(by=reader, wanted=False)
    else:
        stop_updates(contact=reader, now=now)


@transaction.atomic
def start_mails(*, reader):
    """The reader wants them again."""
    if isinstance(reader, Membership):
        follow_updates(by=reader, wanted=True)
    else:
        resubscribe(contact=reader)


@transaction.atomic
def renew_status_link(*, link_id, email, now):
    """Send a fresh link when ``email`` is the address the old one belonged to; silent otherwise.

    An expired link stays dead: whoever else has it gains nothing by asking.

    The answer to the asker is always the same, so that nobody learns who has a link. A link that was
    revoked, or whose project ended longer ago than the page stays up, is not renewed. At most one mail in
    ten minutes.
    """
    link = (
        StatusLink.objects.select_for_update(of=("self",))
        .select_related("contact", "project")
        .filter(NOT_TAKEN_AWAY, pk=link_id)
        .first()
    )
    if link is None or not link.contact.is_active or is_over(link.project.ended_at, now):
        return
    if link.contact.email.lower() != email.strip().lower():
        return
    recent = OutgoingMail.objects.filter(
        kind="status_link", contact_id=link.contact_id, created_at__gt=now - ONCE_IN
    )
    if recent.exists():
        return
    address = ensure_status_link(project=link.project, contact=link.contact, now=now)
    record(
        by=Actor(link.contact.name),
        verb="project.link_renewed",
        obj=link.project,
        project=link.project,
        customer=link.project.customer_id,
        at=now,
    )
    send_status_link(link=link, address=address, now=now)
