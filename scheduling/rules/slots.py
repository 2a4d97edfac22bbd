"""Where work still fits: gaps in people's days, judged by the caller, best first. Pure."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from scheduling.rules.booking import SECONDS_AN_HOUR, SMALLEST_BLOCK, Block, covers_level
from scheduling.rules.spread import ZERO

QUARTER = timedelta(minutes=15)
HOUR = Decimal(1)

MayTake = Callable[["Candidate", Block], bool]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person as the search sees them: their level, what stands in their calendar, days they are away.

    ``knows`` says that they worked on the project before; ``near`` the days on which they are at that customer anyway.
    """

    key: Hashable
    level: str
    taken: tuple[Block, ...] = ()
    away: frozenset[date] = field(default_factory=frozenset)
    knows: bool = False
    near: frozenset[date] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that is free, in one or several parts of one person."""

    person: Hashable
    parts: tuple[Block, ...]

    @property
    def hours(self) -> Decimal:
        return sum((part.hours for part in self.parts), ZERO)


def hours_by_day(block: Block, zone: ZoneInfo) -> dict[date, Decimal]:
    """The block's hours per local day, in the order of the days; real hours, also where clocks change."""
    found: dict[date, Decimal] = {}
    begin = block.start.astimezone(UTC)
    end = block.end.astimezone(UTC)
    while begin < end:
        day = begin.astimezone(zone).date()
        midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=zone).astimezone(UTC)
        found[day] = Block(begin, min(midnight, end)).hours
        begin = min(midnight, end)
    return found


def working_window(day: date, begins: time, ends: time, zone: ZoneInfo) -> Block:
    """The organization's working hours of a day, as instants."""
    start = datetime.combine(day, begins, tzinfo=zone)
    return Block(start.astimezone(UTC), datetime.combine(day, ends, tzinfo=zone).astimezone(UTC))


def not_before(window: Block, now: datetime) -> Block | None:
    """What is left of the window from the next quarter of an hour on; None when that is less than the smallest block."""
    late = now - datetime.min.replace(tzinfo=UTC)
    start = max(window.start, now + (QUARTER - late % QUARTER) % QUARTER)
    return Block(start, window.end) if window.end - start >= SMALLEST_BLOCK else None


def gaps(window: Block, taken: Iterable[Block]) -> Iterator[Block]:
    """What the taken blocks leave of the window, of at least the smallest block, in order."""
    begin = window.start
    for block in sorted((one for one in taken if one.overlaps(window)), key=lambda one: one.start):
        if block.start - begin >= SMALLEST_BLOCK:
            yield Block(begin, block.start)
        begin = max(begin, block.end)
    if window.end - begin >= SMALLEST_BLOCK:
        yield Block(begin, window.end)


def first_fit(window: Block, taken: Iterable[Block], hours: Decimal) -> Block | None:
    """The first block of that many hours in the window, or None."""
    length = timedelta(seconds=int(hours * SECONDS_AN_HOUR))
    for gap in gaps(window, taken):
        if gap.end - gap.start >= length:
            return Block(gap.start, gap.start + length)
    return None


def find_slots(
    people: Sequence[Candidate],
    windows: Mapping[date, Block],
    hours: Decimal,
    *,
    needed: str,
    may_take: MayTake,
    most: int,
) -> list[Slot]:
    """At most ``most`` places for the whole work in one block, one a person and day, best first.

    Earlier days come first; on one day who knows the project, who is at the customer anyway, and whose level is
    nearest to what is needed. ``may_take`` is the reserve: a block that it refuses is no place.
    """
    able = [person for person in people if covers_level(person.level, needed)]
    found: list[Slot] = []
    for day, window in windows.items():
        for person in sorted(able, key=lambda one: (not one.knows, day not in one.near, one.level)):
            if day in person.away:
                continue
            block = first_fit(window, person.taken, hours)
            if block is not None and may_take(person, block):
                found.append(Slot(person.key, (block,)))
            if len(found) >= most:
                return found
    return found


def in_parts(
    person: Candidate, windows: Mapping[date, Block], hours: Decimal, *, may_take: MayTake, most_parts: int = 5
) -> Slot | None:
    """The work of one person in parts, one a day, each as long as that day allows; None when they do not suffice."""
    left, parts = hours, []
    for day, window in windows.items():
        if day in person.away:
            continue
        part = _longest(person, window, left, may_take)
        if part is None:
            continue
        parts.append(part)
        left -= part.hours
        if left <= 0:
            return Slot(person.key, tuple(parts))
        if len(parts) == most_parts:
            return None
    return None


def _longest(person: Candidate, window: Block, left: Decimal, may_take: MayTake) -> Block | None:
    """The longest block of whole hours (or the rest) that fits; never one that leaves less than an hour over."""
    sizes = [left, *sorted((HOUR * n for n in range(1, 13) if left - n >= HOUR), reverse=True)]
    for size in sizes:
        block = first_fit(window, person.taken, size)
        if block is not None and may_take(person, block):
            return block
    return None
