"""Setting what a deal consists of: fields, rows, customer, salesperson, state. No door of its own, no audit row."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import NotificationEvent, Role
from accounts.queries import member_by_email, members_with_role
from core import clock
from core.errors import DomainError, InvalidInput, NotAllowed
from core.tenancy import current_organization_id
from customers.actions import add_reference, create_customer
from customers.queries import customer_by_reference
from customers.rules import telling_domain
from deals import queries, rules
from deals.choices import DealState
from deals.models import Deal, DealContact, DealLine
from deals.permissions import can_edit_deals
from notices.actions import notify

PLAIN_FIELDS = (
    "number",
    "title",
    "currency",
    "billing_model",
    "po_number",
    "po_waived_reason",
    "competing_deadlines",
    "sites",
    "promises",
    "exclusions",
    "assumptions",
    "salesperson_email",
)
SIZE = ("people", "outage_needed", "third_party")
DATES = ("won_on", "target_start", "target_end")
AMOUNTS = ("quantity", "hours", "unit_price", "unit_cost")


def require_editor(by):
    """Raise NotAllowed unless ``by`` may hand over deals (None is a source of its own)."""
    if by is not None and not can_edit_deals(by):
        raise NotAllowed(_("Your roles do not let you change deals."))


def require_open(deal):
    """Raise DomainError once somebody has decided about the deal."""
    if not rules.is_open(deal.state):
        raise DomainError(
            "deal_decided",
            _("The deal is %(state)s and can no longer change.") % {"state": deal.get_state_display().lower()},
        )


def locked(deal):
    """The same deal, read again under a lock that ends with the transaction."""
    return (
        Deal.objects.select_for_update(of=("self",), no_key=True)
        .select_related("customer", "project_manager__user", "salesperson__user")
        .get(pk=deal.pk)
    )


def set_facts(deal, body):
    """Make the deal what ``body`` (canonical) says: fields, lines, contacts, named customer, salesperson. Not saved."""
    for name in PLAIN_FIELDS:
        setattr(deal, name, body[name])
    for name in SIZE:  # bodies kept from before these were asked have none of them
        setattr(deal, name, body.get(name))
    for name in DATES:
        setattr(deal, name, date.fromisoformat(body[name]) if body[name] else None)
    deal.signed_reference, deal.signed_url = body["signed_document"]["reference"], body["signed_document"]["url"]
    deal.salesperson = member_by_email(deal.salesperson_email) if deal.salesperson_email else None
    deal.payload = body
    _name_customer(deal, body)
    _replace_rows(deal, body)


def refresh(deal, *, revive=True, by=None):
    """Recompute what is missing and the state, and save the deal.

    ``revive`` False leaves a returned deal with sales: nobody has answered yet.
    """
    _start_from_customer(deal)
    missing = queries.missing(deal)
    before, deal.missing = deal.state, [item.code for item in missing]
    if revive or deal.state in queries.WAITING:
        deal.state = rules.state_after_change(deal.state, missing)
    deal.save()
    if deal.state == DealState.READY and before != DealState.READY:
        _tell_ready(deal, by)
    return missing


def _start_from_customer(deal):
    """What the deal does not say follows the customer's defaults."""
    customer = deal.customer
    if customer is None:
        return
    deal.billing_model = deal.billing_model or customer.billing_model
    if not (customer.po_required or deal.po_number or deal.po_waived_reason):
        deal.po_waived_reason = _("%s orders without a PO number.") % customer.name[:200]


def _tell_ready(deal, by):
    """Whoever may accept it is told, once per return to sales."""
    notify(
        members=members_with_role(deal.organization, Role.PROJECT_MANAGER),
        event=NotificationEvent.DEAL_READY,
        text=_("“%(deal)s” for %(customer)s is ready to be accepted.")
        % {"deal": deal.title, "customer": deal.customer.name},
        url=reverse("deals:detail", args=[deal.organization.slug, deal.pk]),
        by=by,
        now=clock.now(),
        key=f"ready:{deal.pk}:{deal.returns}",
    )


def link(deal, customer):
    """Make the deal the customer's, and remember how its source calls them."""
    deal.customer = customer
    if deal.customer_external_id:
        add_reference(customer=customer, source=deal.source, external_id=deal.customer_external_id)


def find_customer(deal, *, by):
    """Link the customer the source's id names; else create one, unless a person should say who it is."""
    known = customer_by_reference(deal.organization_id, deal.source, deal.customer_external_id)
    if known is not None:
        return known
    if queries.customer_candidates(deal):
        # One that looks alike may be the very same, brought in a moment ago by another deal of this source.
        return customer_by_reference(deal.organization_id, deal.source, deal.customer_external_id)
    try:
        return new_customer(deal, by=by)
    except InvalidInput:  # taken a moment ago by another deal of the same customer
        return customer_by_reference(deal.organization_id, deal.source, deal.customer_external_id)


def usual_currency(payload, customer=None):
    """What a deal without a currency is in: that of its customer, chosen or known to the source; empty when unset."""
    if not isinstance(payload, Mapping) or payload.get("currency"):
        return ""
    named = payload.get("customer")
    if customer is None and isinstance(named, Mapping) and named.get("external_id"):
        source, external_id = str(payload.get("source", "")), str(named["external_id"])
        customer = customer_by_reference(current_organization_id(), source, external_id)
    return customer.currency if customer is not None else ""


def new_customer(deal, *, by):
    """A customer of the deal's name, known to its source, with the mail domain of its first telling contact."""
    domains = (telling_domain(contact.email) for contact in deal.contacts.all())
    return create_customer(
        name=deal.customer_name,
        by=by,
        mail_domain=next(filter(None, domains), ""),
        source=deal.source,
        external_id=deal.customer_external_id,
    )


def _name_customer(deal, body):
    """Note whom the body names; a customer that is linked stays unless the source names another id."""
    named = body["customer"]
    if deal.customer_external_id != named["external_id"]:
        deal.customer = None
    deal.customer_name, deal.customer_external_id = named["name"], named["external_id"]


def _replace_rows(deal, body):
    deal.lines.all().delete()
    deal.contacts.all().delete()
    DealLine.objects.bulk_create(
        DealLine(deal=deal, position=position, **_line_values(line))
        for position, line in enumerate(body["lines"], 1)
    )
    DealContact.objects.bulk_create(
        DealContact(deal=deal, position=position, **contact)
        for position, contact in enumerate(body["contacts"], 1)
    )


def _line_values(line):
    amounts = {name: None if line[name] is None else Decimal(line[name]) for name in AMOUNTS}
    return line | amounts
