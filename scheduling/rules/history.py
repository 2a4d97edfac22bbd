"""From sums per day to what the reserve is judged by: hours per week and per working day of each level."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from accounts.choices import Level
from core.calendar import WorkingCalendar
from scheduling.rules.capacity import days_of_week
from scheduling.rules.reserve import complete_weeks
from scheduling.rules.spread import ZERO

LEVELS = tuple(level.value for level in Level)  # lowest first


@dataclass(frozen=True, slots=True)
class DaySum:
    """What came in on one local day for one level. ``counted`` requests have no logged hours."""

    on: date
    level: str
    is_in_hours: bool
    hours: Decimal
    counted: int


@dataclass(frozen=True, slots=True)
class History:
    """Demand in hours: ``weeks[level][monday]`` of complete weeks with data, ``days[level][day]`` of their
    working days, zero where nothing came in. ``missing`` are complete weeks without any data.
    """

    weeks: Mapping[str, Mapping[date, Decimal]] = field(default_factory=dict)
    days: Mapping[str, Mapping[date, Decimal]] = field(default_factory=dict)
    missing: tuple[date, ...] = ()
    last_day: date | None = None


def history(sums: Iterable[DaySum], calendar: WorkingCalendar, today: date, hours_per_request: Decimal) -> History:
    """Sort the sums into weeks and days. Weeks take everything, days what came within the working hours.

    Requests outside working hours are on-call's (``domain.md`` §6): no day is to be kept free for them.
    """
    by_week: dict[tuple[str, date], Decimal] = defaultdict(Decimal)
    by_day: dict[tuple[str, date], Decimal] = defaultdict(Decimal)
    seen: set[date] = set()
    for one in sums:
        hours = one.hours + one.counted * hours_per_request
        seen.add(one.on)
        by_week[one.level, monday_of(one.on)] += hours
        if one.is_in_hours:
            by_day[one.level, one.on] += hours
    if not seen:
        return History()
    covered = complete_weeks(min(seen), max(seen), today, calendar.working_days)
    with_data = {monday_of(day) for day in seen}
    known = [week for week in covered if week in with_data]
    working = [day for week in known for day in days_of_week(week) if calendar.is_working(day)]
    return History(
        weeks={level: {week: by_week.get((level, week), ZERO) for week in known} for level in LEVELS},
        days={level: {day: by_day.get((level, day), ZERO) for day in working} for level in LEVELS},
        missing=tuple(week for week in covered if week not in with_data),
        last_day=max(seen),
    )


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())
