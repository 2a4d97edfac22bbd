"""Writing the audit trail: called inside every action, in the same transaction."""

from dataclasses import dataclass
from typing import Any

from audit.models import ActorKind, AuditEvent
from core import clock
from core.middleware import request_id


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts when it is not simply a member: a contact, or a member through an API key."""

    name: str
    actor_kind: str = ActorKind.CONTACT
    member: Any = None


def record(*, by, verb, obj, changes=None, project=None, customer=None, label=None, at=None):
    """Add one row to the trail and return it.

    ``by`` is a Membership, an ``Actor`` or None for the system; ``verb`` is past tense with dots
    (``deal.accepted``, its words stand in ``audit.words``); ``changes`` maps a field to ``[before, after]``, JSON-ready values only.
    """
    event = _event(by, verb, obj, changes, project=project, customer=customer, label=label, at=at)
    event.save(force_insert=True)
    return event


def record_all(*, by, verb, changes, project=None, customer=None, at=None):
    """One row for each ``(obj, changes)`` of one act on many objects, in one statement."""
    where = {"project": project, "customer": customer, "at": at or clock.now()}
    AuditEvent.objects.bulk_create(_event(by, verb, obj, changed, label=None, **where) for obj, changed in changes)


def _event(by, verb, obj, changes, *, project, customer, label, at):
    kind, member, name = _actor(by)
    return AuditEvent(
        at=at or clock.now(),
        actor_kind=kind,
        actor=member,
        actor_name=name,
        actor_key=getattr(by, "key_name", ""),
        verb=verb,
        object_type=obj._meta.model_name,
        object_id=obj.pk,
        object_label=(label or str(obj))[:300],
        project_id=getattr(project, "pk", project),
        project_number=getattr(project, "number", ""),
        customer_id=getattr(customer, "pk", customer),
        changes=changes or {},
        request_id=request_id.get(),
    )


def _actor(by):
    if by is None:
        return ActorKind.SYSTEM, None, "MSP PM"
    if isinstance(by, Actor):
        return by.actor_kind, by.member, by.name
    # The resolver of API keys marks the member it acts as, with the name of the key.
    return getattr(by, "actor_kind", ActorKind.MEMBER), by, by.name


def differences(before, after):
    """``{field: [old, new]}`` of two flat mappings of JSON-ready values, only what differs."""
    return {key: [before.get(key), value] for key, value in after.items() if before.get(key) != value}
