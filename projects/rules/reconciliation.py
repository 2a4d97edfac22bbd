"""Sold, purchased, and what the scope holds: lines matched with each other and what differs between them. Pure.

A difference is known by the values on both sides (its fingerprint): a resolution counts for exactly those, so that
a later change opens the question again by itself.
"""

import hashlib
import json
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from projects.choices import DifferenceKind as Kind
from projects.choices import ReconciledSide as Side

ZERO = Decimal(0)
MATERIAL = frozenset({"product", "license"})


@dataclass(frozen=True, slots=True)
class Item:
    """A line of one side. ``sold`` is the key of the sold line it belongs to by hand or by origin; money per unit."""

    key: str
    kind: str = ""
    description: str = ""
    sku: str = ""
    external_id: str = ""
    quantity: Decimal = ZERO
    unit_price: Decimal | None = None
    sold: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between what was sold and one other side."""

    side: str
    kind: str
    fields: tuple[str, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line across the three sides; ``item`` names it in addresses and resolutions."""

    item: str
    sold: Item | None
    purchased: Item | None
    scope: Item | None
    differences: tuple[Difference, ...]


def reconcile(sold, purchased, materials, *, hours=None) -> tuple[Row, ...]:
    """The rows of the three-way table. ``purchased`` None: no list of the customer is known, nothing is compared.

    ``hours`` is ``(sold per level, of the approved SoW per level)``, None before a SoW is approved.
    """
    bought, loose_bought = matched(sold, purchased or ())
    built, loose_built = matched([line for line in sold if line.kind in MATERIAL], materials, many=True)
    rows = [
        _row(
            f"sold-{line.key}",
            line,
            next(iter(bought[line.key]), None),
            joined(built.get(line.key, ())),
            compare_purchase=purchased is not None,
            compare_scope=line.kind in MATERIAL,
        )
        for line in sold
    ]
    rows += [_row(f"purchased-{line.key}", None, line, None, compare_purchase=True) for line in loose_bought]
    rows += [
        _row(f"bom-{line.key}", None, None, line, compare_scope=True) for line in loose_built if line.quantity
    ]
    return (*rows, *_hours_rows(*hours)) if hours else tuple(rows)


def matched(sold, others, *, many=False) -> tuple[dict[str, list[Item]], list[Item]]:
    """``others`` by the key of their sold line, and the rest: by hand, then by external id, then by SKU.

    One line each, ``many`` where a sold line may be split (the bill of materials).
    """
    found: dict[str, list[Item]] = {line.key: [] for line in sold}
    rest = []
    for item in others:
        takes = item.sold in found and (many or not found[item.sold])
        (found[item.sold] if takes else rest).append(item)
    for name in ("external_id", "sku"):
        rest = _matched_by(name, sold, found, rest, many)
    return found, rest


def _matched_by(name, sold, found, others, many):
    free = defaultdict(deque)
    for line in sold:
        if many or not found[line.key]:
            free[_plain(getattr(line, name))].append(line.key)
    rest = []
    for item in others:
        value = _plain(getattr(item, name))
        keys = free.get(value) if value else None
        if keys:
            found[keys[0] if many else keys.popleft()].append(item)
        else:
            rest.append(item)
    return rest


def joined(items: Iterable[Item]) -> Item | None:
    """The lines of one sold line as one: quantities added, a price where all have the same."""
    items = [item for item in items if item.quantity]
    if not items:
        return None
    prices = {item.unit_price for item in items}
    first = items[0]
    return Item(
        key=first.key,
        kind=first.kind,
        description=first.description,
        sku=first.sku,
        quantity=sum((item.quantity for item in items), ZERO),
        unit_price=prices.pop() if len(prices) == 1 else None,
        sold=first.sold,
    )


def uncovered(rows: Iterable[Row], settled: Iterable[tuple[str, str, str]] = ()) -> list[Row]:
    """Sold products of which the bill of materials holds too few; not those that a person has settled."""
    known = set(settled)
    return [
        row
        for row in rows
        if row.sold
        and row.sold.kind in MATERIAL
        and (row.scope.quantity if row.scope else ZERO) < row.sold.quantity
        and not any(key_of(row, one) in known for one in row.differences if one.side == Side.SCOPE)
    ]


def key_of(row: Row, difference: Difference) -> tuple[str, str, str]:
    """By what a resolution is found again."""
    return (row.item, difference.side, difference.fingerprint)


def _row(item, sold, purchased, scope, *, compare_purchase=False, compare_scope=False):
    differences = []
    if compare_purchase:
        differences.append(_difference(Side.PURCHASED, sold, purchased, ("quantity", "unit_price", "sku")))
    if compare_scope:
        differences.append(_difference(Side.SCOPE, sold, scope, ("quantity", "unit_price")))
    return Row(item, sold, purchased, scope, tuple(one for one in differences if one))


def _difference(side, sold, other, fields):
    if sold is None or other is None:
        kind, differing = (Kind.EXTRA if sold is None else Kind.MISSING), ()
        if sold is not None and not sold.quantity:  # nothing of it was sold: nothing is missing
            return None
    else:
        kind = Kind.CHANGED
        differing = tuple(name for name in fields if _differs(name, getattr(sold, name), getattr(other, name)))
        if not differing:
            return None
    return Difference(side, kind, differing, _fingerprint(side, sold, other, fields))


def _differs(name, sold, other):
    """An unknown price or SKU is no difference: nobody has said another one."""
    if other in (None, "") or (name == "sku" and not sold):
        return False
    return _plain(sold) != _plain(other)


def _hours_rows(sold: Mapping[str, Decimal], agreed: Mapping[str, Decimal]):
    for level in sorted(sold.keys() | agreed.keys()):
        before, now = (Item(key=level, kind="hours", quantity=side.get(level, ZERO)) for side in (sold, agreed))
        found = _difference(Side.SCOPE, before, now, ("quantity",))
        yield Row(f"hours-{level or 'any'}", before, None, now, (found,) if found else ())


def _fingerprint(side, sold, other, fields):
    values = [
        None if item is None else [item.description, *(_plain(getattr(item, name)) for name in fields)]
        for item in (sold, other)
    ]
    return hashlib.sha256(json.dumps([str(side), *values]).encode()).hexdigest()


def _plain(value):
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else " ".join(value.split()).casefold()
