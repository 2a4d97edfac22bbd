"""Is it a project? Below all limits of the organization a deal is proposed as another request type. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deals.choices import LineKind, RequestType
from deals.rules import Item, LineFact

PIECES_OF_AN_ADD = 5


class Limits(NamedTuple):
    """From where on a deal is a project; the three ``…_counts`` switch a criterion off."""

    hours: Decimal
    people: int
    days: int
    outage_counts: bool
    hardware_counts: bool
    third_party_counts: bool


@dataclass(frozen=True, slots=True)
class Size:
    """A deal as the limits see it; None: nobody has said. ``days`` are working days, first and last included."""

    lines: tuple[LineFact, ...] = ()
    people: int | None = None
    outage_needed: bool | None = None
    third_party: bool | None = None
    days: int | None = None

    @property
    def hours(self):
        """Sold hours of labor, or None while no labor line says them."""
        known = [line.hours for line in self.lines if line.kind == LineKind.LABOR and line.hours is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def has_hardware(self):
        """Whether a product is sold."""
        return any(line.kind == LineKind.PRODUCT for line in self.lines)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``reasons`` for a project; without one, the limits it stays below and what it may be instead, best first."""

    reasons: list[Item]
    below: list[Item]
    unknown: list[Item]
    offered: list[str]

    @property
    def is_project(self):
        """One reason is enough."""
        return bool(self.reasons)


def verdict(size: Size, limits: Limits) -> Verdict:
    """Compare a deal with the limits. What nobody has said counts neither way and is named as unknown."""
    reasons, below, unknown = [], [], []
    for code, value, is_reached, reached, not_reached in _criteria(size, limits):
        if value is None:
            unknown.append(Item(code, _unsaid(code)))
        elif is_reached:
            reasons.append(Item(code, reached))
        else:
            below.append(Item(code, not_reached))
    return Verdict(reasons, below, unknown, [] if reasons else offers(size.lines))


def offers(lines: Sequence[LineFact]) -> list[str]:
    """Request types that fit the lines, the likeliest first; never empty."""
    kinds = {line.kind for line in lines}
    pieces = sum((line.quantity or Decimal(0) for line in lines if line.kind == LineKind.PRODUCT), Decimal(0))
    found = []
    if LineKind.RECURRING in kinds:
        found.append(RequestType.RECURRING_MAINTENANCE)
    if LineKind.PRODUCT in kinds:
        found.append(RequestType.ADD if pieces <= PIECES_OF_AN_ADD else RequestType.INSTALL)
    if LineKind.LICENSE in kinds:
        found.append(RequestType.ADD)
    if LineKind.LABOR in kinds:
        found += [RequestType.CHANGE, RequestType.INSTALL, RequestType.ON_SITE_VISIT]
    return [str(kind) for kind in dict.fromkeys(found or [RequestType.CHANGE, RequestType.ON_SITE_VISIT])]


def _criteria(size, limits):
    """``(code, value, whether it makes a project, words if so, words if not)`` of the criteria that count."""
    rows = [_hours(size.hours, limits.hours), _people(size.people, limits.people), _days(size.days, limits.days)]
    if limits.outage_counts:
        outage = size.outage_needed
        rows.append(("outage", outage, outage, _("An outage is needed"), _("No outage is needed")))
    if limits.hardware_counts:
        hardware = size.has_hardware if size.lines else None
        rows.append(("hardware", hardware, hardware, _("Hardware is sold"), _("No hardware is sold")))
    if limits.third_party_counts:
        other = size.third_party
        rows.append(("third_party", other, other, _("A third party takes part"), _("No third party takes part")))
    return rows


def _hours(value, limit):
    said = {"value": _figure(value), "limit": _figure(limit)}
    reached = _("%(value)s h are sold; from %(limit)s h on it is a project") % said
    return "hours", value, value is not None and value >= limit, reached, _("%(value)s of %(limit)s h") % said


def _people(value, limit):
    said = {"value": value, "limit": limit}
    reached = ngettext("It touches %(value)s person", "It touches %(value)s people", value or 0) % said
    is_reached = value is not None and value >= limit
    return "people", value, is_reached, reached, _("%(value)s of %(limit)s people") % said


def _days(value, limit):
    said = {"value": value, "limit": limit}
    reached = ngettext("It takes %(value)s working day", "It takes %(value)s working days", value or 0) % said
    is_reached = value is not None and value >= limit
    return "days", value, is_reached, reached, _("%(value)s of %(limit)s working days") % said


def _unsaid(code):
    words = {
        "hours": _("How many hours of labor are sold"),
        "people": _("How many people at the customer’s it touches"),
        "days": _("From when to when it runs"),
        "outage": _("Whether an outage is needed"),
        "hardware": _("Whether hardware is sold"),
        "third_party": _("Whether a third party takes part"),
    }
    return words[code]


def _figure(value):
    if value is None:
        return ""
    plain = value.normalize()
    return number_format(plain if plain.as_tuple().exponent <= 0 else plain.quantize(Decimal(1)))
