"""WRITE: subscriptions and messages. Each action is one transaction with its audit row."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import NotificationEvent, Role
from accounts.queries import members_with_role
from audit.actions import record
from core.due import forget_work, reschedule_work, work_is_due_at
from core.errors import InvalidInput, NotAllowed
from core.tenancy import current_organization_id
from integrations.outgoing import queries
from integrations.outgoing.calling import private_networks
from integrations.outgoing.choices import DeliveryState, EventKind
from integrations.outgoing.models import WebhookDelivery, WebhookSubscription
from integrations.outgoing.rules import GIVE_UP_AFTER, kinds_of, message, pause_after, target_of
from integrations.permissions import can_manage_sources
from notices.actions import notify

DUE_KIND = "webhooks"
LOOK_EVERY = dt.timedelta(seconds=30)
# An act is written before its transaction ends; none lasts longer (a task is ended after five minutes).
SLOWEST_TRANSACTION = dt.timedelta(minutes=10)
KEPT = dt.timedelta(days=90)
OVERLAP = dt.timedelta(hours=24)  # how long the old secret signs beside the new one


@transaction.atomic
def create_subscription(*, url, events, by, now):
    """Tell ``url`` of ``events`` from now on. Raises InvalidInput for an address that is never called."""
    _require_manager(by)
    row = WebhookSubscription.objects.create(url=_checked(url), events=_known(events), starts_at=now)
    record(by=by, verb="webhook.created", obj=row, changes={"events": [None, row.events]})
    work_is_due_at(current_organization_id(), DUE_KIND, now)
    return row


@transaction.atomic
def change_subscription(*, subscription, by, now, url=None, events=None, paused=None):
    """Change what is given. What happens during a pause is not told later; going on also ends a disabling."""
    _require_manager(by)
    row = WebhookSubscription.objects.select_for_update(no_key=True).get(pk=subscription.pk)
    before = {"url": row.url, "events": row.events, "paused": not row.is_open}
    row.url = row.url if url is None else _checked(url)
    row.events = row.events if events is None else _known(events)
    if paused is True and row.is_open:
        row.paused_at = now
    elif paused is False and not row.is_open:
        row.paused_at = row.disabled_at = row.failing_since = None
        row.starts_at = now
    row.save()
    after = {"url": row.url, "events": row.events, "paused": not row.is_open}
    changes = {key: [before[key], value] for key, value in after.items() if before[key] != value}
    if changes:
        record(by=by, verb="webhook.changed", obj=row, changes=changes)
    work_is_due_at(current_organization_id(), DUE_KIND, now)
    return row


@transaction.atomic
def rotate_subscription(*, subscription, by, now):
    """A new secret; the old one signs beside it for another day, so that the receiver changes in peace."""
    _require_manager(by)
    row = WebhookSubscription.objects.select_for_update(no_key=True).get(pk=subscription.pk)
    row.serial, row.previous_until = row.serial + 1, now + OVERLAP
    row.save(update_fields=["serial", "previous_until", "updated_at"])
    record(by=by, verb="webhook.rotated", obj=row)
    return row


@transaction.atomic
def delete_subscription(*, subscription, by):
    """Tell the address no more and forget its log."""
    _require_manager(by)
    record(by=by, verb="webhook.deleted", obj=subscription)
    subscription.deliveries.all().delete()
    subscription.delete()


@transaction.atomic
def send_again(*, delivery, by, now):
    """Send one message once more, with the same id, whatever became of it."""
    _require_manager(by)
    row = WebhookDelivery.objects.select_for_update(of=("self",), no_key=True).get(pk=delivery.pk)
    row.state, row.next_at, row.attempts = DeliveryState.WAITING, now, 0
    row.save(update_fields=["state", "next_at", "attempts"])
    record(by=by, verb="webhook.sent_again", obj=row.subscription)
    work_is_due_at(current_organization_id(), DUE_KIND, now)
    return row


@transaction.atomic
def write_messages(*, now):
    """Write the messages that the trail owes to open subscriptions; each (subscription, act, kind) once.

    The trail is read over SLOWEST_TRANSACTION again and again, as rows appear in another order than they are
    stamped; the unique row keeps a second look from doubling anything.
    """
    WebhookDelivery.objects.filter(created_at__lt=now - KEPT).delete()
    owed = [
        WebhookDelivery(subscription=row, event=event, kind=kind, body=_body(event, kind), next_at=now)
        for row, event in queries.acts_to_tell(now - SLOWEST_TRANSACTION)
        for kind in kinds_of(event.verb)
        if kind in row.events
    ]
    WebhookDelivery.objects.bulk_create(owed, ignore_conflicts=True)


@transaction.atomic
def plan_next_look(*, now):
    """Look again soon while anybody is to be told; else take the organization off the list."""
    forget_work(current_organization_id(), DUE_KIND)
    if queries.somebody_listens():
        reschedule_work(current_organization_id(), DUE_KIND, now + LOOK_EVERY)


@transaction.atomic
def claim_messages(*, now, lease, most):
    """The next messages due, theirs for ``lease``; another worker leaves them alone meanwhile."""
    rows = list(queries.due_messages(now).select_for_update(of=("self",), skip_locked=True, no_key=True)[:most])
    WebhookDelivery.objects.filter(pk__in=[row.pk for row in rows]).update(next_at=now + lease)
    return rows


@transaction.atomic
def note_answer(*, delivery, answer, now):
    """Write down what came back; after three days of nothing but failures the subscription is disabled."""
    row = WebhookSubscription.objects.select_for_update(no_key=True).get(pk=delivery.subscription_id)
    delivery.attempts += 1
    delivery.answered_at, delivery.answer_status, delivery.answer = now, answer.status, answer.text
    pause = pause_after(delivery.attempts)
    if answer.is_good:
        delivery.state, row.failing_since = DeliveryState.DELIVERED, None
    elif pause is None:
        delivery.state = DeliveryState.FAILED
    else:
        delivery.next_at = now + pause
    delivery.save()
    if not answer.is_good:
        row.failing_since = row.failing_since or now
        if row.is_open and now - row.failing_since >= GIVE_UP_AFTER:
            row.disabled_at = now
            record(by=None, verb="webhook.disabled", obj=row)
            _tell_owners(row, now)
    row.save(update_fields=["failing_since", "disabled_at", "updated_at"])


def _tell_owners(row, now):
    """Whoever can repair it hears that nothing is told any more."""
    notify(
        members=members_with_role(row.organization, Role.OWNER),
        event=NotificationEvent.WEBHOOK_STOPPED,
        text=_("%(url)s did not answer for three days and is told of nothing more.") % {"url": row.url[:200]},
        url=reverse("integrations:outgoing_one", args=[row.organization.slug, row.pk]),
        by=None,
        now=now,
        key=f"{row.pk}:{row.failing_since:%Y%m%d%H%M}",
    )


def _body(event, kind):
    return message(
        kind=kind,
        verb=event.verb,
        at=event.at,
        object_type=event.object_type,
        object_id=event.object_id,
        label=event.object_label,
        number=event.project_number,
    )


def _checked(url):
    try:
        target_of(url, private=private_networks())
    except ValueError as error:
        raise InvalidInput(str(error), [{"pointer": "/url", "code": "invalid", "detail": str(error)}]) from error
    return url


def _known(events):
    wrong = [event for event in events if event not in EventKind.values]
    if wrong or not events:
        text = _("Choose at least one of the events.")
        raise InvalidInput(text, [{"pointer": "/events", "code": "invalid", "detail": text}])
    return sorted(set(map(str, events)))


def _require_manager(by):
    if not can_manage_sources(by):
        raise NotAllowed(_("Your roles do not let you manage webhooks."))
