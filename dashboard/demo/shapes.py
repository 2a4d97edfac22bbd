"""What a demo story is made of. Days are calendar days from today (0), negative in the past."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member: ``roles`` of ``accounts.choices.Role``, ``rate`` the hourly cost in the home currency."""

    key: str
    name: str
    roles: tuple[str, ...]
    level: str = ""
    rate: int | None = None
    deputy: str = ""
    email: str = ""
    away: tuple[int, int] | None = None  # first and last day


@dataclass(frozen=True, slots=True)
class Client:
    """A customer with its people: ``(name, role)``; addresses follow from the mail domain."""

    key: str
    name: str
    domain: str
    people: tuple[tuple[str, str], ...]
    time_zone: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """A sold labor line that becomes a task. ``spent`` None follows from the calendar and the estimate.

    ``left`` is ``(day, hours)``: what the lead tech said is still to do. ``done`` None: when its end has passed.
    """

    title: str
    hours: int
    level: str
    who: str
    start: int
    end: int
    spent: float | None = None
    left: tuple[int, int] | None = None
    done: bool | None = None
    phase: str = ""
    disruptive: bool = False

    @property
    def is_done(self):
        """Whether the story has finished it by today."""
        return self.end < 0 if self.done is None else self.done


@dataclass(frozen=True, slots=True)
class Goods:
    """A product line; ``eta`` is the day it is expected, ``slip`` ``(day, new eta)`` when that changed."""

    sku: str
    title: str
    count: int
    price: int
    cost: int
    state: str = "received"
    vendor: str = "Northeast Supply"
    eta: int | None = None
    slip: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A milestone: planned day, the day it was reached, a forecast that differs."""

    title: str
    planned: int
    reached: int | None = None
    forecast: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """A responsibility confirmed by hand on ``day``."""

    day: int
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """A responsibility that waits on its counterparty since ``day``."""

    day: int
    what: str


@dataclass(frozen=True, slots=True)
class Waive:
    """A responsibility waived with a reason."""

    day: int
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """The customer was told the dates by a person."""

    day: int
    how: str


@dataclass(frozen=True, slots=True)
class Extra:
    """A change order of ``day``; ``until`` is how far it came: draft, proposed, asked, effective (the last two a day later).

    ``days`` is how many days later than agreed the project ends by it.
    """

    day: int
    title: str
    reason: str
    added: str
    hours: int
    level: str
    price: int
    until: str = "effective"
    days: int = 0
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Beyond:
    """Work outside the scope, written down by ``who`` on ``day``; ``until`` is one of the turns of ``demo.beyond``.

    ``emergency`` is why it was begun unasked; ``borne`` why we pay for it; ``spent`` are hours other than estimated.
    """

    day: int
    title: str
    why: str
    who: str
    hours: float
    level: str
    price: int
    until: str = "invoiced"
    spent: float = 0
    emergency: str = ""
    borne: str = ""


@dataclass(frozen=True)
class Job:
    """A project from the closed deal on. ``duties`` overrides the usual course of the twelve (None: nothing yet).

    ``turns`` are ``(day, verb, reason)`` with the verbs of ``script.TURNS``. ``missed`` are weeks ago in which no
    update was approved; ``this_week`` is what the manager did with the newest draft.
    """

    title: str
    client: str
    manager: str
    lead: str
    seller: str
    won: int
    start: int
    end: int
    works: tuple[Work, ...]
    goods: tuple[Goods, ...] = ()
    points: tuple[Point, ...] = ()
    billing: str = "fixed_price"
    duties: dict = field(default_factory=dict)
    turns: tuple[tuple[int, str, str], ...] = ()
    missed: tuple[int, ...] = ()
    this_week: str = "approve"
    words: str = ""
    promises: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    extras: tuple[Extra, ...] = ()
    beyond: tuple[Beyond, ...] = ()
    # A question to sales after the release: (day, question, answer or "")
    recall: tuple[int, str, str] | None = None
    resent: tuple[int, str, str] | None = None  # day, the PO number and the promise that sales changed later


@dataclass(frozen=True)
class Lead:
    """A deal that is no project (yet). ``then`` is ``(day, verb, text)`` with the verbs of ``script.DECISIONS``."""

    title: str
    client: str
    seller: str
    received: int
    hours: int
    start: int | None = None
    end: int | None = None
    named: str = ""
    po: str = "PO-7741"
    then: tuple[int, str, str] | None = None


@dataclass(frozen=True)
class Company:
    """One MSP and everything that happened there. The first colleague is the owner."""

    slug: str
    name: str
    time_zone: str
    currency: str
    update_mode: str
    phone: str
    bill_rate: int
    colleagues: tuple[Colleague, ...]
    clients: tuple[Client, ...]
    jobs: tuple[Job, ...]
    leads: tuple[Lead, ...]
    bounced: str = ""
    place: tuple[str, str] = ("US", "RI")
    color: str = "#1a4fae"
