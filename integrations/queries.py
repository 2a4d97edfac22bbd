"""Reading sources and events."""

import json
from typing import NamedTuple

from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from core.tokens import derive_token
from deals.models import Deal
from integrations.choices import EventState
from integrations.models import InboundEvent, WebhookSource
from integrations.signatures import as_secret

WITHOUT_BODY = ("body", "answer")
ASIDE = {
    "not_won": _("The deal is not won (yet). It is taken in when an event says so."),
    "outdated": _("A newer event of this deal was taken in before."),
}


def sources():
    """All sources by name, the disabled ones last."""
    return WebhookSource.objects.order_by("disabled_at", "name")


def events(*, state="", source=None):
    """Events, last received first, without their large texts; of one state, of one source (its id)."""
    rows = InboundEvent.objects.select_related("source", "deal").defer(*WITHOUT_BODY)
    if state:
        rows = rows.filter(state=state)
    if source:
        rows = rows.filter(source_id=source)
    return rows.order_by("-received_at", "-id")


def quarantined_count():
    """How many events wait for a person."""
    return InboundEvent.objects.filter(state=EventState.QUARANTINED).aggregate(n=Count("pk"))["n"]


def newest_taken(event):
    """``(header_at, lines_at)``: the sender's last instants of what was taken of the event's deal, the event aside."""
    rows = InboundEvent.objects.filter(source=event.source, external_id=event.external_id, state=EventState.TAKEN)
    found = rows.exclude(pk=event.pk).aggregate(header=Max("header_at"), lines=Max("lines_at"))
    return found["header"], found["lines"]


def waiting_for_deal(event):
    """Quarantined events that waited for the deal which the event brought, in the order they came."""
    rows = InboundEvent.objects.filter(source=event.source, external_id=event.external_id)
    rows = rows.filter(state=EventState.QUARANTINED, answer__code="deal_unknown").exclude(pk=event.pk)
    return list(rows.select_related("source__organization").order_by("received_at", "id"))


def last_body(source, external_id):
    """The body that the source's deal was last given as, or an empty one."""
    bodies = Deal.objects.filter(source=source.name, external_id=external_id).values_list("source_body", flat=True)
    return (bodies.first() if external_id else None) or {}


def event_by_id(pk):
    """The whole event, or None."""
    return InboundEvent.objects.select_related("source", "deal", "organization").filter(pk=pk).first()


class Fault(NamedTuple):
    """One thing that is wrong with a payload: where, what stands there (as text), and what is wrong."""

    pointer: str
    found: str
    detail: str


def errors_of(event):
    """The faults that keep an event in quarantine, each with the value it is about."""
    payload = _loaded(event.body)
    return [
        Fault(row["pointer"], _shown(_at(payload, row["pointer"])), row["detail"])
        for row in event.answer.get("errors", ())
    ]


def readable(body):
    """A JSON text with line breaks; any other text as it is."""
    payload = _loaded(body)
    return body if payload is None else json.dumps(payload, indent=2, ensure_ascii=False)


def _loaded(body):
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _at(payload, pointer):
    """The value behind a JSON pointer, or None."""
    for step in pointer.strip("/").split("/"):
        if isinstance(payload, list) and step.isdecimal() and int(step) < len(payload):
            payload = payload[int(step)]
        else:
            payload = payload.get(step) if isinstance(payload, dict) else None
    return payload


def _shown(value):
    return "" if value is None else json.dumps(value, ensure_ascii=False)[:200]


def open_source(name):
    """The source of that name that is not disabled, or None."""
    return WebhookSource.objects.select_related("organization").filter(name=name, disabled_at=None).first()


def secret_of(source, serial=None):
    """The secret ``whsec_…`` of the source, of an earlier ``serial`` when given."""
    return as_secret(derive_token("webhook-secret", f"{source.pk}:{serial or source.serial}"))


def valid_secrets(source, now):
    """The secrets that count now: the current one, and the one before while the sender is changing."""
    found = [secret_of(source)]
    if source.previous_until is not None and now < source.previous_until:
        found.append(secret_of(source, source.serial - 1))
    return found
