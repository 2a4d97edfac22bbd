"""What a part of a changed deal means for the scope: hours, price, cost, deliverables, end. Pure."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from deals.choices import LineKind
from deals.differences import identified
from projects.rules.sow import ZERO, hours_text, merged_effort


def order_of(part: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a change order for one part (``deals.differences.part_of``) of a deal's body.

    A part without a figure, such as another way of billing, gives none: a person says what follows from it.
    """
    if part == "target_end":
        return {"committed_end": date.fromisoformat(after[part])} if after.get(part) else {}
    if part == "promises":
        had = set(before.get(part) or [])
        return {"added": "\n".join(text for text in after.get(part) or [] if text not in had)}
    name, _bracket, label = part.rstrip("]").partition("[")
    if name != "lines":
        return {}
    return _of_lines(_line(before, label), _line(after, label))


def _of_lines(old, new):
    effort = merged_effort(_effort(new, 1), _effort(old, -1))
    fields = {"effort": effort, "price": _sum(new, "unit_price") - _sum(old, "unit_price")}
    fields["cost"] = _besides_hours(new) - _besides_hours(old)
    return fields | ({"added": new.get("description", "")} if not old else {})


def _line(body, label):
    return dict(identified(body.get("lines") or [], "lines")).get(label, {})


def _effort(line, sign):
    hours = Decimal(line.get("hours") or 0)
    if line.get("kind") != LineKind.LABOR or not hours:
        return []
    return [{"phase": "", "level": line.get("skill_level") or "", "hours": hours_text(sign * hours)}]


def _besides_hours(line):
    return ZERO if line.get("kind") == LineKind.LABOR else _sum(line, "unit_cost")


def _sum(line, amount):
    return (Decimal(line.get("quantity") or 0) * Decimal(line.get(amount) or 0)).quantize(Decimal("0.0001"))
