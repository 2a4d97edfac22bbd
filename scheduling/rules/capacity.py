"""From people's contracts to the hours a project may be booked into, per level, per week and per day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.calendar import WorkingCalendar
from scheduling.rules.spread import ZERO

TARGET = Decimal("0.80")
TIMESHEET_WEEKS = 13
COMPLETE_WEEKS = 8
COMPLETE_SHARE = Decimal("0.80")


@dataclass(frozen=True, slots=True)
class TimesheetWeek:
    """One past week of one person: hours to work, hours logged at all, and those spent for customers."""

    to_work: Decimal
    logged: Decimal
    client_facing: Decimal

    @property
    def is_complete(self) -> bool:
        return self.to_work > 0 and self.logged >= COMPLETE_SHARE * self.to_work


def hours_to_work(contract_hours: Decimal, calendar: WorkingCalendar, day: date, leave: Decimal = ZERO) -> Decimal:
    """A person's hours on one day: an equal share of the week's contract, none on a holiday, less leave."""
    if not calendar.is_working(day):
        return ZERO
    return max(ZERO, contract_hours / len(calendar.working_days) - leave)


def days_of_week(week_start: date) -> list[date]:
    """Monday to Sunday."""
    return [week_start + timedelta(days=offset) for offset in range(7)]


def utilization(target: Decimal, timesheets: Sequence[TimesheetWeek]) -> Decimal:
    """The share of the hours to work that reaches customers: the target, or less where timesheets prove less.

    `timesheets` are the last weeks, oldest first. Only with 8 complete ones among the last 13 is the
    actual share trusted; it never raises the target.
    """
    complete = [week for week in timesheets[-TIMESHEET_WEEKS:] if week.is_complete]
    if len(complete) < COMPLETE_WEEKS:
        return target
    facing = sum((week.client_facing for week in complete), ZERO)
    return min(target, facing / sum((week.to_work for week in complete), ZERO))


@dataclass(frozen=True, slots=True)
class LevelHours:
    """One level in one week or on one day, before bookings. `other` is other calendar work."""

    client_facing: Decimal
    reserve: Decimal
    other: Decimal = ZERO
    booked: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Bookable:
    """`hours` may be booked in all, `free` are left; `covers_below` go down to a level that lacks them.

    `short` is what even the highest level cannot cover (only there).
    """

    hours: Decimal
    free: Decimal
    covers_below: Decimal
    short: Decimal = ZERO


def bookable(levels: Mapping[str, LevelHours]) -> dict[str, Bookable]:
    """P(level) = client-facing - reserve - other work, in the order of the mapping: lowest level first.

    What one level lacks is taken from the next higher one, never the reverse, so that no hours are made.
    A level whose bookings already exceed P lacks those hours too.
    """
    found: dict[str, Bookable] = {}
    lack, lack_booked = ZERO, ZERO
    for place, (level, hours) in enumerate(levels.items(), start=1):
        left = hours.client_facing - hours.reserve - hours.other
        after, free = left - lack, left - hours.booked - lack_booked
        covers = min(lack, max(left, ZERO))
        lack, lack_booked = max(-after, ZERO), max(-free, ZERO)
        short = lack if place == len(levels) else ZERO
        found[level] = Bookable(max(after, ZERO), max(free, ZERO), covers, short)
    return found
