"""Deals out of a spreadsheet: a row per sold line, neighbors with the same id are one deal."""

import re

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.cells import day_of, is_formula, number_of
from core.errors import DomainError, InvalidInput
from core.exports import original
from deals.actions import receive_deal, withdraw_deal
from deals.models import Deal
from deals.permissions import can_edit_deals
from imports.choices import Act
from imports.kinds import Column, Fault, Kind, Outcome, one_by_one

SOURCE = "import"
HEAD = {
    "title": "title",
    "currency": "currency",
    "billing_model": "billing_model",
    "salesperson_email": "salesperson_email",
    "number": "number",
    "po_number": "po_number",
}
DATES = ("won_on", "target_start", "target_end")
LISTS = ("promises", "exclusions", "assumptions", "sites")
LINE = {
    "line_id": "external_id",
    "line_kind": "kind",
    "description": "description",
    "sku": "sku",
    "unit": "unit",
    "skill_level": "skill_level",
}
AMOUNTS = {"quantity": "quantity", "hours": "hours", "unit_price": "unit_price", "unit_cost": "unit_cost"}
# Where a pointer of the body stands in the table.
COLUMN_OF = (
    {f"/{theirs}": ours for ours, theirs in HEAD.items()}
    | {f"/{name}": name for name in (*DATES, *LISTS, "external_id")}
    | {"/customer/name": "customer", "/customer/external_id": "customer_id", "/customer": "customer"}
    | {"/signed_document/reference": "signed_reference", "/signed_document/url": "signed_url"}
)
LINE_COLUMN = {theirs: ours for ours, theirs in (LINE | AMOUNTS).items()}
LINE_POINTER = re.compile(r"/lines/(\d+)(?:/(\w+))?")


def _column(name, label, *names, required=False):
    return Column(name, label, frozenset(names), required)


COLUMNS = (
    _column(
        "external_id",
        gettext_lazy("Deal id"),
        "deal id",
        "opportunity id",
        "id",
        "deal",
        "record id",
        required=True,
    ),
    _column(
        "title",
        gettext_lazy("Title"),
        "deal name",
        "opportunity",
        "opportunity name",
        "name",
        "project",
        required=True,
    ),
    _column(
        "customer",
        gettext_lazy("Customer"),
        "company",
        "account",
        "account name",
        "client",
        "company name",
        required=True,
    ),
    _column("customer_id", gettext_lazy("Customer id"), "company id", "account id", "client id"),
    _column("number", gettext_lazy("Quote number"), "quote", "quote no", "quote number"),
    _column(
        "salesperson_email",
        gettext_lazy("Salesperson’s email"),
        "salesperson",
        "owner",
        "deal owner",
        "owner email",
        "sales rep",
    ),
    _column("currency", gettext_lazy("Currency"), "currency code"),
    _column("billing_model", gettext_lazy("Billing model"), "billing", "billing type"),
    _column("won_on", gettext_lazy("Won on"), "won", "close date", "closed", "closed on"),
    _column("po_number", gettext_lazy("PO number"), "po", "purchase order"),
    _column("signed_reference", gettext_lazy("Signed document"), "signed quote", "signature", "signed"),
    _column("signed_url", gettext_lazy("Address of the signed document"), "signed url", "document url"),
    _column("target_start", gettext_lazy("Promised start"), "start", "start date"),
    _column("target_end", gettext_lazy("Promised end"), "end", "end date", "due", "due date", "deadline"),
    _column("contact", gettext_lazy("Contact"), "contact name", "signer"),
    _column("contact_email", gettext_lazy("Contact’s email"), "email", "signer email"),
    _column("sites", gettext_lazy("Sites"), "site", "location"),
    _column("promises", gettext_lazy("Promises"), "promised"),
    _column("exclusions", gettext_lazy("Exclusions"), "excluded", "not included"),
    _column("assumptions", gettext_lazy("Assumptions"), "assumed"),
    _column("line_id", gettext_lazy("Line id"), "line", "line no", "position"),
    _column("line_kind", gettext_lazy("Line: kind"), "kind", "type", "line type"),
    _column("description", gettext_lazy("Line: description"), "item", "product", "line item", "what"),
    _column("sku", gettext_lazy("Line: SKU"), "part number", "product code", "mpn"),
    _column("quantity", gettext_lazy("Line: quantity"), "qty", "amount", "units"),
    _column("unit", gettext_lazy("Line: unit"), "uom"),
    _column("hours", gettext_lazy("Line: hours"), "hrs"),
    _column("skill_level", gettext_lazy("Line: level"), "level", "skill"),
    _column("unit_price", gettext_lazy("Line: price of one"), "price", "rate", "sell price"),
    _column("unit_cost", gettext_lazy("Line: cost of one"), "cost", "buy price"),
)


def receive(things, *, by, now, told):
    """An Outcome per deal; what is wrong in one stops no other."""
    return [_receive(thing, by, now, told.options.get("source") or SOURCE) for thing in things]


