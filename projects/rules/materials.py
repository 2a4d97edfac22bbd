"""What a line of the bill of materials still lacks, and how a line may move. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from projects.choices import BomLineState as State

# What is there, or needs no buying: neither vendor nor arrival has to be known.
SETTLED = frozenset({State.RECEIVED, State.STAGED, State.INSTALLED, State.CANCELLED, State.CUSTOMER_SUPPLIED})
THERE = frozenset({State.RECEIVED, State.STAGED, State.INSTALLED})
NOT_OURS = frozenset({State.CANCELLED, State.CUSTOMER_SUPPLIED})
# From furthest behind to furthest ahead: of several states a line shows the first.
COURSE = (
    State.DAMAGED,
    State.BACKORDERED,
    State.TO_ORDER,
    State.ORDERED,
    State.SHIPPED,
    State.SUBSTITUTED,
    State.RECEIVED,
    State.STAGED,
    State.INSTALLED,
    State.CUSTOMER_SUPPLIED,
    State.CANCELLED,
)
_WAY = (State.TO_ORDER, State.ORDERED, State.SHIPPED, State.RECEIVED, State.STAGED, State.INSTALLED)
_OUT = (State.BACKORDERED, State.SUBSTITUTED, State.CANCELLED, State.CUSTOMER_SUPPLIED)
_BACK = {after: before for before, after in pairwise(_WAY)}


def may_move(source: str, target: str) -> bool:
    """Forward as far as one likes, one step back to correct, and the exceptions where they can happen.

    What arrived can be damaged and is then ordered again; what was cancelled begins anew or not at all.
    """
    source, target = State(source), State(target)
    if source == target:
        return False
    if source in _WAY:
        here = _WAY.index(source)
        if target in _WAY:
            return _WAY.index(target) > here or _BACK[source] == target
        if target == State.DAMAGED:
            return here >= _WAY.index(State.SHIPPED)
        return here < _WAY.index(State.RECEIVED)
    return (
        target
        in {
            State.BACKORDERED: {State.TO_ORDER, State.ORDERED, State.SHIPPED, State.RECEIVED, *_OUT},
            State.SUBSTITUTED: {State.TO_ORDER, *_WAY[1:4], State.CANCELLED},
            State.DAMAGED: {State.TO_ORDER, State.ORDERED, State.SUBSTITUTED, State.CANCELLED},
            State.CUSTOMER_SUPPLIED: {State.TO_ORDER, State.RECEIVED, State.STAGED, State.INSTALLED},
            State.CANCELLED: {State.TO_ORDER},
        }[source]
    )


def portions_of(state: str, quantity: Decimal, stored: Mapping[str, str] | None) -> dict[str, Decimal]:
    """Quantities per state, in the order of COURSE; all in ``state`` while nothing is stored."""
    if not stored:
        return {str(state): quantity}
    return {one.value: Decimal(stored[one.value]) for one in COURSE if one.value in stored}


def moved(portions: Mapping[str, Decimal], source: str, target: str, quantity: Decimal) -> dict[str, Decimal]:
    """The portions after so many went from one state to another; the sum stays."""
    after = dict(portions)
    after[source] = after.get(source, Decimal(0)) - quantity
    after[target] = after.get(target, Decimal(0)) + quantity
    return {state.value: after[state.value] for state in COURSE if after.get(state.value)}


def resized(portions: Mapping[str, Decimal], quantity: Decimal) -> dict[str, Decimal] | None:
    """The portions of a line that has another quantity now: more is to be ordered, less is taken from there.

    A line in one state keeps it. None when what is to be ordered does not suffice.
    """
    if len(portions) <= 1:
        return dict.fromkeys(portions, quantity)
    more = quantity - sum(portions.values())
    left = portions.get(State.TO_ORDER.value, Decimal(0)) + more
    if left < 0:
        return None
    after = {**portions, State.TO_ORDER.value: left}
    return {state.value: after[state.value] for state in COURSE if after.get(state.value)}


def stored_portions(portions: Mapping[str, Decimal]) -> dict[str, str] | None:
    """The portions as a row keeps them: nothing where all is in one state."""
    return {state: f"{quantity:f}" for state, quantity in portions.items()} if len(portions) > 1 else None


def behind(portions: Mapping[str, Decimal]) -> str:
    """The state that a line shows: of its portions the one that is furthest behind."""
    return next(state.value for state in COURSE if state.value in portions)


def substitutable(portions: Mapping[str, Decimal]) -> list[tuple[str, Decimal]]:
    """The portions that something else could replace: what is neither there nor off."""
    return [(state, amount) for state, amount in portions.items() if may_move(state, State.SUBSTITUTED)]


def wrong_serials(serials: Iterable[str], quantity: Decimal, target: str, known: Iterable[str]) -> str:
    """Why these serial numbers cannot be noted with a move, as a code; empty when they can.

    They are read on what is there, one for a piece, each once on a line.
    """
    serials = list(serials)
    if not serials:
        return ""
    if State(target) not in THERE:
        return "not_there"
    if len(serials) > quantity:
        return "too_many"
    return "twice" if len(set(serials)) < len(serials) or set(serials) & set(known) else ""


def amount_in(portions: Mapping[str, Decimal], states: Iterable[str]) -> Decimal:
    """How many are in one of these states."""
    return sum((portions.get(str(state), Decimal(0)) for state in states), Decimal(0))


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


def is_late(state: str, eta: date | None, today: date) -> bool:
    """The day of arrival has passed and the goods are not there."""
    return eta is not None and eta < today and state not in SETTLED
