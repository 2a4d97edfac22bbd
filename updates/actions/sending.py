"""Sending: status, audit row, evidence, what the customer was told, and the outbox rows, in one transaction.

A mail goes to each person once per audience with all the updates that leave together; the unique notices of
the outbox keep the once-promise whatever is repeated.
"""

import datetime as dt
import hashlib
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.actions import record
from core.calendar import iso_week_label
from core.errors import DomainError
from customers.models import Contact
from mailing.actions import queue_mail
from mailing.models import ProjectNotice
from projects.actions.links import ensure_status_link
from projects.actions.updates import SentUpdate, record_updates
from projects.queries.contacts import out_of_reach
from updates.actions.guards import lock_for, require_words
from updates.choices import Audience, UpdateState
from updates.grouping import plan_mails
from updates.links import unsubscribe_addresses
from updates.mails import KIND, assemble_mail
from updates.models import UpdateRender, WeeklyUpdate
from updates.queries.people import answerer, entries_of, owners_for
from updates.queries.runs import calendar_of, settings_in_force
from updates.snapshot import Snapshot, from_json

LATE_AFTER = dt.timedelta(hours=1)
SENT = ["state", "sent_at", "is_late", "approved_at", "approved_by", "updated_at"]


@dataclass(frozen=True, slots=True)
class Outbox:
    """What the mails of one sending share."""

    organization: object
    sender: str
    reply_to: str
    day: dt.date
    updates: dict
    renders: dict
    contacts: dict
    stops: dict
    owners: list
    now: dt.datetime


@transaction.atomic
def send_update(*, update, by, now):
    """Send this project's update alone and at once; an unapproved one counts as approved by ``by``.

    Raises DomainError ``words_needed``, or ``wrong_state`` for a held or sent one. Returns the mails queued.
    """
    lock_for(by, update, (UpdateState.DRAFT, UpdateState.APPROVED))
    require_words(update)
    if update.approved_at is None:
        update.approved_at, update.approved_by = now, by
    return send_locked([update], by=by, now=now)


def leaves_at_once(update, now):
    """Whether an approval given now lets it go: always of a correction, else past the moment in its own week."""
    if update.is_correction:
        return True
    if update.run.sent_at is None:
        return False
    calendar = calendar_of(update.project.organization, settings_in_force())
    return calendar.current_week(now) == update.week_start


def send_locked(updates, *, by, now):
    """Send ``updates`` of one organization together; the caller holds their locks and has checked the rights.

    Returns the queued mails.
    """
    if not updates:
        return []
    organization = updates[0].project.organization
    plans = plan_mails(entries_of(organization, updates))
    told = _told_already(updates)
    outbox = _outbox(organization, updates, plans, now)
    mails = [mail for plan in plans if (mail := _queue(outbox, plan, told)) is not None]
    people = defaultdict(list)
    for plan in plans:
        for pk in plan.update_ids:
            people[pk].append(plan.seat)
    sent = [_mark_sent(update, people[update.pk], by=by, now=now) for update in updates]
    WeeklyUpdate.objects.bulk_update(updates, SENT, batch_size=100)
    record_updates(sent=sent, by=by, at=now)
    return mails


@transaction.atomic
def resend_update(*, update, contact, by, now):
    """Send the same snapshot once more to one contact. Returns the mail, or None within the same minute."""
    lock_for(by, update, (UpdateState.SENT,))
    project = update.project
    if out_of_reach(project, [contact]):
        raise DomainError(
            "not_a_recipient", _("Nothing was sent: this person is no contact of the project with an email.")
        )
    if contact.unsubscribed_at is not None:
        raise DomainError("unsubscribed", _("Nothing was sent: %s has stopped the weekly updates.") % contact.name)
    outbox = _outbox(project.organization, [update], [], now, contacts=[contact])
    key = f"{KIND}/resend/{update.pk}/{contact.pk}/{now:%Y%m%d%H%M}"
    mail = _put(outbox, Audience.CUSTOMER, contact.email, contact.name, contact.pk, [update], key=key, notices=())
    record(
        by=by,
        verb="update.resent",
        obj=update,
        project=project,
        customer=project.customer_id,
        at=now,
        changes={"to": [None, contact.email]},
    )
    return mail


