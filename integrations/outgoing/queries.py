"""READ: subscriptions, their messages, and what the trail still owes them."""

from django.db.models.functions import Greatest

from audit.models import AuditEvent
from core.tokens import derive_token
from integrations.outgoing.choices import DeliveryState
from integrations.outgoing.models import WebhookDelivery, WebhookSubscription
from integrations.outgoing.rules import VERBS
from integrations.signatures import as_secret


def subscriptions():
    """All subscriptions, the newest first."""
    return WebhookSubscription.objects.order_by("-created_at", "-id")


def deliveries(subscription):
    """The messages of one subscription, the newest first, without their texts."""
    rows = WebhookDelivery.objects.filter(subscription=subscription).defer("body", "answer")
    rows = rows.annotate(changed_at=Greatest("created_at", "answered_at"))
    return rows.order_by("-created_at", "-id")


def secret_of(subscription, serial=None):
    """The secret ``whsec_…`` of the subscription, of an earlier ``serial`` when given."""
    return as_secret(derive_token("outgoing-webhook", f"{subscription.pk}:{serial or subscription.serial}"))


def signing_secrets(subscription, now):
    """The secrets that sign now: the current one, and the one before while the receiver is changing."""
    found = [secret_of(subscription)]
    if subscription.previous_until is not None and now < subscription.previous_until:
        found.append(secret_of(subscription, subscription.serial - 1))
    return found


def open_subscriptions():
    """Those that are told of something."""
    return WebhookSubscription.objects.filter(paused_at=None, disabled_at=None)


def somebody_listens():
    """Whether the organization must be looked at again."""
    return open_subscriptions().exists()


def acts_to_tell(since):
    """Pairs of an open subscription and an act written since then (and since it began to listen): two statements."""
    listening = list(open_subscriptions())
    if not listening:
        return []
    acts = AuditEvent.objects.filter(verb__in=VERBS, created_at__gte=since).order_by("created_at", "id")
    return [(row, act) for act in acts for row in listening if act.created_at >= row.starts_at]


def due_messages(now):
    """Messages to send now, to open subscriptions, the oldest first."""
    rows = WebhookDelivery.objects.select_related("subscription").filter(
        state=DeliveryState.WAITING,
        next_at__lte=now,
        subscription__paused_at=None,
        subscription__disabled_at=None,
    )
    return rows.order_by("next_at", "id")
