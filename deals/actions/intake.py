"""A deal comes in, comes in again, or is edited here. Each action is one transaction with its audit row."""

from dataclasses import dataclass, field
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Organization
from audit.actions import record
from core.errors import DomainError
from core.tenancy import current_organization_id
from deals import queries, rules
from deals.actions import facts
from deals.body import merged, read_body
from deals.differences import Change, diff_deals, reading
from deals.models import Deal

FORM_SOURCE = "form"


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a body: the deal, whether it is new, what changed; ``pending`` when it had to wait."""

    deal: Deal
    created: bool = False
    changes: list[Change] = field(default_factory=list)
    pending: bool = False


class ChangedMeanwhile(DomainError):
    """Somebody changed the deal since it was read (409); ``changes`` lead from theirs to what was wanted."""

    def __init__(self, deal, changes):
        super().__init__("changed_meanwhile", _("Nothing was saved: somebody changed the deal meanwhile."))
        self.deal, self.changes = deal, changes


def new_external_id():
    """An id for a deal that is typed in here."""
    return uuid4().hex[:12].upper()


@transaction.atomic
def receive_deal(*, payload, by, now, customer=None):
    """Take in a closed deal once, however often and however simultaneously it is sent.

    ``payload`` is the body of the contract, section 5 (raises InvalidInput). The same
    ``(source, external_id)`` again changes only what its source changed since; once somebody has
    decided about the deal, a different body waits as ``pending_change``. ``customer`` is the choice
    of a person; ``by`` None is a source that acts for itself.
    """
    facts.require_editor(by)
    body = read_body(payload, currency=facts.usual_currency(payload, customer) or _home_currency(by))
    deal, created = _row_for(body, now)
    if not created:
        return _received_again(deal, body, by=by, now=now)
    deal.source_body = body
    _take(deal, body, by=by, customer=customer)
    deal.missing_at_receipt = deal.missing
    deal.save(update_fields=["missing_at_receipt"])
    record(by=by, verb="deal.received", obj=deal, customer=deal.customer_id, at=now)
    return Received(deal, created=True)


@transaction.atomic
def edit_deal(*, deal, payload, by, customer=None, seen=None):
    """Change an open deal here; its source and id stay. Returns Received.

    A deal that was returned is judged anew. Raises DomainError once it is decided, and ChangedMeanwhile when
    ``seen`` (``deals.differences.reading`` of what the caller had before them) is not how it stands.
    """
    facts.require_editor(by)
    deal = facts.locked(deal)
    facts.require_open(deal)
    own = {"source": deal.source, "external_id": deal.external_id}
    body = read_body({**payload, **own}, currency=_home_currency(by))
    changes = diff_deals(deal.payload, body)
    if customer is not None and customer.pk != deal.customer_id:
        changes.append(Change("customer.name", deal.customer and deal.customer.name, customer.name))
    if changes and seen and seen != reading(deal.payload):
        raise ChangedMeanwhile(deal, changes)
    if changes:
        _change(deal, body, changes, by=by, customer=customer)
    return Received(deal, changes=changes)


@transaction.atomic
def recheck_open_deals(organization):
    """Link salespeople who became members after their deal came in. One statement when there are none."""
    for found in queries.deals_with_found_salesperson(organization):
        deal = facts.locked(found)
        deal.salesperson = facts.member_by_email(deal.salesperson_email)
        facts.refresh(deal, revive=False)
        record(by=None, verb="deal.salesperson_found", obj=deal, customer=deal.customer_id)


def _home_currency(by):
    if by is not None:
        return by.organization.currency
    return Organization.objects.get(pk=current_organization_id()).currency


def _row_for(body, now):
    """The locked row of the body's identity and whether it is new; the unique key decides a race."""
    key = {"source": body["source"], "external_id": body["external_id"]}
    rows = Deal.objects.select_for_update(of=("self",), no_key=True).select_related("customer")
    deal = rows.filter(**key).first()
    if deal is not None:
        return deal, False
    try:
        with transaction.atomic():
            return Deal.objects.create(
                **key, title=body["title"], currency=body["currency"], received_at=now
            ), True
    except IntegrityError:
        return rows.get(**key), False


def _received_again(deal, body, *, by, now):
    changes = diff_deals(deal.source_body, body)
    if not rules.is_open(deal.state):
        return _received_after_decision(deal, body, changes, by=by, now=now)
    if changes:
        current = merged(deal.payload, deal.source_body, body)
        deal.source_body = body
        _change(deal, current, changes, by=by)
    return Received(deal, changes=changes)


def _received_after_decision(deal, body, changes, *, by, now):
    """Keep what the source wants now beside the deal; the same body again leaves no second trace."""
    before = deal.pending_change
    told = [change.plain() for change in changes]
    deal.pending_change = {"received_at": now.isoformat(), "changes": told, "body": body} if changes else None
    if (before or {}).get("changes") == (told or None):
        return Received(deal, changes=changes, pending=bool(changes))
    deal.save(update_fields=["pending_change", "updated_at"])
    verb = "deal.change_pending" if changes else "deal.change_withdrawn"
    record(by=by, verb=verb, obj=deal, customer=deal.customer_id, at=now, changes=_audited(changes))
    return Received(deal, changes=changes, pending=bool(changes))


def _change(deal, body, changes, *, by, customer=None):
    if deal.source == FORM_SOURCE:
        deal.source_body = body
    _take(deal, body, by=by, customer=customer)
    record(by=by, verb="deal.changed", obj=deal, customer=deal.customer_id, changes=_audited(changes))


def _take(deal, body, *, by, customer):
    """Set the facts, link the chosen customer or find one while none is linked, and judge the deal anew."""
    facts.set_facts(deal, body)
    if customer is not None:
        facts.link(deal, customer)
    elif deal.customer_id is None:
        deal.customer = facts.find_customer(deal, by=by)
    facts.refresh(deal, by=by)


def _audited(changes):
    return {change.field: [change.old, change.new] for change in changes}


@transaction.atomic
def withdraw_deal(*, deal, by, now):
    """Take an open deal away as if it had never come, for what was imported by mistake. The trail keeps that it was.

    Raises DomainError once somebody decided, asked or sent a file.
    """
    facts.require_editor(by)
    deal = facts.locked(deal)
    facts.require_open(deal)
    if deal.asked.exists() or deal.files.exists():
        raise DomainError("moved_on", _("Somebody has worked on it since."))
    identifier = deal.pk
    deal.delete()
    deal.pk = identifier
    record(by=by, verb="deal.withdrawn", obj=deal, customer=deal.customer_id, at=now)
