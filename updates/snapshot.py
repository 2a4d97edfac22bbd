"""The frozen facts of one project in one week, and how they are kept as JSON.

Every audience's mail is rendered from this and nothing else. Pure: no database, no clock.
"""

import types
import typing
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal

from updates.prices import Price


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to turn to."""

    name: str
    email: str
    phone: str = ""
    role: str = ""  # of a contact: what they do at the customer's


@dataclass(frozen=True, slots=True)
class Work:
    """A task, done or coming. ``customer``: the customer may read it."""

    title: str
    who: str = ""
    starts: date | None = None
    ends: date | None = None
    disruptive: bool = False
    customer: bool = True


@dataclass(frozen=True, slots=True)
class Point:
    """A milestone: baseline, forecast, reached."""

    title: str
    baseline: date
    forecast: date | None = None
    reached: date | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """A responsibility that somebody still owes; ``what`` says what was asked for."""

    key: str
    name: str
    counterparty: str
    state: str
    late: bool
    since: date
    due: date | None = None
    what: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """A BoM line on which something went wrong."""

    description: str
    state: str
    eta: date | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """On-Time: ``slip`` in working days, late positive; ``reason`` as the health rules name it."""

    color: str
    reason: str
    slip: int | None
    start: date | None
    started: bool
    end: date | None
    committed_end: date | None
    baseline_end: date | None
    delivered_on: date | None
    last_color: str = ""


@dataclass(frozen=True, slots=True)
class Budget:
    """On-Budget in hours, and in money where it is judged. Never shown to a customer."""

    color: str
    reason: str
    decided_by: str
    bac: Decimal
    ac: Decimal
    etc: Decimal
    eac: Decimal
    variance: Decimal | None
    cost_bac: Decimal | None = None
    cost_ac: Decimal | None = None
    cost_eac: Decimal | None = None
    cost_currency: str = ""
    last_color: str = ""
    changes: Decimal = Decimal(0)  # hours of bac that approved change orders brought


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was so when the update was composed. Texts of people are one line without control characters."""

    taken_at: datetime
    today: date
    since: datetime
    week_start: date
    number: str
    title: str
    customer: str
    status: str
    billing_model: str
    currency: str
    manager: Person
    lead: Person
    time: Time
    budget: Budget
    price: Price
    last_price_color: str = ""
    hours_logged: Decimal = Decimal(0)
    owed: tuple[Owed, ...] = ()
    done: tuple[Work, ...] = ()
    next: tuple[Work, ...] = ()
    milestones: tuple[Point, ...] = ()
    materials: tuple[Material, ...] = ()
    contacts: tuple[Person, ...] = ()  # at the customer's; for the inside
    changed: tuple[str, ...] = ()
    health: dict = field(default_factory=dict)  # the computation as the rules wrote it; internal

    @property
    def asks(self):
        """What is needed from the customer: asked for and not answered, or the list to confirm."""
        return tuple(item for item in self.owed if item.counterparty == "customer" and is_ask(item))


def is_ask(item):
    """Whether the customer has to do something: they were asked, or the purchased list is theirs to confirm."""
    return item.state == "waiting" or item.key == "purchased"


def changed_facts(now: Snapshot, last: Snapshot | None) -> tuple[str, ...]:
    """Names of what a reader would notice since the last update; everything is new at first."""
    if last is None:
        return ()
    pairs = {
        "time": (now.time.color, last.time.color),
        "budget": (now.budget.color, last.budget.color),
        "end": (now.time.end, last.time.end),
        "start": (now.time.start, last.time.start),
        "price": ((now.price.color, now.price.agreed), (last.price.color, last.price.agreed)),
        "needed": (tuple(a.what or a.key for a in now.asks), tuple(a.what or a.key for a in last.asks)),
        "milestones": (now.milestones, last.milestones),
        "status": (now.status, last.status),
        "materials": (now.materials, last.materials),
    }
    return tuple(name for name, (new, old) in pairs.items() if new != old)


def to_json(value):
    """The JSON-ready form: dates and decimals as strings, nothing rounded."""
    if is_dataclass(value):
        return {item.name: to_json(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, tuple | list):
        return [to_json(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def from_json(kind, data):
    """The value of type ``kind`` that ``to_json`` wrote down; unknown keys are left out."""
    if is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{name: from_json(hints[name], item) for name, item in data.items() if name in hints})
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return None if data is None else from_json(inner[0], data)
    if origin is tuple:
        return tuple(from_json(inner[0], item) for item in data)
    if kind in (date, datetime):
        return kind.fromisoformat(data)
    return Decimal(data) if kind is Decimal else data
