"""What a customer sees of the money, by billing model. Pure; knows prices only, never a cost.

Fixed price: the agreed price, hours hidden. Time and materials: the amount against the estimate. Not to
exceed: the amount against the cap, which holds whatever happens (domain, section 5).
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from deals.choices import BillingModel
from projects.choices import Color

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Price:
    """``agreed`` is the price, estimate or cap; ``used`` and ``forecast`` are None where hours are hidden.

    ``changes`` is the part of ``agreed`` that approved change orders brought.
    """

    kind: str
    color: str
    agreed: Decimal
    used: Decimal | None = None
    forecast: Decimal | None = None
    changes: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours logged and expected at the end, and what the deal sold: hours, their price, materials arrived."""

    ac: Decimal
    eac: Decimal
    sold: Decimal
    labor_price: Decimal
    supplied: Decimal


def price_of(billing_model, agreed, hours: Hours, *, too_early: bool, amber_ratio: Decimal) -> Price:
    """The customer's money verdict.

    Hours are priced at the average of the sold labor lines, multiplied first so that nothing is rounded.
    """
    if billing_model == BillingModel.FIXED_PRICE:
        return Price(billing_model, Color.GREEN.value, agreed)
    used = _labor(hours, hours.ac) + hours.supplied
    materials = agreed - hours.labor_price
    forecast = max(_labor(hours, hours.eac) + max(materials, hours.supplied, ZERO), used)
    if billing_model == BillingModel.NOT_TO_EXCEED:
        return Price(billing_model, Color.GREEN.value, agreed, min(used, agreed), min(forecast, agreed))
    return Price(
        billing_model, _estimate_color(agreed, used, forecast, too_early, amber_ratio), agreed, used, forecast
    )


def with_changes(agreed: Decimal, hours: Hours, change_price: Decimal, change_hours: Decimal):
    """``(agreed, hours)`` with the approved change orders in both: the price of one that has hours is their price."""
    if change_hours:
        more = {"sold": hours.sold + change_hours, "labor_price": hours.labor_price + change_price}
        hours = replace(hours, **more)
    return agreed + change_price, hours


def _labor(hours, worked):
    return hours.labor_price * worked / hours.sold if hours.sold else ZERO


def _estimate_color(agreed, used, forecast, too_early, amber_ratio):
    if used > agreed:
        return Color.RED.value
    if too_early:
        return Color.TOO_EARLY.value
    if forecast <= agreed:
        return Color.GREEN.value
    return Color.AMBER.value if forecast <= agreed * (1 + amber_ratio) else Color.RED.value
