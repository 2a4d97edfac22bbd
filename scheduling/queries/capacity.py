"""What people can give per level, week and day, what support keeps of it, and what is left to book."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from accounts.models import StaffProfile
from accounts.queries import holidays, settings_of
from core.calendar import WorkingCalendar
from scheduling.choices import EntryKind
from scheduling.models import CalendarEntry, CapacitySettings, DemandDay
from scheduling.queries.bookings import blocks_between, booked_hours
from scheduling.rules.backtest import Backtest, day_backtest, week_backtest
from scheduling.rules.capacity import Bookable, LevelHours, bookable, days_of_week, hours_to_work
from scheduling.rules.history import LEVELS, DaySum, History, history, monday_of
from scheduling.rules.reserve import Reserve, ReserveTerms, day_reserve, is_stale, week_reserve
from scheduling.rules.spread import ZERO

HISTORY_WEEKS = 60  # 26 for the reserve, the rest for judging it week by week
MOST_WEEKS = 26


@dataclass(frozen=True, slots=True)
class SpanHours:
    """One level in one week (``day`` None) or on one day, in hours, with the reserve that explains itself."""

    level: str
    week_start: dt.date
    day: dt.date | None
    to_work: Decimal
    client_facing: Decimal
    reserve: Reserve
    other: Decimal
    booked: Decimal
    bookable: Bookable


@dataclass(frozen=True, slots=True)
class LevelWeek:
    """A level's week and the days of it."""

    week: SpanHours
    days: tuple[SpanHours, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """How the reserve of a level would have held, per week and per day."""

    level: str
    weeks: Backtest
    days: Backtest


@dataclass(frozen=True, slots=True)
class Capacity:
    """Everything the capacity page and the API show."""

    weeks: tuple[LevelWeek, ...]
    judged: Mapping[str, Judged]
    history: History
    settings: CapacitySettings
    people: Mapping[str, int]
    is_stale: bool
    enforced_from: dt.date | None


@dataclass(frozen=True, slots=True)
class Person:
    """A member with a level; whose hours count."""

    member_id: object
    level: str
    weekly_hours: Decimal
    absent_from: dt.date | None
    absent_until: dt.date | None


def capacity_settings() -> CapacitySettings:
    """The organization's row, or the defaults without one (then unsaved)."""
    return CapacitySettings.objects.first() or CapacitySettings()


def demand_history(organization, *, today, calendar=None, settings=None) -> History:
    """The demand of the last 60 weeks, from sums per day: flat in the number of requests."""
    calendar = calendar or settings_of(organization).calendar(holidays(organization))
    settings = settings or capacity_settings()
    since = monday_of(today) - dt.timedelta(weeks=HISTORY_WEEKS)
    rows = DemandDay.objects.filter(on__gte=since, on__lte=today, request_type__counts_as_demand=True)
    columns = ("on", "level", "is_in_hours", "hours", "counted")
    sums = [DaySum(*row) for row in rows.values_list(*columns)]
    return history(sums, calendar, today, settings.hours_per_request)


def terms_of(settings, level) -> ReserveTerms:
    """The organization's terms as the rule takes them."""
    growth = 1 + settings.growth_percent / 100
    return ReserveTerms(settings.reserve_percentile, growth, settings.floor(level))


def capacity(organization, *, start, end, today, booked: Mapping | None = None) -> Capacity:
    """Levels by week from the week of ``start`` to that of ``end``: seven statements.

    ``booked`` has the hours of project bookings by ``(level, day)``; without it they are read.
    """
    figures = figures_of(organization, start=start, end=end, today=today)
    if booked is None:
        booked = booked_hours(blocks_between(*figures.span(organization.zone)), organization.zone)
    return Capacity(
        weeks=figures.weeks(booked),
        judged={level: _judged(level, figures.past, figures.settings) for level in LEVELS},
        history=figures.past,
        settings=figures.settings,
        people={level: sum(one.level == level for one in figures.people) for level in LEVELS},
        is_stale=is_stale(figures.past.last_day, today),
        enforced_from=figures.own.reserve_enforced_from,
    )


def figures_of(organization, *, start, end, today) -> "Figures":
    """All that bookings do not change, from the week of ``start`` to that of ``end``: six statements."""
    own = settings_of(organization)
    calendar = own.calendar(holidays(organization))
    settings = capacity_settings()
    past = demand_history(organization, today=today, calendar=calendar, settings=settings)
    first, last = monday_of(start), monday_of(end)
    mondays = [first + dt.timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]
    return Figures(own, calendar, settings, past, mondays, _people(), _entries(mondays), today)


def _people():
    rows = StaffProfile.objects.filter(member__is_active=True, member__user__is_active=True).exclude(level="")
    columns = ("member_id", "level", "weekly_hours", "absent_from", "absent_until")
    return [Person(*row) for row in rows.values_list(*columns)]


def _entries(mondays):
    """Leave and other work of the weeks, by member."""
    entries = defaultdict(list)
    inside = Q(starts_on__lt=mondays[-1] + dt.timedelta(weeks=1), ends_on__gte=mondays[0])
    for entry in CalendarEntry.objects.filter(inside):
        entries[entry.member_id].append(entry)
    return entries


def _hours(people, entries, calendar: WorkingCalendar, mondays):
    """Hours to work and hours of other calendar work, both by ``(level, day)``."""
    to_work, other = defaultdict(Decimal), defaultdict(Decimal)
    for person in people:
        for day in (day for monday in mondays for day in days_of_week(monday)):
            whole = hours_to_work(person.weekly_hours, calendar, day)
            if not whole:
                continue
            left = max(ZERO, whole - _taken(person, entries[person.member_id], day, whole, EntryKind.LEAVE))
            busy = _taken(person, entries[person.member_id], day, whole, EntryKind.OTHER_WORK)
            to_work[person.level, day] += left
            other[person.level, day] += min(left, busy)
    return to_work, other


def _taken(person, entries, day, whole, kind):
    """Hours of that kind on the day, at most the whole day; an absence of the profile is leave."""
    if kind == EntryKind.LEAVE and _is_absent(person, day):
        return whole
    of_day = [one for one in entries if one.kind == kind and one.starts_on <= day <= one.ends_on]
    return min(whole, sum((whole if one.hours_a_day is None else one.hours_a_day for one in of_day), ZERO))


def _is_absent(person, day):
    begun = person.absent_from is not None and person.absent_from <= day
    return begun and (person.absent_until is None or day <= person.absent_until)


def _judged(level, past, settings):
    terms = terms_of(settings, level)
    return Judged(
        level,
        week_backtest(past.weeks.get(level, {}), terms),
        day_backtest(past.days.get(level, {}), terms),
    )


class Figures:
    """The arithmetic of some weeks with everything but what is booked, so that it can be done before any lock."""

    def __init__(self, own, calendar, settings, past, mondays, people, entries, today):
        self.own, self.calendar, self.settings, self.past = own, calendar, settings, past
        self.mondays, self.people, self.entries, self.today = mondays, people, entries, today
        self.to_work, self.other = _hours(people, entries, calendar, mondays)
        self.share = settings.utilization_percent / 100
        before = monday_of(today)
        terms = {level: terms_of(settings, level) for level in LEVELS}
        self.weekly = {level: week_reserve(past.weeks.get(level, {}), before, terms[level]) for level in LEVELS}
        self.daily = {
            (level, weekday): day_reserve(past.days.get(level, {}), weekday, before, terms[level])
            for level in LEVELS
            for weekday in range(7)
        }

    def span(self, zone) -> tuple[dt.datetime, dt.datetime]:
        """The instants between which the weeks lie."""
        last = self.mondays[-1] + dt.timedelta(weeks=1)
        return tuple(dt.datetime.combine(day, dt.time(), tzinfo=zone) for day in (self.mondays[0], last))

    def is_away(self, person, day) -> bool:
        """Whether leave takes the person's whole day."""
        whole = hours_to_work(person.weekly_hours, self.calendar, day)
        taken = _taken(person, self.entries[person.member_id], day, whole, EntryKind.LEAVE)
        return _is_absent(person, day) or (whole > 0 and taken >= whole)

    def hours_of(self, person, day) -> Decimal:
        """The person's hours to work on the day, less leave."""
        whole = hours_to_work(person.weekly_hours, self.calendar, day)
        return max(ZERO, whole - _taken(person, self.entries[person.member_id], day, whole, EntryKind.LEAVE))

    def entries_of(self, person, day) -> list:
        """What stands in the person's calendar on the day beside bookings."""
        return [one for one in self.entries[person.member_id] if one.starts_on <= day <= one.ends_on]

    def weeks(self, booked) -> tuple[LevelWeek, ...]:
        """The levels of all weeks, lowest first in each, with these hours by ``(level, day)`` booked."""
        return tuple(one for monday in self.mondays for one in self._week(monday, booked))

    def _week(self, monday, booked):
        days = [day for day in days_of_week(monday) if self.calendar.is_working(day)]
        whole = self._spans(monday, None, days, self.weekly, booked)
        by_day = [
            self._spans(monday, day, [day], {level: self.daily[level, day.weekday()] for level in LEVELS}, booked)
            for day in days
        ]
        return [LevelWeek(span, tuple(spans[place] for spans in by_day)) for place, span in enumerate(whole)]

    def _spans(self, monday, day, days, reserves, booked):
        # Work on a day off is made up for within the week, so that the week counts it.
        of_bookings = days_of_week(monday) if day is None else days
        hours = {
            level: LevelHours(
                client_facing=self.share * _sum(self.to_work, level, days),
                reserve=reserves[level].hours,
                other=_sum(self.other, level, days),
                booked=_sum(booked, level, of_bookings),
            )
            for level in LEVELS
        }
        left = bookable(hours)
        return [
            SpanHours(
                level,
                monday,
                day,
                _sum(self.to_work, level, days),
                one.client_facing,
                reserves[level],
                one.other,
                one.booked,
                left[level],
            )
            for level, one in hours.items()
        ]


def _sum(hours, level, days):
    return sum((hours.get((level, day), ZERO) for day in days), ZERO)
