"""A change of a deal in the words of people: which field of which line, and values as a page writes them."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deals.choices import BillingModel, LineKind
from deals.differences import AMOUNTS, identified

FIELDS = {
    "title": gettext_lazy("What was sold"),
    "number": gettext_lazy("Quote number"),
    "customer.name": gettext_lazy("Customer"),
    "customer.external_id": gettext_lazy("Id of the customer"),
    "salesperson_email": gettext_lazy("Salesperson"),
    "currency": gettext_lazy("Currency"),
    "billing_model": gettext_lazy("Billing"),
    "won_on": gettext_lazy("Won on"),
    "po_number": gettext_lazy("PO number"),
    "po_waived_reason": gettext_lazy("Why no PO is needed"),
    "signed_document.reference": gettext_lazy("Signed quote or SoW"),
    "signed_document.url": gettext_lazy("Link to the signed quote"),
    "target_start": gettext_lazy("Promised start"),
    "target_end": gettext_lazy("Promised end"),
    "competing_deadlines": gettext_lazy("Competing deadlines"),
    "people": gettext_lazy("People it touches"),
    "outage_needed": gettext_lazy("Outage needed"),
    "third_party": gettext_lazy("Third party takes part"),
    "sites": gettext_lazy("Sites"),
    "promises": gettext_lazy("Promises"),
    "exclusions": gettext_lazy("Not included"),
    "assumptions": gettext_lazy("Assumptions"),
    "description": gettext_lazy("description"),
    "kind": gettext_lazy("kind"),
    "sku": gettext_lazy("SKU"),
    "quantity": gettext_lazy("quantity"),
    "unit": gettext_lazy("unit"),
    "hours": gettext_lazy("hours"),
    "skill_level": gettext_lazy("level"),
    "unit_price": gettext_lazy("price each"),
    "unit_cost": gettext_lazy("cost each"),
    "external_id": gettext_lazy("id"),
    "name": gettext_lazy("name"),
    "email": gettext_lazy("email"),
    "phone": gettext_lazy("phone"),
    "role": gettext_lazy("role"),
}
CHOICES = dict(BillingModel.choices) | dict(LineKind.choices)


class Told(NamedTuple):
    """One change as it is shown; an empty side is an en dash."""

    label: str
    old: str
    new: str


def told(change: Mapping[str, Any], *bodies: Mapping[str, Any]) -> Told:
    """``change`` has field, old and new; the bodies name its line, the first that knows it."""
    path = change["field"]
    part, _dot, name = path.partition("].")
    last = (name or path).rpartition(".")[2]
    return Told(_label(part, name, path, bodies), _value(last, change["old"]), _value(last, change["new"]))


def _label(part, name, path, bodies):
    if not name:
        return str(FIELDS.get(path, path))
    rows, _bracket, key = part.partition("[")
    entries = [dict(identified(body.get(rows) or [], rows)).get(key) for body in bodies]
    entry = next(filter(None, entries), {})
    said = {"entry": entry.get("description") or entry.get("name") or key, "field": FIELDS.get(name, name)}
    return _("%(entry)s, %(field)s") % said


def _value(name, value):
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return _number(value) if name in AMOUNTS else str(CHOICES.get(value, value))


def _number(value):
    try:
        plain = Decimal(str(value)).normalize()
    except InvalidOperation:
        return str(value)
    return number_format(plain if plain.as_tuple().exponent <= 0 else plain.quantize(Decimal(1)))
