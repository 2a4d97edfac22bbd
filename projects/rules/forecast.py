"""When the last remaining hour falls: booked hours where they are booked, the rest into free hours.

Where free hours come from is the caller's argument, so the same sum serves before and after an
organization has scheduling data.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.calendar import ONE_DAY, WorkingCalendar

ZERO = Decimal(0)
UNSCHEDULED_SHARE = Decimal("0.8")
HORIZON = ONE_DAY * 3 * 366

Person = Hashable | None
HoursOn = Callable[[Person, date], Decimal]


@dataclass(frozen=True, slots=True)
class BookedHours:
    day: date
    hours: Decimal


@dataclass(frozen=True, slots=True)
class OpenTask:
    """An open task; everything without a `person` is laid into the days of one person (None)."""

    remaining: Decimal
    person: Person = None
    planned_start: date | None = None
    planned_end: date | None = None
    booked: tuple[BookedHours, ...] = ()


def forecast_end(
    tasks: Sequence[OpenTask],
    *,
    today: date,
    hours_on: HoursOn,
    earliest_start: date | None = None,
    unplanned_hours: Decimal = ZERO,
) -> date | None:
    """The day of the last remaining hour of open tasks given in task order.

    `hours_on(person, day)` are a person's hours free of bookings. Planned dates are floors: no
    hour is laid before a planned start, and no task ends before its planned end. `unplanned_hours`
    (agreed, but not yet in any task) come last. None without a plan, or when the hours do not fit
    into three years.
    """
    if not tasks and unplanned_hours <= 0:
        return None
    first_day = max(today, earliest_start or today)
    free = _FreeHours(hours_on, first_day)
    last = today
    for task in (*tasks, OpenTask(unplanned_hours)):
        end = _end_of_task(task, today, first_day, free)
        if end is None:
            return None
        last = max(last, end)
    return last


def unscheduled_capacity(
    calendar: WorkingCalendar,
    daily_hours: Mapping[Person, Decimal],
    *,
    default_hours: Decimal = Decimal(8),
    share: Decimal = UNSCHEDULED_SHARE,
) -> HoursOn:
    """Free hours of an organization without scheduling data: daily hours * 0.8 on working days.

    People without an entry in `daily_hours`, and the unassigned, work `default_hours` a day.
    """

    def hours_on(person: Person, day: date) -> Decimal:
        if not calendar.is_working(day):
            return ZERO
        return daily_hours.get(person, default_hours) * share

    return hours_on


def slip_days(calendar: WorkingCalendar, committed_end: date, forecast: date) -> int:
    """Working days from the committed end to the forecast; negative when early."""
    return calendar.working_days_between(committed_end, forecast)


class _FreeHours:
    """What is left of each person's days while tasks are laid into them, in task order."""

    def __init__(self, hours_on: HoursOn, first_day: date) -> None:
        self._hours_on = hours_on
        self._last_day = first_day + HORIZON
        self._first_day = first_day
        self._left: dict[tuple[Person, date], Decimal] = {}
        self._exhausted_before: dict[Person, date] = {}

    def lay(self, person: Person, hours: Decimal, floor: date) -> date | None:
        """Take `hours` from the earliest free days on or after `floor`; the last day, or None."""
        day = max(floor, self._exhausted_before.get(person, self._first_day))
        while hours > 0:
            if day > self._last_day:
                return None
            taken = min(hours, self._free(person, day))
            self._left[person, day] = self._free(person, day) - taken
            hours -= taken
            self._note_exhausted(person, day)
            if hours > 0:
                day += ONE_DAY
        return day

    def _free(self, person: Person, day: date) -> Decimal:
        known = self._left.get((person, day))
        return max(self._hours_on(person, day), ZERO) if known is None else known

    def _note_exhausted(self, person: Person, day: date) -> None:
        """Days used up without a break from the first one need no second look."""
        start = self._exhausted_before.get(person, self._first_day)
        if day == start and not self._left[person, day]:
            self._exhausted_before[person] = day + ONE_DAY


def _end_of_task(task: OpenTask, today: date, first_day: date, free: _FreeHours) -> date | None:
    floors = [day for day in (task.planned_start, task.planned_end) if day]
    booked_end, booked = _booked_part(task.booked, task.remaining, today)
    unbooked = task.remaining - booked
    ends = [*floors, *([booked_end] if booked_end else [])]
    if unbooked > 0:
        laid = free.lay(task.person, unbooked, max(first_day, task.planned_start or first_day))
        if laid is None:
            return None
        ends.append(laid)
    return max(ends, default=today)


def _booked_part(bookings: Iterable[BookedHours], remaining: Decimal, today: date) -> tuple[date | None, Decimal]:
    """How much of the remaining hours is booked from today on, and the day the last of it falls."""
    end, covered = None, ZERO
    for booking in sorted(bookings, key=lambda booking: booking.day):
        if booking.day < today or covered >= remaining:
            continue
        covered = min(remaining, covered + booking.hours)
        end = booking.day
    return end, covered
