"""May this block of work be booked? The refusals of the dispatch board, each with its numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

SMALLEST_BLOCK = timedelta(hours=1)
PRESENCE_FROM_PEOPLE = 3
SECONDS_AN_HOUR = 3600


class Refusal(StrEnum):
    """The `type` endings of the API's 409."""

    TOO_SHORT = "too-short"
    DOUBLE_BOOKING = "double-booking"
    AWAY = "person-away"
    LEVEL_TOO_LOW = "level-too-low"
    SUPPORT_RESERVE = "support-reserve"
    SUPPORT_PRESENCE = "support-presence"


@dataclass(frozen=True, slots=True)
class Limit:
    """What a level may give to projects in one week (`day` is None) or on one day, in hours."""

    level: str
    week: date
    day: date | None
    bookable: Decimal
    booked: Decimal


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A limit that a request would pass, and by how much was asked."""

    limit: Limit
    requested: Decimal


@dataclass(frozen=True, slots=True)
class Block:
    """A span of work, end excluded; instants carry their zone."""

    start: datetime
    end: datetime

    @property
    def hours(self) -> Decimal:
        return Decimal((self.end - self.start) // timedelta(seconds=1)) / SECONDS_AN_HOUR

    def overlaps(self, other: "Block") -> bool:
        """Whether both hold some instant; touching ends do not."""
        return self.start < other.end and other.start < self.end


def is_long_enough(block: Block) -> bool:
    """The smallest bookable block is an hour: less is an interruption, not work."""
    return block.end - block.start >= SMALLEST_BLOCK


def covers_level(own: str, needed: str) -> bool:
    """A higher level may cover a lower one, never the reverse; work without a level is for everyone."""
    return not needed or own >= needed


def passed_limits(requested: Iterable[tuple[Limit, Decimal]]) -> list[Shortfall]:
    """The limits that bookings would pass, days before weeks so that the narrowest reason comes first."""
    passed = [Shortfall(limit, hours) for limit, hours in requested if limit.booked + hours > limit.bookable]
    return sorted(passed, key=lambda one: (one.limit.day is None, one.limit.day or one.limit.week))


def leaves_presence(block: Block, present: Sequence[Sequence[Block]], least: int, people: int) -> datetime | None:
    """The first instant of the block at which fewer than `least` people of the level would stay unbooked.

    `present` has, per other person of the level who works then, the blocks in which that person is
    booked. None when support stays staffed all along, and for levels below three people, where the
    rule would forbid every booking.
    """
    if people < PRESENCE_FROM_PEOPLE or least <= 0:
        return None
    edges = {block.start} | {
        taken.start for booked in present for taken in booked if block.start < taken.start < block.end
    }
    for instant in sorted(edges):
        free = sum(not any(taken.start <= instant < taken.end for taken in booked) for booked in present)
        if free < least:
            return instant
    return None
