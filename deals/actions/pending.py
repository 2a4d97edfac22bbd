"""Settling a change that came in after the decision, part by part: applied, refused, or a change order."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.errors import DomainError, NotAllowed
from deals.actions import facts
from deals.actions.questions import refuse
from deals.choices import ChangeDecision
from deals.differences import diff_deals, with_part
from deals.models import DealChange, DealContact
from deals.pending import parts
from deals.permissions import can_decide_deals


@transaction.atomic
def apply_change(*, deal, part, by, now):
    """Take one part over as its source wants it now; lines of the project are never touched. Returns the DealChange.

    Raises NotAllowed, DomainError ``no_such_change``, and ``changes_scope`` for what was agreed with the customer.
    """
    deal, found = _pending(deal, part, by)
    if found.is_agreed:
        raise DomainError(
            "changes_scope", _("This changes scope or price: make a change order of it, or refuse it.")
        )
    body = deal.pending_change["body"]
    deal.payload = with_part(deal.payload, body, part)
    _take_over(deal, found.key.partition("[")[0])
    return _settle(deal, found, ChangeDecision.APPLIED, by=by, now=now)


@transaction.atomic
def refuse_change(*, deal, part, reason, by, now):
    """Leave one part as it was agreed, and say why. Raises InvalidInput, NotAllowed, DomainError as apply_change."""
    deal, found = _pending(deal, part, by)
    if not reason.strip():
        refuse("/reason", _("Say why, such as “Agreed otherwise with the customer”."))
    return _settle(deal, found, ChangeDecision.REFUSED, by=by, now=now, reason=reason.strip()[:300])


@transaction.atomic
def note_change_order(*, deal, part, reference, by, now):
    """Note that one part became the change order of that number.

    Called by ``projects.actions.order_deal_change``, first thing, because it locks the deal.
    """
    deal, found = _pending(deal, part, by)
    if not found.is_agreed:
        raise DomainError("changes_no_scope", _("This changes neither scope nor price: apply it or refuse it."))
    return _settle(deal, found, ChangeDecision.ORDERED, by=by, now=now, reference=reference)


def _pending(deal, part, by):
    """The locked deal and its pending part of that key."""
    if not can_decide_deals(by):
        raise NotAllowed(_("Only a project manager, service manager or owner decides about deals."))
    deal = facts.locked(deal)
    found = {one.key: one for one in parts(deal.pending_change)}.get(part)
    if found is None:
        raise DomainError(
            "no_such_change", _("Nobody waits for a decision about this: it was settled or withdrawn.")
        )
    return deal, found


def _take_over(deal, name):
    """Set one field, or the contacts, from the payload. Lines are what was agreed and stay. Not saved."""
    value = deal.payload.get(name)
    if name == "contacts":
        deal.contacts.all().delete()
        rows = [DealContact(deal=deal, position=at, **one) for at, one in enumerate(value or [], 1)]
        DealContact.objects.bulk_create(rows)
    elif name == "signed_document":
        deal.signed_reference, deal.signed_url = value["reference"], value["url"]
    elif name == "customer":
        deal.customer_name = value["name"]
    elif name in facts.DATES:
        setattr(deal, name, date.fromisoformat(value) if value else None)
    else:
        setattr(deal, name, value)


def _settle(deal, found, decision, *, by, now, **said):
    """Keep the decision, take the part off what waits, and remember that its source said it."""
    pending = deal.pending_change
    deal.source_body = with_part(deal.source_body, pending["body"], found.key)
    left = [change.plain() for change in diff_deals(deal.source_body, pending["body"])]
    deal.pending_change = {**pending, "changes": left} if left else None
    deal.save()
    row = DealChange.objects.create(
        deal=deal,
        part=found.key[:160],
        changes=[change.plain() for change in found.changes],
        decision=decision,
        decided_by=by,
        decided_at=now,
        created_at=now,
        **said,
    )
    changes = {change.field: [change.old, change.new] for change in found.changes}
    verb = f"deal.change_{decision}"
    record(by=by, verb=verb, obj=deal, customer=deal.customer_id, at=now, changes=changes)
    return row
