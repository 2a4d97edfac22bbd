"""Writing sources and events. Each action is one transaction with its audit row."""

import hashlib
import json
import re
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.errors import DomainError, InvalidInput, NotAllowed
from deals.actions import receive_deal
from integrations.choices import EventState
from integrations.models import InboundEvent, WebhookSource
from integrations.permissions import can_manage_sources, can_replay

OVERLAP = timedelta(hours=24)  # how long the old secret counts beside the new one
KEPT = timedelta(days=90)


@transaction.atomic
def create_source(*, name, by):
    """A new source; ``by`` None is an operator at the command line. Raises InvalidInput for a bad or taken name."""
    _require_manager(by)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", name):
        raise _wrong_name("invalid", _("Use lower-case letters, digits and hyphens, for example hubspot."))
    try:
        with transaction.atomic():
            source = WebhookSource.objects.create(name=name)
    except IntegrityError as error:
        raise _wrong_name("taken", _("There is a source of that name already.")) from error
    record(by=by, verb="webhook_source.created", obj=source)
    return source


@transaction.atomic
def rotate_secret(*, source, by, now):
    """Make a new secret; the old one counts for another day, so that nothing is lost meanwhile."""
    _require_manager(by)
    source = WebhookSource.objects.select_for_update(no_key=True).get(pk=source.pk)
    source.serial, source.previous_until = source.serial + 1, now + OVERLAP
    source.save(update_fields=["serial", "previous_until", "updated_at"])
    record(by=by, verb="webhook_source.rotated", obj=source)
    return source


@transaction.atomic
def disable_source(*, source, by, now, disabled=True):
    """Shut the door, or open it again, at once; the events stay."""
    _require_manager(by)
    if (source.disabled_at is not None) != disabled:
        source.disabled_at = now if disabled else None
        source.save(update_fields=["disabled_at", "updated_at"])
        record(by=by, verb="webhook_source.disabled" if disabled else "webhook_source.enabled", obj=source)
    return source


@transaction.atomic
def receive_event(*, source, event_id, body, now):
    """Take in one genuine event once, however often and however simultaneously it is sent.

    The unique row decides a race. What cannot be read as a deal waits in quarantine for a person;
    the row holds the answer, which a repeated event gets again. Raises DomainError for an id that
    came with another body before.
    """
    InboundEvent.objects.filter(received_at__lt=now - KEPT).delete()
    fingerprint = hashlib.sha256(body).hexdigest()
    text = body.decode(errors="replace").replace("\x00", "\ufffd")  # PostgreSQL takes no NUL
    event = InboundEvent(source=source, event_id=event_id, fingerprint=fingerprint, body=text, received_at=now)
    try:
        with transaction.atomic():
            event.save(force_insert=True)
    except IntegrityError:
        known = InboundEvent.objects.get(source=source, event_id=event_id)
        if known.fingerprint != fingerprint:
            text = _("This webhook-id came with another body before.")
            raise DomainError("event_mismatch", text) from None
        return known
    return _read(event, by=None, now=now)


@transaction.atomic
def replay_event(*, event, by, now):
    """Read a stored event once more, for example after its quarantine's cause was repaired.

    A deal that it brought before is only brought up to date, never doubled.
    """
    if not can_replay(by):
        raise NotAllowed(_("Your roles do not let you read events again."))
    event = InboundEvent.objects.select_for_update(of=("self",), no_key=True).get(pk=event.pk)
    event.attempts += 1
    record(by=by, verb="inbound_event.replayed", obj=event)
    return _read(event, by=by, now=now)


def _read(event, *, by, now):
    """Hand the event to the deals and keep the answer beside it."""
    try:
        received = receive_deal(payload=_payload(event), by=by, now=now)
    except DomainError as error:
        event.state, event.answer_status = EventState.QUARANTINED, 202
        event.answer = {
            "event": str(event.pk),
            "state": EventState.QUARANTINED.value,
            "detail": str(error.message),
            "errors": json.loads(json.dumps(error.errors, default=str)),
        }
    else:
        deal = received.deal
        event.state, event.deal = EventState.TAKEN, deal
        event.answer_status = 202 if received.pending else 201 if received.created else 200
        event.answer = {"event": str(event.pk), "id": str(deal.pk), "state": str(deal.state)}
    event.save()
    return event


def _payload(event):
    """The body as the deals read it. The source is the door it came through, whatever the body claims."""
    try:
        payload = json.loads(event.body)
    except (ValueError, RecursionError):
        raise InvalidInput(_("The body is not JSON.")) from None
    if not isinstance(payload, dict):
        raise InvalidInput(_("The body is not a JSON object."))
    return payload | {"source": event.source.name}


def _require_manager(by):
    if by is not None and not can_manage_sources(by):
        raise NotAllowed(_("Your roles do not let you manage webhooks."))


def _wrong_name(code, detail):
    return InvalidInput(detail, [{"pointer": "/name", "code": code, "detail": detail}])
