"""DECIDE: when a change order is whole, which turns it may take, and what approved ones come to. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from projects.choices import ChangeOrderState
from projects.rules.sow import ZERO, effort_hours, effort_levels, items

State = ChangeOrderState
MOST_MONEY = Decimal(1_000_000_000)
OPEN = frozenset({State.DRAFT, State.PROPOSED, State.APPROVED_INTERNAL})
TURNS: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.PROPOSED, State.WITHDRAWN}),
    State.PROPOSED: frozenset({State.APPROVED_INTERNAL, State.REJECTED, State.WITHDRAWN}),
    State.APPROVED_INTERNAL: frozenset({State.APPROVED_CUSTOMER, State.REJECTED, State.WITHDRAWN}),
    State.APPROVED_CUSTOMER: frozenset(),
    State.REJECTED: frozenset(),
    State.WITHDRAWN: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Change:
    """What one change order alters; money in the project's currency."""

    effort: tuple[Mapping[str, str], ...] = ()
    price: Decimal = ZERO
    cost: Decimal = ZERO
    added: str = ""
    removed: str = ""
    committed_end: date | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """Approved change orders added up."""

    hours: Decimal = ZERO
    levels: Mapping[str, Decimal] = field(default_factory=dict)
    price: Decimal = ZERO
    cost: Decimal = ZERO


def may_turn(state: str, to: str) -> bool:
    """Whether a change order in ``state`` may become ``to``."""
    return State(to) in TURNS[State(state)]


def is_empty(change: Change) -> bool:
    """Nothing would be different: neither hours nor money, deliverables nor the end."""
    return not (
        change.effort
        or change.price
        or change.cost
        or items(change.added)
        or items(change.removed)
        or change.committed_end
    )


def totals(changes: Iterable[Change]) -> Totals:
    """Hours, hours per level, price and cost of all of them."""
    hours, levels, price, cost = ZERO, {}, ZERO, ZERO
    for change in changes:
        hours += effort_hours(change.effort)
        for level, amount in effort_levels(change.effort).items():
            levels[level] = levels.get(level, ZERO) + amount
        price += change.price
        cost += change.cost
    return Totals(hours, levels, price, cost)


def takes_too_much(budgeted: Mapping[str, Decimal], change: Change) -> str | None:
    """The level (empty: any) of which a change takes away more hours than are agreed; None when it does not."""
    for level, hours in effort_levels(change.effort).items():
        if budgeted.get(level, ZERO) + hours < 0:
            return level
    return None


def unknown_deliverables(deliverables: str, removed: str) -> list[str]:
    """Lines to be removed that the approved SoW does not have."""
    known = set(items(deliverables))
    return [line for line in items(removed) if line not in known]
