"""READ: the three-way table of a project with what is resolved and what is open."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.formats import format_money, format_number
from deals.models import DealLine
from projects.choices import BomLineState, DifferenceKind, ReconciledSide
from projects.models import BomLine, Purchase, PurchaseLine, Resolution
from projects.rules.materials import amount_in
from projects.rules.reconciliation import Difference, Item, Row, key_of, reconcile, uncovered

FIELDS = {
    "quantity": gettext_lazy("quantity"),
    "unit_price": gettext_lazy("price"),
    "sku": gettext_lazy("SKU"),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A difference of a row with its resolution, None while it is open."""

    row: Row
    difference: Difference
    resolution: Resolution | None
    said: str


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The whole of it. ``purchase`` None: the customer's list is not known yet."""

    purchase: Purchase | None
    rows: tuple[Row, ...]
    judged: tuple[Judged, ...]

    def open_of(self, side):
        """The unresolved differences of one side (``ReconciledSide``)."""
        return [one for one in self.judged if one.difference.side == side and one.resolution is None]

    def find(self, item, side):
        """The difference of that item and side, or None."""
        wanted = (item, side)
        return next((one for one in self.judged if (one.row.item, one.difference.side) == wanted), None)

    @property
    def uncovered(self):
        """Sold products that the bill of materials holds too few of, as nobody has settled."""
        return uncovered(self.rows, {key_of(one.row, one.difference) for one in self.judged if one.resolution})


def reconciliation_of(project):
    """The table of a project. Five statements, however many lines."""
    current = Purchase.objects.filter(project=project, replaced_at=None)
    purchase = current.select_related("document", "recorded_by__user").first()
    bought = PurchaseLine.objects.filter(purchase=purchase) if purchase else ()
    rows = reconcile(
        [sold_item(line) for line in DealLine.objects.filter(deal=project.deal_id).order_by("position")],
        [purchased_item(line) for line in bought] if purchase else None,
        [material_item(line) for line in BomLine.objects.filter(project=project)],
        hours=_hours(project),
    )
    known = {}
    related = ("by__user", "change_order")
    for one in Resolution.objects.filter(project=project).select_related(*related).order_by("at", "id"):
        known[one.item, one.side, one.fingerprint] = one
    judged = tuple(
        Judged(row, one, known.get(key_of(row, one)), words_of(row, one, project.currency))
        for row in rows
        for one in row.differences
    )
    return Reconciliation(purchase, rows, judged)


def sold_item(line):
    """A line of the deal as the rules see it."""
    return Item(
        key=str(line.pk),
        kind=line.kind,
        description=line.description,
        sku=line.sku,
        external_id=line.external_id,
        quantity=line.quantity,
        unit_price=line.unit_price,
    )


def purchased_item(line):
    """A line of the customer's list as the rules see it."""
    return Item(
        key=str(line.pk),
        description=line.description,
        sku=line.sku,
        external_id=line.external_id,
        quantity=line.quantity,
        unit_price=line.unit_price,
        sold=str(line.sold_line_id or ""),
    )


def material_item(line):
    """A line of materials as the rules see it; what is cancelled is not there."""
    return Item(
        key=str(line.pk),
        kind="product",
        description=line.description,
        sku=line.sku,
        quantity=line.quantity - amount_in(line.quantities, (BomLineState.CANCELLED,)),
        unit_price=line.unit_price,
        sold=str(line.source_line_id or ""),
    )


def words_of(row, difference, currency):
    """What differs, in one line: ``Server: quantity 2, purchased 3``."""
    other = row.purchased if difference.side == ReconciledSide.PURCHASED else row.scope
    name = (row.sold or other).description or (row.sold or other).key
    if (row.sold or other).kind == "hours":
        name = _("Hours of %s") % ((row.sold or other).key or _("any level"))
    if difference.kind == DifferenceKind.MISSING:
        where = _("not on the order") if difference.side == ReconciledSide.PURCHASED else _("not in the BoM")
        return f"{name}: {where}"
    if difference.kind == DifferenceKind.EXTRA:
        where = _("ordered") if difference.side == ReconciledSide.PURCHASED else _("in the BoM")
        return _("%(name)s: %(where)s, not sold") % {"name": name, "where": where}
    parts = [
        _("%(field)s sold %(sold)s, now %(now)s")
        % {
            "field": FIELDS[field],
            "sold": value_text(row.sold, field, currency),
            "now": value_text(other, field, currency),
        }
        for field in difference.fields
    ]
    return f"{name}: {'; '.join(parts)}"[:500]


def value_text(item, field, currency):
    """A value of an item as people read it."""
    value = getattr(item, field)
    if value is None or value == "":
        return "–"
    if field == "unit_price":
        return format_money(value, currency, exact=True)
    return format_number(value) if field == "quantity" else value


def _hours(project):
    if project.scope_levels is None:
        return None
    return tuple(
        {level: Decimal(hours) for level, hours in (table or {}).items()}
        for table in (project.sold_levels, project.scope_levels)
    )
