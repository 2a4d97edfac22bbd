"""The twelve responsibilities: who owns each, when it is due, and how facts make its state.

A state is never set by hand. It follows from evidence, from a waiver, and from what is not due yet.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.calendar import WorkingCalendar
from projects.choices import (
    Counterparty,
    EvidenceEffect,
    EvidenceKind,
    ProjectStatus,
    ResponsibilityKey,
    ResponsibilityState,
)

Key = ResponsibilityKey
State = ResponsibilityState
SETTLED = frozenset({State.DONE, State.WAIVED})


class DueFrom(Enum):
    """The event a due date is counted from."""

    WON = "won"
    START = "start"
    DELIVERED = "delivered"
    WEEK = "week"


class NotDueUntil(Enum):
    """The event before which nobody owes a responsibility."""

    ALWAYS_DUE = "always_due"
    PLAN_APPROVED = "plan_approved"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class Responsibility:
    """One of the twelve; `due_days` are working days from `due_from`."""

    key: Key
    position: int
    owner_role: str
    counterparty: Counterparty
    name: str | Promise
    short_name: str | Promise
    due_from: DueFrom
    due_days: int
    not_due_until: NotDueUntil = NotDueUntil.ALWAYS_DUE
    owner_waives: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceFact:
    """What one piece of evidence did (`EvidenceEffect`) and when."""

    effect: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Conditions:
    """The facts of the project that decide whether a responsibility is due at all."""

    plan_approved: bool = False
    delivered: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """A state and the moment of the evidence that made it; None when no evidence did."""

    state: State
    since: datetime | None = None


_ROWS = (
    (Key.SOLD, "sales", Counterparty.SALES, _("Sold"), DueFrom.WON, 2),
    (
        Key.PURCHASED,
        "project_manager",
        Counterparty.CUSTOMER,
        _("Purchased"),
        DueFrom.WON,
        3,
    ),
    (Key.SOW_BOM, "lead_tech", Counterparty.LEAD_TECH, _("SoW & BoM"), DueFrom.WON, 5),
    (Key.PLAN, "lead_tech", Counterparty.LEAD_TECH, _("Plan"), DueFrom.WON, 7),
    (
        Key.SCHEDULE,
        "dispatcher",
        Counterparty.DISPATCH,
        _("Schedule"),
        DueFrom.START,
        -5,
    ),
    (
        Key.ESCALATION,
        "support",
        Counterparty.SUPPORT,
        _("Escalation"),
        DueFrom.START,
        -5,
    ),
    (
        Key.DATES,
        "project_manager",
        Counterparty.CUSTOMER,
        _("Dates"),
        DueFrom.START,
        -5,
    ),
    (
        Key.WEEKLY_UPDATES,
        "project_manager",
        Counterparty.STAKEHOLDERS,
        _("Weekly updates"),
        DueFrom.WEEK,
        0,
    ),
    (
        Key.OUT_OF_SCOPE,
        "project_manager",
        Counterparty.CUSTOMER,
        _("Out of scope"),
        DueFrom.DELIVERED,
        5,
    ),
    (
        Key.CLOSE_OUT,
        "project_manager",
        Counterparty.CUSTOMER,
        _("Close-out"),
        DueFrom.DELIVERED,
        5,
    ),
    (
        Key.ACCEPTANCE,
        "support",
        Counterparty.SUPPORT,
        _("Sign-off"),
        DueFrom.DELIVERED,
        5,
    ),
    (
        Key.RETROSPECTIVE,
        "project_manager",
        Counterparty.INTERNAL,
        _("Lessons, rating"),
        DueFrom.DELIVERED,
        10,
    ),
)
_AFTER_PLAN = frozenset({Key.SCHEDULE, Key.ESCALATION, Key.DATES})
_AFTER_DELIVERY = frozenset({Key.CLOSE_OUT, Key.ACCEPTANCE, Key.RETROSPECTIVE})
_OWNER_WAIVES = frozenset({Key.WEEKLY_UPDATES, Key.OUT_OF_SCOPE, Key.ACCEPTANCE})
# Hand-off, purchase, scope, plan and updates are facts of the product: nobody ticks them.
_BY_FACTS_ONLY = frozenset({Key.SOLD, Key.PURCHASED, Key.SOW_BOM, Key.PLAN, Key.WEEKLY_UPDATES})
# Nobody is asked for these: the one is done at the start, the other is a promise of every week.
_NEVER_WAITS = frozenset({Key.SOLD, Key.WEEKLY_UPDATES})
# What only support can say: nobody else confirms it, an owner's way round is the recorded waiver.
_SUPPORT_CONFIRMS = frozenset({Key.ESCALATION, Key.ACCEPTANCE})
# A signature and the answers of the 360 come from a person, never from a program with a person's key.
NEEDS_PERSON = frozenset({Key.ACCEPTANCE, Key.RETROSPECTIVE})
# "There was none" is true at the end only; said before delivery it is a note.
SAID_AT_THE_END = frozenset({Key.OUT_OF_SCOPE})


def _not_due_until(key: Key) -> NotDueUntil:
    if key in _AFTER_PLAN:
        return NotDueUntil.PLAN_APPROVED
    return NotDueUntil.DELIVERED if key in _AFTER_DELIVERY else NotDueUntil.ALWAYS_DUE


TWELVE: tuple[Responsibility, ...] = tuple(
    Responsibility(
        key=key,
        position=position,
        owner_role=owner_role,
        counterparty=counterparty,
        name=key.label,
        short_name=short_name,
        due_from=due_from,
        due_days=due_days,
        not_due_until=_not_due_until(key),
        owner_waives=key in _OWNER_WAIVES,
    )
    for position, (
        key,
        owner_role,
        counterparty,
        short_name,
        due_from,
        due_days,
    ) in enumerate(_ROWS, start=1)
)
BY_KEY: dict[str, Responsibility] = {item.key.value: item for item in TWELVE}


def initial_state(key: str) -> State:
    """The state on the day the project is made, before any evidence."""
    return state_from(key, ()).state


def is_due_yet(key: str, conditions: Conditions) -> bool:
    until = BY_KEY[key].not_due_until
    if until == NotDueUntil.PLAN_APPROVED:
        return conditions.plan_approved
    return until == NotDueUntil.ALWAYS_DUE or conditions.delivered


def state_from(
    key: str,
    evidence: Iterable[EvidenceFact],
    *,
    waived_at: datetime | None = None,
    conditions: Conditions = Conditions(),
) -> Standing:
    """The state that the facts make; the newest fact that changes anything wins.

    A later reopening ends a waiver; without one a waiver stands over everything.
    """
    telling = [fact for fact in evidence if fact.effect != EvidenceEffect.NOTES]
    last = max(
        reversed(telling), key=lambda fact: fact.at, default=None
    )  # of one instant: the last that was written
    reopened = last is not None and last.effect == EvidenceEffect.REOPENS
    if waived_at is not None and not (last and reopened and last.at > waived_at):
        return Standing(State.WAIVED, waived_at)
    if last is not None and last.effect == EvidenceEffect.FULFILLS:
        return Standing(State.DONE, last.at)
    if last is not None and reopened:
        return Standing(State.REOPENED, last.at)
    if not is_due_yet(key, conditions):
        return Standing(State.NOT_DUE)
    if last is not None:
        return Standing(State.WAITING, last.at)
    return Standing(State.OPEN)


def is_taken_back_by_hand(state, last_kind) -> bool:
    """Whether a person's word made the state, so that a person may take it back: a waiver, a confirmation by hand.

    ``last_kind`` is the kind of the newest evidence that changes anything, None without any.
    """
    return state == State.WAIVED or (state == State.DONE and last_kind == EvidenceKind.CONFIRMATION)


def due_on(
    key: str,
    *,
    won_on: date | None,
    start: date | None,
    delivered_on: date | None,
    calendar: WorkingCalendar,
    next_update_on: date | None = None,
    due_days: int | None = None,
    received_on: date | None = None,
) -> date | None:
    """The default due date, None while the event it counts from is unknown.

    Weekly updates are due on the day of the next planned update. `due_days` stands for the default number.
    `received_on` is the day on which the deal reached us: what would have been due before it counts from it,
    since nobody could have done it in time. The hand-off itself always counts from the day won: it is that delay.
    """
    rule = BY_KEY[key]
    base = {
        DueFrom.WON: won_on,
        DueFrom.START: start,
        DueFrom.DELIVERED: delivered_on,
        DueFrom.WEEK: next_update_on,
    }[rule.due_from]
    days = rule.due_days if due_days is None or rule.due_from == DueFrom.WEEK else due_days
    due = calendar.add_working_days(base, days) if base else None
    came_too_late = due is not None and received_on is not None and due < received_on
    if came_too_late and rule.due_from == DueFrom.WON and rule.key != Key.SOLD:
        return calendar.add_working_days(received_on, days)
    return due


def is_late(state: str, due: date | None, today: date) -> bool:
    """The due day has passed and somebody still owes it."""
    owed = State(state) not in SETTLED and state != State.NOT_DUE
    return owed and due is not None and due < today


def may_waive(key: str, roles: Collection[str]) -> bool:
    """An owner waives any of the twelve, a project manager all but three."""
    if "owner" in roles:
        return True
    return "project_manager" in roles and not BY_KEY[key].owner_waives


def may_confirm(key: str, roles: Collection[str]) -> bool:
    """By hand: who owns the responsibility, and the project manager, who answers for all but support's two."""
    if not can_be_confirmed_by_hand(key):
        return False
    if Key(key) in _SUPPORT_CONFIRMS:
        return "support" in roles
    return may_wait(key, roles)


