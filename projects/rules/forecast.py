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
    """An open task; everything without a `person` is laid into the days of one person (None).

    `after` are keys of tasks that must be finished first; of those that are not open nothing is waited for.
    """

    remaining: Decimal
    person: Person = None
    planned_start: date | None = None
    planned_end: date | None = None
    booked: tuple[BookedHours, ...] = ()
    key: Hashable | None = None
    after: tuple[Hashable, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last day of a task as foreseen."""

    start: date
    end: date


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
    spans = forecast_spans(
        (*tasks, OpenTask(unplanned_hours)), today=today, hours_on=hours_on, earliest_start=earliest_start
    )
    if None in spans:
        return None
    return max((span.end for span in spans), default=today)


def forecast_spans(
    tasks: Sequence[OpenTask], *, today: date, hours_on: HoursOn, earliest_start: date | None = None
) -> list[Span | None]:
    """For each open task, in the order given, the days its hours fall on; None where they do not fit.

    Hours are laid in task order, but never before what a task follows has ended.
    """
    first_day = max(today, earliest_start or today)
    free = _FreeHours(hours_on, first_day)
    spans: dict[int, Span | None] = {}
    ends: dict[Hashable, date] = {}
    for index in _in_order(tasks):
        task = tasks[index]
        held = max((ends[key] for key in task.after if key in ends), default=None)
        spans[index] = span = _span_of_task(task, today, first_day, free, held)
        if span is not None and task.key is not None:
            ends[task.key] = span.end
    return [spans[index] for index in range(len(tasks))]


def _in_order(tasks: Sequence[OpenTask]) -> Iterable[int]:
    """Indexes so that what a task follows comes before it, else as given. A circle is broken where it is met."""
    places = {task.key: index for index, task in enumerate(tasks) if task.key is not None}
    seen: set[int] = set()
    for start in range(len(tasks)):
        waiting = [start]
        while waiting:
            index = waiting[-1]
            first = [places[key] for key in tasks[index].after if key in places]
            missing = [place for place in first if place not in seen and place not in waiting]
            if index not in seen and missing:
                waiting.append(missing[0])
                continue
            waiting.pop()
            if index not in seen:
                seen.add(index)
                yield index


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

    def lay(self, person: Person, hours: Decimal, floor: date) -> Span | None:
        """Take `hours` from the earliest free days on or after `floor`; the first and last of them, or None."""
        day, first = max(floor, self._exhausted_before.get(person, self._first_day)), None
        while hours > 0:
            if day > self._last_day:
                return None
            taken = min(hours, self._free(person, day))
            first = day if first is None and taken > 0 else first
            self._left[person, day] = self._free(person, day) - taken
            hours -= taken
            self._note_exhausted(person, day)
            if hours > 0:
                day += ONE_DAY
        return Span(first or day, day)

    def _free(self, person: Person, day: date) -> Decimal:
        known = self._left.get((person, day))
        return max(self._hours_on(person, day), ZERO) if known is None else known

    def _note_exhausted(self, person: Person, day: date) -> None:
        """Days used up without a break from the first one need no second look."""
        start = self._exhausted_before.get(person, self._first_day)
        if day == start and not self._left[person, day]:
            self._exhausted_before[person] = day + ONE_DAY


def _span_of_task(
    task: OpenTask, today: date, first_day: date, free: _FreeHours, held: date | None
) -> Span | None:
    floors = [day for day in (task.planned_start, task.planned_end, held) if day]
    booked_end, booked = _booked_part(task.booked, task.remaining, today)
    unbooked = task.remaining - booked
    starts, ends = [], [*floors, *([booked_end] if booked_end else [])]
    if booked_end:
        starts.append(min(booking.day for booking in task.booked if booking.day >= today))
    if unbooked > 0:
        laid = free.lay(task.person, unbooked, max(filter(None, (first_day, task.planned_start, held))))
        if laid is None:
            return None
        starts.append(laid.start)
        ends.append(laid.end)
    end = max(ends, default=today)
    return Span(min(starts, default=max(filter(None, (task.planned_start, held)), default=end)), end)


def _booked_part(bookings: Iterable[BookedHours], remaining: Decimal, today: date) -> tuple[date | None, Decimal]:
    """How much of the remaining hours is booked from today on, and the day the last of it falls."""
    end, covered = None, ZERO
    for booking in sorted(bookings, key=lambda booking: booking.day):
        if booking.day < today or covered >= remaining:
            continue
        covered = min(remaining, covered + booking.hours)
        end = booking.day
    return end, covered
