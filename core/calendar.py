"""Working days and local moments, as plain arithmetic.

Nothing here reads a clock or a database: days, zones and holidays come in as values.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MONDAY_TO_FRIDAY = frozenset(range(5))
ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The days on which work is done: weekdays (0 is Monday) minus holidays.

    Raises ValueError when no weekday is worked or a weekday does not exist.
    """

    working_days: frozenset[int] = MONDAY_TO_FRIDAY
    holidays: frozenset[date] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        if not self.working_days:
            raise ValueError("A calendar needs at least one working day.")
        if not self.working_days <= frozenset(range(7)):
            raise ValueError("Weekdays run from 0 (Monday) to 6 (Sunday).")

    def is_working(self, day: date) -> bool:
        return day.weekday() in self.working_days and day not in self.holidays

    def next_working(self, day: date) -> date:
        """The first working day on or after `day`."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The count-th working day after `day` (before it when negative); zero is `day` itself."""
        step = ONE_DAY if count > 0 else -ONE_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days passed on the way from `start` (excluded) to `end` (included).

        Negative when the end comes first, so that swapping the days only swaps the sign.
        """
        if end < start:
            return -self.working_days_between(end, start)
        weeks, rest = divmod((end - start).days, 7)
        tail = sum((end - ONE_DAY * back).weekday() in self.working_days for back in range(rest))
        lost = sum(start < holiday <= end and holiday.weekday() in self.working_days for holiday in self.holidays)
        return weeks * len(self.working_days) + tail - lost

    def working_days_in(self, start: date, end: date) -> int:
        """Working days from `start` to `end`, both included; zero when the end comes first."""
        return max(0, self.working_days_between(start - ONE_DAY, end))

    def end_of(self, start: date, count: int) -> date:
        """The last of `count` working days of which the first is `start` (or the next working day).

        Raises ValueError below one day.
        """
        if count < 1:
            raise ValueError("A duration is at least one working day.")
        return self.add_working_days(self.next_working(start), count - 1)


def local_instant(week_start: date, weekday: int, hour: int, minute: int, tz: ZoneInfo) -> datetime:
    """The UTC instant of a local wall-clock moment in the week that starts on `week_start`.

    A moment that a time change skips becomes the first valid minute after the gap; one that
    happens twice is its first occurrence.
    """
    wall = datetime.combine(week_start + ONE_DAY * weekday, time(hour, minute))
    first = wall.replace(tzinfo=tz, fold=0).astimezone(UTC)
    if _wall_at(first, tz) == wall:
        return first
    return _first_minute_from(wall, tz)


def week_start_of(instant: datetime, tz: ZoneInfo) -> date:
    """The Monday of the local week in which `instant` lies. Naive instants are refused."""
    if instant.tzinfo is None:
        raise ValueError("An instant needs its zone.")
    day = instant.astimezone(tz).date()
    return day - ONE_DAY * day.weekday()


def iso_week_label(week_start: date) -> str:
    """`2026-W48` for the Monday 2026-11-23; the year is the ISO year of the week."""
    year, week, _ = week_start.isocalendar()
    return f"{year}-W{week:02d}"


def _wall_at(instant: datetime, tz: ZoneInfo) -> datetime:
    return instant.astimezone(tz).replace(tzinfo=None)


def _first_minute_from(wall: datetime, tz: ZoneInfo) -> datetime:
    """Search the gap around a skipped `wall`: fold 1 lies before the change, fold 0 at or after."""
    before = wall.replace(tzinfo=tz, fold=1).astimezone(UTC)
    after = wall.replace(tzinfo=tz, fold=0).astimezone(UTC)
    low, high = 0, (after - before) // ONE_MINUTE
    while low < high:
        middle = (low + high) // 2
        if _wall_at(before + ONE_MINUTE * middle, tz) >= wall:
            high = middle
        else:
            low = middle + 1
    return before + ONE_MINUTE * low
