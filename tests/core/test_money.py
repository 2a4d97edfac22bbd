"""Money never mixes currencies."""

from decimal import Decimal

import pytest

from core.money import CurrencyMismatch, FrozenRate, Money, total, totals


def usd(amount):
    return Money(Decimal(amount), "USD")


def eur(amount):
    return Money(Decimal(amount), "EUR")


@pytest.mark.parametrize("combine", [lambda a, b: a + b, lambda a, b: a - b])
def test_two_currencies_are_never_added(combine):
    with pytest.raises(CurrencyMismatch):
        combine(usd("1"), eur("1"))


def test_a_sum_refuses_a_foreign_amount():
    with pytest.raises(CurrencyMismatch):
        total([usd("1"), eur("1")], "USD")


def test_nothing_sums_to_zero():
    assert total([], "USD") == usd("0")


def test_sums_are_kept_per_currency():
    assert totals([usd("1"), eur("2"), usd("0.50")]) == {
        "USD": usd("1.50"),
        "EUR": eur("2"),
    }


def test_a_foreign_amount_is_taken_at_its_frozen_rate():
    rate = FrozenRate("EUR", "USD", Decimal("1.0825"))
    assert rate.convert(eur("200")) + usd("1") == usd("217.50")


def test_a_rate_is_for_one_currency():
    with pytest.raises(CurrencyMismatch):
        FrozenRate("EUR", "USD", Decimal("1.08")).convert(Money(Decimal(1), "GBP"))
