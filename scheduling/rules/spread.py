"""Percentile, mean and spread of a handful of Decimals, exact and without a float."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

ZERO = Decimal(0)


def percentile(values: Sequence[Decimal], percent: Decimal) -> Decimal:
    """The `percent`-th percentile (0 to 100) by linear interpolation between the two nearest ranks.

    The definition that spreadsheets call PERCENTILE.INC: rank = (n - 1) * percent / 100. Raises
    ValueError without values or outside 0 to 100.
    """
    if not values:
        raise ValueError("A percentile needs at least one value.")
    if not 0 <= percent <= 100:
        raise ValueError("A percentile lies between 0 and 100.")
    ordered = sorted(values)
    rank = (len(ordered) - 1) * percent / 100
    below = int(rank.to_integral_value(ROUND_FLOOR))
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (rank - below)


def mean(values: Sequence[Decimal]) -> Decimal:
    """The arithmetic mean; ValueError without values."""
    if not values:
        raise ValueError("A mean needs at least one value.")
    return sum(values, ZERO) / len(values)


def deviation(values: Sequence[Decimal]) -> Decimal:
    """The sample standard deviation (n - 1); zero for a single value, for nothing is known of its spread."""
    if len(values) < 2:
        return ZERO
    middle = mean(values)
    return (sum(((value - middle) ** 2 for value in values), ZERO) / (len(values) - 1)).sqrt()
