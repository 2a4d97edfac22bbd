"""Reading sources and events."""

from core.tokens import derive_token
from integrations.models import InboundEvent, WebhookSource
from integrations.signatures import as_secret

WITHOUT_BODY = ("body", "answer")


def sources():
    """All sources by name, the disabled ones last."""
    return WebhookSource.objects.order_by("disabled_at", "name")


def events():
    """Events, last received first, without their large texts."""
    return (
        InboundEvent.objects.select_related("source", "deal").defer(*WITHOUT_BODY).order_by("-received_at", "-id")
    )


def event_by_id(pk):
    """The whole event, or None."""
    return InboundEvent.objects.select_related("source", "deal").filter(pk=pk).first()


def open_source(name):
    """The source of that name that is not disabled, or None."""
    return WebhookSource.objects.filter(name=name, disabled_at=None).first()


def secret_of(source, serial=None):
    """The secret ``whsec_…`` of the source, of an earlier ``serial`` when given."""
    return as_secret(derive_token("webhook-secret", f"{source.pk}:{serial or source.serial}"))


def valid_secrets(source, now):
    """The secrets that count now: the current one, and the one before while the sender is changing."""
    found = [secret_of(source)]
    if source.previous_until is not None and now < source.previous_until:
        found.append(secret_of(source, source.serial - 1))
    return found