def _receive(thing, by, now, source):
    payload, faults = _payload(thing, source)
    if faults:
        return Outcome(Act.FAILED, faults=tuple(faults))
    before = Deal.objects.filter(source=source, external_id=payload["external_id"]).values("source_body").first()
    try:
        with transaction.atomic():
            received = receive_deal(payload=payload, by=by, now=now)
    except InvalidInput as error:
        return Outcome(Act.FAILED, faults=tuple(_fault(thing, one) for one in error.errors))
    except DomainError as error:
        return Outcome(Act.FAILED, faults=(Fault(thing.first, "", error.code, str(error.message)),))
    deal = received.deal
    act = Act.CREATED if received.created else Act.UPDATED if received.changes else Act.SKIPPED
    body = {} if received.created or act == Act.SKIPPED else {"body": before["source_body"]}
    return Outcome(act, deal.pk, str(deal), body, deal.updated_at)


def undo(imported, *, by, now):
    """A new deal goes while it is open and as it came; a changed one gets back what its source had said before."""
    deal = Deal.objects.filter(pk=imported.object_id).first()
    if deal is None:
        return
    if imported.act == Act.UPDATED:
        receive_deal(payload=imported.before["body"], by=by, now=now)
        return
    if deal.updated_at != imported.moment:
        raise DomainError("moved_on", _("Somebody has worked on it since."))
    withdraw_deal(deal=deal, by=by, now=now)


def _payload(thing, source):
    """``(body, faults)`` of the rows of one deal: the head from the first, a line from each that has one."""
    _number, head = thing.rows[0]
    faults = [
        Fault(number, name, "formula", _("A formula is not taken in. Write the value."), value)
        for number, values in thing.rows
        for name, value in values.items()
        if is_formula(original(value))
    ]
    body = {"source": source, "external_id": _text(head, "external_id")}
    body |= {theirs: _text(head, ours) for ours, theirs in HEAD.items()}
    body["customer"] = {"name": _text(head, "customer"), "external_id": _text(head, "customer_id")}
    body["signed_document"] = {"reference": _text(head, "signed_reference"), "url": _text(head, "signed_url")}
    if head.get("contact") or head.get("contact_email"):
        body["contacts"] = [
            {"name": _text(head, "contact"), "email": _text(head, "contact_email"), "role": "signer"}
        ]
    body |= {
        name: [part.strip() for part in re.split(r"[;\n]", _text(head, name)) if part.strip()] for name in LISTS
    }
    body |= {name: _day(thing, name, faults) for name in DATES}
    body["lines"] = [_line(number, values, faults) for number, values in thing.rows if _has_line(values)]
    return body, faults


def _has_line(values):
    return any(values.get(name) for name in (*LINE, *AMOUNTS))


def _line(number, values, faults):
    line = {theirs: _text(values, ours) for ours, theirs in LINE.items()}
    for ours, theirs in AMOUNTS.items():
        text = values.get(ours, "")
        amount = number_of(text) if text else None
        if text and amount is None:
            faults.append(Fault(number, ours, "number", _("That is no number."), text))
        line[theirs] = None if amount is None else f"{amount:f}"
    return line


def _day(thing, name, faults):
    number, values = thing.rows[0]
    text = values.get(name, "")
    day = day_of(text) if text else None
    if text and day is None:
        faults.append(Fault(number, name, "date", _("That is no day. Write it as 2026-12-31."), text))
    return day and day.isoformat()


def _text(values, name):
    return original(values.get(name, ""))


def _fault(thing, error):
    """A fault of the body where it stands in the table."""
    found = LINE_POINTER.match(error["pointer"])
    with_line = [row for row in thing.rows if _has_line(row[1])]
    if found and int(found[1]) < len(with_line):
        number, values = with_line[int(found[1])]
        column = LINE_COLUMN.get(found[2] or "", "description")
    else:
        number, values = thing.rows[0]
        pointer = error["pointer"]
        column = COLUMN_OF.get(pointer) or ("contact_email" if pointer.startswith("/contacts") else "")
    return Fault(number, column, error["code"], error["detail"], values.get(column, ""))


def _options(_organization):
    known = Deal.objects.exclude(source__in=("form", SOURCE)).order_by("source").values_list("source", flat=True)
    sources = [(SOURCE, _("A spreadsheet")), *((source, source) for source in known.distinct()[:20])]
    return [("source", _("Where the ids come from"), sources)]


DEALS = Kind(
    key="deals",
    label=gettext_lazy("Closed deals"),
    columns=COLUMNS,
    may=can_edit_deals,
    receive=receive,
    undo=one_by_one(undo),
    home="deals:list",
    address="deals",
    scope="deals",
    group="external_id",
    help=gettext_lazy("One row per sold line; rows below each other with the same deal id are one deal."),
    options=_options,
)
