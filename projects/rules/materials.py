"""What a line of the bill of materials still lacks, and how a line may move. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from projects.choices import BomLineState as State

# What is there, or needs no buying: neither vendor nor arrival has to be known.
SETTLED = frozenset({State.RECEIVED, State.STAGED, State.INSTALLED, State.CANCELLED, State.CUSTOMER_SUPPLIED})
NOT_OURS = frozenset({State.CANCELLED, State.CUSTOMER_SUPPLIED})


@dataclass(frozen=True, slots=True)
class MaterialFact:
    """One line as the rules see it."""

    state: str
    vendor: str
    unit_cost: Decimal | None
    unit_price: Decimal | None
    eta: date | None


def gaps(line: MaterialFact) -> tuple[str, ...]:
    """Fields that a line lacks before it counts as known (domain, section 1, responsibility 3)."""
    if line.state in NOT_OURS:
        return ()
    missing = [name for name in ("unit_cost", "unit_price") if getattr(line, name) is None]
    if not line.vendor:
        missing.insert(0, "vendor")
    if line.eta is None and line.state not in SETTLED:
        missing.append("eta")
    return tuple(missing)


def bom_complete(lines: Iterable[MaterialFact], uncovered: int) -> bool:
    """Every line is known, and no sold product is left without its material (``rules.reconciliation.uncovered``)."""
    return not uncovered and not any(gaps(line) for line in lines)


def is_late(state: str, eta: date | None, today: date) -> bool:
    """The day of arrival has passed and the goods are not there."""
    return eta is not None and eta < today and state not in SETTLED