def may_wait(key: str, roles: Collection[str]) -> bool:
    """Note that the counterparty was asked: its owner and the project manager, also for what support confirms."""
    if Key(key) in _NEVER_WAITS:
        return False
    return bool({"owner", "project_manager", BY_KEY[key].owner_role} & set(roles))


def effect_of_confirmation(key: str, *, delivered: bool) -> EvidenceEffect:
    """What a confirmation by hand does now."""
    early = Key(key) in SAID_AT_THE_END and not delivered
    return EvidenceEffect.NOTES if early else EvidenceEffect.FULFILLS


def can_be_confirmed_by_hand(key: str) -> bool:
    return Key(key) not in _BY_FACTS_ONLY


def missed_weeks(owed: Iterable[date], told: Collection[date]) -> tuple[date, ...]:
    """Weeks that were owed an update and never got one; they stay listed for ever."""
    return tuple(week for week in sorted(owed) if week not in told)


def weekly_updates_fulfilled(status: str, owed: Iterable[date], told: Collection[date]) -> bool:
    """Every owed week was told, which can be said at the close and not before."""
    at_close = ProjectStatus(status) in (ProjectStatus.CLOSING, ProjectStatus.CLOSED)
    return at_close and not missed_weeks(owed, told)


def open_blockers(states: Mapping[str, str]) -> list[Key]:
    """What keeps the project from closing: in fixed order, missing states included."""
    return [item.key for item in TWELVE if states.get(item.key) not in SETTLED]
