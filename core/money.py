"""Money: an exact amount and its currency. Amounts of different currencies are never added."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


class CurrencyMismatch(ValueError):
    """Two currencies met in one sum; freeze the foreign amount at its rate first."""


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount; rounding belongs to display."""

    amount: Decimal
    currency: str

    def __add__(self, other: "Money") -> "Money":
        self._require_same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._require_same(other)
        return Money(self.amount - other.amount, self.currency)

    def __mul__(self, factor: Decimal) -> "Money":
        return Money(self.amount * factor, self.currency)

    def _require_same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} cannot be added.")


@dataclass(frozen=True, slots=True)
class FrozenRate:
    """What one unit of the foreign currency was worth at home on the day of approval."""

    foreign: str
    home: str
    rate: Decimal

    def convert(self, money: Money) -> Money:
        """The home value of a foreign amount. Raises CurrencyMismatch for any other currency."""
        if money.currency != self.foreign:
            raise CurrencyMismatch(f"The rate is for {self.foreign}, not {money.currency}.")
        return Money(money.amount * self.rate, self.home)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum in `currency`, zero when there is nothing. Raises CurrencyMismatch."""
    result = Money(Decimal(0), currency)
    for amount in amounts:
        result += amount
    return result


def totals(amounts: Iterable[Money]) -> dict[str, Money]:
    """One sum per currency, in order of first appearance."""
    sums: dict[str, Money] = {}
    for amount in amounts:
        known = sums.get(amount.currency)
        sums[amount.currency] = amount if known is None else known + amount
    return sums
