"""Reading deals: lists, one deal with its parts, and what it lacks."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, DecimalField, Exists, F, OuterRef, Prefetch, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Lower, NullIf

from accounts.models import Membership
from accounts.queries import members_with_role
from customers.queries import similar_customers
from deals import rules
from deals.choices import DealState, QuestionKind
from deals.models import Deal, DealContact, DealLine, DealQuestion
from deals.permissions import DECIDERS
from deals.rules import ContactFact, DealFacts, Item, LineFact
from deals.units import unit_words

MONEY = DecimalField(max_digits=30, decimal_places=8)
ZERO = Value(Decimal(0), output_field=DecimalField(max_digits=14, decimal_places=4))
WAITING = (DealState.RECEIVED, DealState.INCOMPLETE, DealState.READY)


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line with its sums; None where price or cost is not known."""

    line: DealLine
    price: Decimal | None
    cost: Decimal | None

    @property
    def unit(self):
        """The unit as it follows the quantity: “hours” after 40."""
        return unit_words(self.line.unit, self.line.quantity)


@dataclass(frozen=True, slots=True)
class Sold:
    """What was sold: lines, hours and sums of what is known, in the deal's currency; a sum of nothing is None."""

    lines: list[SoldLine]
    hours: Decimal
    price: Decimal | None
    cost: Decimal | None

    @property
    def without_price(self):
        """How many lines the sum leaves out because their price is missing."""
        return sum(row.price is None for row in self.lines)

    @property
    def without_cost(self):
        """How many lines the sum leaves out because their cost is missing."""
        return sum(row.cost is None for row in self.lines)

    @property
    def margin_percent(self):
        """Percent points of the price; None without one, or while a line's price or cost is not known."""
        is_known = not self.without_price and not self.without_cost
        return 100 * (self.price - self.cost) / self.price if self.price and is_known else None


def deals(
    organization,
    *,
    state="",
    is_open=None,
    search="",
    customer=None,
    salesperson=None,
    looked_after_by="",
    updated_since=None,
):
    """Deals of the organization in force with customer and salesperson.

    ``state`` is one of DealState, ``is_open`` means not decided yet; ``search`` finds a fragment of
    title, numbers, customer or salesperson; ``salesperson`` is a Membership,
    ``looked_after_by`` the address of a project manager.
    """
    rows = Deal.objects.select_related("customer", "salesperson__user", "project_manager__user")
    if state:
        rows = rows.filter(state=state)
    if is_open is not None:
        rows = rows.filter(state__in=rules.OPEN_STATES) if is_open else rows.exclude(state__in=rules.OPEN_STATES)
    if search:
        fields = (
            "title",
            "number",
            "external_id",
            "po_number",
            "customer_name",
            "customer__name",
            "salesperson_email",
        )
        condition = Q()
        for field in fields:
            condition |= Q(**{f"{field}__icontains": search})
        rows = rows.filter(condition)
    exact = {
        "customer_id": customer,
        "salesperson": salesperson,
        "project_manager__user__email": looked_after_by.lower(),
        "updated_at__gte": updated_since,
    }
    return rows.filter(**{field: value for field, value in exact.items() if value})


def deal_list(organization, **filters):
    """``deals`` with what a list shows and sorts by; ``value`` is in the deal's currency, unknown starts are last."""
    lines = DealLine.objects.filter(deal=OuterRef("pk")).order_by().values("deal")
    total = lines.annotate(total=Sum(NullIf(F("quantity"), ZERO) * F("unit_price"), output_field=MONEY)).values(
        "total"
    )
    rows = deals(organization, **filters)
    return rows.annotate(
        value=Subquery(total, output_field=MONEY),
        sorted_title=Lower("title"),
        sorted_customer=Lower("customer_name"),
        starts=Coalesce("target_start", Value(date.max)),
    )


def deal_counts(organization) -> dict:
    """``{state: how many}`` of the states that occur."""
    rows = Deal.objects.order_by().values_list("state").annotate(count=Count("pk"))
    return dict(rows)


def deal_by_id(organization, pk):
    """The deal with customer, salesperson, lines and contacts at hand, or None."""
    rows = deals(organization).select_related("returned_by__user", "accepted_by__user")
    parts = (
        Prefetch("lines", DealLine.objects.order_by("position")),
        Prefetch("contacts", DealContact.objects.order_by("position")),
    )
    return rows.filter(pk=pk).prefetch_related(*parts).first()


