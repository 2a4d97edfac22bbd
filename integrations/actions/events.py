"""Writing events: taking one in, reading it again, rejecting it. Each action is one transaction."""

import hashlib
import json
import re
from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import NotificationEvent, Role
from accounts.queries import members_with_role
from audit.actions import record
from core.errors import DomainError, InvalidInput, NotAllowed
from deals.actions import receive_deal
from integrations import queries
from integrations.choices import EventState, Preset
from integrations.models import InboundEvent
from integrations.permissions import can_replay
from integrations.presets import read_payload
from notices.actions import notify

KEPT = timedelta(days=90)
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # what JSON can say and PostgreSQL cannot keep
LONGEST_ID = 120
DEAL_UNKNOWN = "deal_unknown"


@transaction.atomic
def receive_event(*, source, event_id, body, now):
    """Take in one genuine event once, however often and however simultaneously it is sent.

    The unique row decides a race. What cannot be read as a deal waits in quarantine for a person;
    the row holds the answer, which a repeated event gets again. Raises DomainError for an id that
    came with another body before.
    """
    InboundEvent.objects.filter(received_at__lt=now - KEPT).delete()
    fingerprint = hashlib.sha256(body).hexdigest()
    text = body.decode(errors="replace").replace("\x00", "\ufffd")
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
    event = _locked(event, by)
    event.attempts += 1
    record(by=by, verb="inbound_event.replayed", obj=event)
    return _read(event, by=by, now=now)


@transaction.atomic
def reject_event(*, event, reason, by):
    """Say that a quarantined event is no deal of ours, and why. Reading it again takes that back."""
    event = _locked(event, by)
    if event.state != EventState.QUARANTINED:
        raise DomainError("not_quarantined", _("Only an event in quarantine can be rejected."))
    reason = reason.strip()[:300]
    if not reason:
        text = _("Say why, such as “A test of the CRM”.")
        raise InvalidInput(text, [{"pointer": "/reason", "code": "required", "detail": text}])
    event.state, event.answer = EventState.REJECTED, event.answer | {"state": "rejected", "reason": _clean(reason)}
    event.save(update_fields=["state", "answer"])
    record(by=by, verb="inbound_event.rejected", obj=event, changes={"reason": [None, reason]})
    return event


def _locked(event, by):
    if not can_replay(by):
        raise NotAllowed(_("Your roles do not let you decide about events."))
    rows = InboundEvent.objects.select_for_update(of=("self",), no_key=True).select_related("source")
    return rows.get(pk=event.pk)


def _read(event, *, by, now):
    """Hand the event to the deals and keep the answer beside it."""
    reading = None
    try:
        reading = _reading(event)
        payload, aside = _deal_body(event, reading)
        received = None if aside else receive_deal(payload=payload, by=by, now=now)
    except DomainError as error:
        if by is None and error.code != DEAL_UNKNOWN:
            _tell_deciders(event, now)
        _answer(
            event,
            EventState.QUARANTINED,
            202,
            code=error.code,
            detail=str(error.message),
            errors=_told(error, reading),
        )
        return event
    if received is None:
        _answer(event, EventState.ASIDE, 200, code=aside, detail=str(queries.ASIDE[aside]))
        return event
    event.deal = received.deal
    status = 202 if received.pending else 201 if received.created else 200
    _answer(event, EventState.TAKEN, status, id=str(received.deal.pk), deal_state=str(received.deal.state))
    for waiting in queries.waiting_for_deal(event) if reading.has_header else ():
        _read(waiting, by=by, now=now)
    return event


def _reading(event):
    """What the source says, noted on the event. Raises InvalidInput for a body that is no JSON object."""
    try:
        payload = json.loads(event.body)
    except (ValueError, RecursionError):
        raise InvalidInput(_("The body is not JSON.")) from None
    if not isinstance(payload, dict):
        raise InvalidInput(_("The body is not a JSON object."))
    source = event.source
    reading = read_payload(source.preset, payload, mapping=source.mapping, zone=source.organization.zone)
    event.external_id = _clean(str(reading.body.get("external_id") or ""))[:LONGEST_ID]
    event.header_at = reading.header_at if reading.has_header else None
    event.lines_at = reading.lines_at if "lines" in reading.body else None
    return reading


def _deal_body(event, reading):
    """``(what the deals take, "")``, or ``(None, why not)``. What the payload does not speak of stays as it was.

    One deal's events are read one after the other. Of each half, head and lines, the newest counts, whatever the
    order in which they arrive.
    """
    if reading.aside:
        return None, reading.aside
    source, body = event.source, dict(reading.body)
    with connection.cursor() as cursor:
        name = f"deal:{source.pk}:{event.external_id}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
    header_at, lines_at = queries.newest_taken(event)
    if event.header_at and header_at and header_at > event.header_at:
        body = {name: body[name] for name in ("external_id", "lines") if name in body}
    if event.lines_at and lines_at and lines_at > event.lines_at:
        body.pop("lines", None)
    if body.keys() <= {"external_id"} and reading.body.keys() - {"external_id"}:
        return None, "outdated"
    before = {} if source.preset == Preset.NATIVE else queries.last_body(source, event.external_id)
    if not before and not reading.has_header and event.external_id and "lines" in body:
        text = _("These lines belong to a deal that has not come yet. They are read as soon as it does.")
        raise DomainError(DEAL_UNKNOWN, text)
    return before | body | {"source": source.name}, ""


def _tell_deciders(event, now):
    """Whoever can resolve it hears of the first of a source's day, not of each."""
    source = event.source
    notify(
        members=members_with_role(source.organization, Role.SERVICE_MANAGER, Role.PROJECT_MANAGER),
        event=NotificationEvent.EVENT_QUARANTINED,
        text=_("%(source)s sent something that cannot be read as a deal. It waits in quarantine.")
        % {"source": source.name},
        url=reverse("integrations:webhooks", args=[source.organization.slug]) + "?state=quarantined",
        by=None,
        now=now,
        key=f"{source.pk}:{now:%Y-%m-%d}",
    )


def _told(error, reading):
    """The errors with pointers into what was sent; ``field`` is the pointer into a deal's body."""
    errors = json.loads(json.dumps(error.errors, default=str))
    return [
        row | ({"field": row["pointer"], "pointer": reading.origin_of(row["pointer"])} if reading else {})
        for row in errors
    ]


def _answer(event, state, status, **told):
    shown = told.pop("deal_state", state.value)
    event.state, event.answer_status = state, status
    event.answer = _clean({"event": str(event.pk), "state": shown, **told})
    event.save()


def _clean(value):
    """The same without characters that no database keeps."""
    if isinstance(value, dict):
        return {_clean(name): _clean(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_clean(part) for part in value]
    return UNSTORABLE.sub("\ufffd", value) if isinstance(value, str) else value