def _told_already(updates):
    """``(address, project, week, version)`` of notices that exist: nobody is told the same twice."""
    rows = ProjectNotice.objects.filter(
        project__in=[update.project_id for update in updates],
        week_start__in={update.week_start for update in updates},
    )
    return set(rows.values_list("recipient", "project_id", "week_start", "version"))


def _outbox(organization, updates, plans, now, contacts=()):
    settings = settings_in_force()
    ids = {plan.seat.person_id for plan in plans if plan.seat.audience == Audience.CUSTOMER}
    found = {contact.pk: contact for contact in contacts} or Contact.objects.in_bulk(ids)
    stopping = {plan.seat.person_id for plan in plans if plan.may_stop} | set(found)
    renders = UpdateRender.objects.filter(update__in=[update.pk for update in updates])
    return Outbox(
        organization=organization,
        sender=settings.sender_name or organization.name,
        reply_to=settings.reply_to,
        day=now.astimezone(organization.zone).date(),
        updates={update.pk: update for update in updates},
        renders={(render.update_id, render.audience): render for render in renders},
        contacts=found,
        stops=unsubscribe_addresses(stopping, organization.pk),
        owners=owners_for([update.project for update in updates]),
        now=now,
    )


def _queue(outbox, plan, told):
    """The mail of one plan without what its reader was told already; None when nothing is left."""
    seat, address = plan.seat, plan.seat.email.lower()
    updates = [outbox.updates[pk] for pk in plan.update_ids]
    updates = [u for u in updates if (address, u.project_id, u.week_start, u.version) not in told]
    if not updates:
        return None
    joined = "/".join(str(update.pk) for update in updates)
    digest = hashlib.sha256(f"{seat.key}/{joined}".encode()).hexdigest()[:32]
    notices = [(update.project, update.week_start, update.version) for update in updates]
    return _put(
        outbox,
        seat.audience,
        seat.email,
        seat.name,
        seat.person_id,
        updates,
        key=f"{KIND}/{digest}",
        notices=notices,
    )


def _put(outbox, audience, email, name, person_id, updates, *, key, notices):
    customer = audience == Audience.CUSTOMER
    stop = outbox.stops.get(person_id, "")
    links = {}
    if customer:
        contact = outbox.contacts[person_id]
        links = {u.pk: ensure_status_link(project=u.project, contact=contact, now=outbox.now) for u in updates}
    rendered = assemble_mail(
        [(update, outbox.renders[update.pk, audience]) for update in updates],
        audience=audience,
        sender=outbox.sender,
        week_start=updates[0].week_start,
        day=outbox.day,
        links=links,
        unsubscribe_url=stop,
        brand_color=outbox.organization.brand_color,
    )
    return queue_mail(
        kind=KIND,
        audience=str(audience),
        to_email=email,
        to_name=name,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        idempotency_key=key,
        from_name=outbox.sender,
        reply_to=outbox.reply_to or answerer(updates[0].project, outbox.owners).email,
        headers=_headers(updates[0].week_start, stop),
        project_numbers=[u.project.number for u in updates],
        notices=notices,
        contact_id=person_id if customer else None,
        member_id=None if customer else person_id,
    )


def _headers(week_start, stop):
    headers = {"X-Week": iso_week_label(week_start)}
    if stop:
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers


def _mark_sent(update, people, *, by, now):
    """Status and audit row of one sent update; what it leaves on its project."""
    project = update.project
    update.state, update.sent_at, update.updated_at = UpdateState.SENT, now, now
    update.is_late = now - update.run.send_at > LATE_AFTER
    record(
        by=by,
        verb="update.sent",
        obj=update,
        project=project,
        customer=project.customer_id,
        at=now,
        changes={"state": ["approved" if update.approved_at else "draft", "sent"], "people": [0, len(people)]},
    )
    text = ngettext(
        "Update of week %(week)d sent to %(n)d person.",
        "Update of week %(week)d sent to %(n)d people.",
        len(people),
    )
    time = from_json(Snapshot, update.snapshot).time
    reached = any(seat.audience == Audience.CUSTOMER for seat in people)
    return SentUpdate(
        project=project,
        week_start=update.week_start,
        text=text % {"week": update.week_start.isocalendar().week, "n": len(people)},
        url=update.get_absolute_url(),
        start=time.start if reached else None,
        end=(time.end or time.committed_end) if reached else None,
    )