def deciders(organization):
    """Members who may look after a deal and accept it."""
    return members_with_role(organization, *DECIDERS)


def deal_facts(deal) -> DealFacts:
    """The deal as its checklist sees it. Reads lines and contacts (two statements unless at hand)."""
    lines = [
        LineFact(
            line.kind,
            line.description,
            line.quantity,
            line.hours,
            line.skill_level,
            line.unit_price,
            line.unit_cost,
        )
        for line in deal.lines.all()
    ]
    contacts = [ContactFact(contact.name, contact.email, contact.role) for contact in deal.contacts.all()]
    return DealFacts(
        customer_confirmed=deal.customer_id is not None,
        contacts=tuple(contacts),
        sites=len(deal.sites),
        billing_model=deal.billing_model,
        po_number=deal.po_number,
        po_waived_reason=deal.po_waived_reason,
        lines=tuple(lines),
        target_start=deal.target_start,
        target_end=deal.target_end,
        salesperson_email=deal.salesperson_email or (deal.salesperson.email if deal.salesperson_id else ""),
        salesperson_is_member=deal.salesperson_id is not None,
        signed_document=deal.signed_reference or deal.signed_url,
        won_on=deal.won_on,
        promises=tuple(deal.promises),
        exclusions=tuple(deal.exclusions),
        assumptions=tuple(deal.assumptions),
        competing_deadlines=deal.competing_deadlines,
    )


def missing(deal) -> list[Item]:
    """What keeps the deal from being ready, in the order of the checklist."""
    return rules.missing_items(deal_facts(deal))


def advice(deal) -> list[Item]:
    """What would make the hand-off better, most useful first."""
    return rules.advice_items(deal_facts(deal))


def sold(deal) -> Sold:
    """The deal's lines with their sums."""
    rows = [
        SoldLine(line, _times(line.quantity, line.unit_price), _times(line.quantity, line.unit_cost))
        for line in deal.lines.all()
    ]
    return Sold(
        rows,
        hours=sum((row.line.hours or Decimal(0) for row in rows), Decimal(0)),
        price=_sum_of_known(row.price for row in rows),
        cost=_sum_of_known(row.cost for row in rows),
    )


def questions(deal) -> list:
    """Every question to sales in order: those of returns, then recalls. No statement where nothing was asked."""
    if not (deal.returns or deal.recalls):
        return []
    rows = DealQuestion.objects.filter(deal=deal).select_related("asked_by__user", "answered_by__user")
    return sorted(rows, key=lambda row: (row.kind == QuestionKind.RECALL, row.round, row.position))


def settled_changes(deal) -> list:
    """What was decided about changes after the decision, in the order of deciding. One statement."""
    return list(deal.settled.select_related("decided_by__user"))


def missing_words(codes) -> list[Item]:
    """The items behind stored codes, without reading the deal's parts."""
    return [
        Item(item.code, rules.LINES_INCOMPLETE) if item.code == "lines_incomplete" else item
        for item in EVERY_MISSING
        if item.code in codes
    ]


def customer_candidates(deal):
    """Customers that may be the deal's, while nobody has said which."""
    emails = [contact.email for contact in deal.contacts.all() if contact.email]
    return similar_customers(deal.organization_id, deal.customer_name, emails)


def deals_with_found_salesperson(organization):
    """Open deals whose salesperson was unknown on receipt and is a member by now."""
    member = Membership.objects.filter(
        is_active=True, user__is_active=True, user__email=OuterRef("salesperson_email")
    )
    rows = Deal.objects.filter(state__in=rules.OPEN_STATES, salesperson=None).exclude(salesperson_email="")
    return rows.filter(Exists(member))


def _times(quantity, amount):
    """Unknown without an amount, and as long as nobody has said how much."""
    return None if amount is None or not quantity else quantity * amount


def _sum_of_known(values):
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


# The rules are asked once about an empty deal and once about one with parts, to know every sentence.
EVERY_MISSING = tuple(
    {
        item.code: item
        for facts in (DealFacts(), DealFacts(lines=(LineFact(),), salesperson_email="?"))
        for item in rules.missing_items(facts)
    }.values()
)
