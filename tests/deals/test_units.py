"""The unit as it follows a quantity."""

from decimal import Decimal

import pytest

from deals.units import unit_words


@pytest.mark.parametrize(
    ("unit", "quantity", "words"),
    [
        ("hour", Decimal("40.0000"), "hours"),
        ("Hour", Decimal(1), "hour"),
        ("hours", Decimal(1), "hour"),
        ("hour", Decimal("0.5"), "hours"),
        ("each", Decimal(2), "each"),
        ("hrs", Decimal(2), "hrs"),
        ("", Decimal(2), ""),
        ("seat", None, "seats"),
    ],
)
def test_a_unit_agrees_with_its_quantity(unit, quantity, words):
    assert unit_words(unit, quantity) == words
