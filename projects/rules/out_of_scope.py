"""DECIDE: which turns an out-of-scope item may take, when work may start, what it comes to, what the duty says. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from projects.choices import EvidenceEffect, OutOfScopeMode, OutOfScopeState

State, Mode = OutOfScopeState, OutOfScopeMode
ZERO = Decimal(0)
MOST_MONEY = Decimal(100_000_000)
MOST_HOURS = Decimal(10_000)
MOST_DAYS = 260
TURNS: dict[State, frozenset[State]] = {
    State.CAPTURED: frozenset({State.ESTIMATED, State.IN_PROGRESS, State.WITHDRAWN}),
    State.ESTIMATED: frozenset({State.NOTIFIED, State.IN_PROGRESS, State.CHANGE_ORDER, State.WITHDRAWN}),
    State.NOTIFIED: frozenset(
        {
            State.APPROVED,
            State.DECLINED,
            State.EXPIRED,
            State.DISPUTED,
            State.IN_PROGRESS,
            State.ESTIMATED,
            State.CHANGE_ORDER,
            State.WITHDRAWN,
        }
    ),
    State.APPROVED: frozenset(
        {State.IN_PROGRESS, State.DISPUTED, State.ESTIMATED, State.CHANGE_ORDER, State.WITHDRAWN}
    ),
    State.DECLINED: frozenset({State.ESTIMATED, State.CHANGE_ORDER, State.WITHDRAWN}),
    State.EXPIRED: frozenset({State.NOTIFIED, State.ESTIMATED, State.CHANGE_ORDER, State.WITHDRAWN}),
    State.DISPUTED: frozenset(
        {
            State.NOTIFIED,
            State.APPROVED,
            State.DECLINED,
            State.IN_PROGRESS,
            State.DONE,
            State.READY_TO_INVOICE,
            State.ABSORBED,
        }
    ),
    State.IN_PROGRESS: frozenset({State.DONE, State.DISPUTED}),
    State.DONE: frozenset({State.READY_TO_INVOICE, State.ABSORBED, State.DISPUTED}),
    State.READY_TO_INVOICE: frozenset({State.INVOICED, State.ABSORBED, State.DISPUTED}),
    State.INVOICED: frozenset(),
    State.ABSORBED: frozenset(),
    State.CHANGE_ORDER: frozenset(),
    State.WITHDRAWN: frozenset(),
}
ENDED = frozenset(state for state, turns in TURNS.items() if not turns)
# Hours are logged once work has begun and until it is released for billing; a disputed item after its start as well.
LOGGED_IN = frozenset({State.IN_PROGRESS, State.DONE, State.DISPUTED})
STARTS_FROM: dict[Mode, frozenset[State]] = {
    Mode.APPROVAL: frozenset({State.APPROVED}),
    Mode.PREAUTHORIZED: frozenset({State.NOTIFIED, State.APPROVED}),
    Mode.EMERGENCY: frozenset({State.CAPTURED, State.ESTIMATED, State.NOTIFIED}),
}
# The customer pays for these, or will when nothing changes: what the running total counts.
COUNTED = frozenset(
    {
        State.NOTIFIED,
        State.APPROVED,
        State.DISPUTED,
        State.IN_PROGRESS,
        State.DONE,
        State.READY_TO_INVOICE,
        State.INVOICED,
    }
)
ESTIMATED_FROM = frozenset(
    {State.CAPTURED, State.ESTIMATED, State.NOTIFIED, State.APPROVED, State.DECLINED, State.EXPIRED}
)
ONE_DAY = dt.timedelta(days=1)


class ChangeReason(Enum):
    """Why an item is too large to stay one."""

    DELIVERABLE = "deliverable"
    HOURS = "hours"
    END = "end"


class Standing(Enum):
    """How the telling of begun work stands."""

    TOLD = "told"
    OWED = "owed"  # the clock of an emergency is running
    OVERDUE = "overdue"
    TOLD_LATE = "told_late"


@dataclass(frozen=True, slots=True)
class Telling:
    """Begun work: when it started, when the customer was told, and until when an emergency may wait with that."""

    started_at: dt.datetime
    told_at: dt.datetime | None
    tell_by: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Worth:
    """What one item counts in the running total."""

    state: str
    price: Decimal | None
    billed: Decimal | None
    told: bool


@dataclass(frozen=True, slots=True)
class Running:
    """The one running total: ``open`` is told and not invoiced yet; ``unpriced`` items have no price so far."""

    count: int = 0
    open: Decimal = ZERO
    invoiced: Decimal = ZERO
    unpriced: int = 0

    @property
    def total(self) -> Decimal:
        """What the customer pays when nothing changes."""
        return self.open + self.invoiced


def may_turn(state: str, to: str) -> bool:
    """Whether an item in ``state`` may become ``to``."""
    return State(to) in TURNS[State(state)]


def may_start(mode: str, state: str) -> bool:
    """Whether there is consent to begin: approved, agreed beforehand and told, or an emergency."""
    return State(state) in STARTS_FROM[Mode(mode)]


def is_amount(amount: Decimal | None) -> bool:
    """Whether it is an amount that can be billed: from zero on, two places."""
    return amount is not None and 0 <= amount <= MOST_MONEY and amount == round(amount, 2)


def change_order_reasons(
    *, hours: Decimal, days_added: int, changes_deliverable: bool, most_hours: Decimal, most_days: int
) -> list[ChangeReason]:
    """Why it has to become a change order; empty while it may stay an item."""
    checks = (
        (ChangeReason.DELIVERABLE, changes_deliverable),
        (ChangeReason.HOURS, hours > most_hours),
        (ChangeReason.END, days_added > most_days),
    )
    return [reason for reason, holds in checks if holds]


def fits_limit(*, wanted: Decimal, used: Decimal, limit: Decimal) -> bool:
    """Whether ``wanted`` more stays within what was agreed beforehand; a limit of zero agrees to nothing."""
    return limit > 0 and used + wanted <= limit


def standing(telling: Telling, now: dt.datetime) -> Standing:
    """Work is told before it starts; an emergency until ``tell_by``."""
    limit = telling.tell_by or telling.started_at
    if telling.told_at is not None:
        return Standing.TOLD if telling.told_at <= limit else Standing.TOLD_LATE
    return Standing.OWED if now < limit else Standing.OVERDUE


def next_reminder(asked_at: dt.datetime, until: dt.datetime, after: dt.datetime) -> dt.datetime | None:
    """When to remind next: at half time, and a day before the end. None when both have passed."""
    moments = {asked_at + (until - asked_at) / 2, until - ONE_DAY}
    return min((moment for moment in moments if after < moment < until and moment > asked_at), default=None)


def worth(item: Worth) -> Decimal | None:
    """What the item counts; None for a counted one without a price. What was not told counts nothing."""
    if not item.told or State(item.state) not in COUNTED:
        return ZERO
    return item.price if item.billed is None else item.billed


def running(items: Iterable[Worth]) -> Running:
    """The running total of what the customer was told."""
    count, unpriced, open_, invoiced = 0, 0, ZERO, ZERO
    for item in items:
        if not item.told or State(item.state) not in COUNTED:
            continue
        amount = worth(item)
        count += 1
        unpriced += amount is None
        if item.state == State.INVOICED:
            invoiced += amount or ZERO
        else:
            open_ += amount or ZERO
    return Running(count, open_, invoiced, unpriced)


def duty_effect(
    standings: Iterable[Standing], *, all_done: bool, delivered: bool, last_effect: str | None
) -> EvidenceEffect | None:
    """What facts do to responsibility 9; None leaves it.

    Fulfilled at the end, when everything begun was told in time and is done. Told too late cannot be made good:
    an owner waives. Without begun work a person says at the end that there was none.
    """
    found = list(standings)
    if any(one != Standing.TOLD for one in found):
        return EvidenceEffect.REOPENS if last_effect == EvidenceEffect.FULFILLS else None
    if found and delivered and all_done and last_effect != EvidenceEffect.FULFILLS:
        return EvidenceEffect.FULFILLS
    return None
