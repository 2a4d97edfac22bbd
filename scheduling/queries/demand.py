"""Support's demand as the page shows it: per week and level, per weekday, per type. From sums per day only."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models.tenant import WEEKDAYS
from accounts.queries import working_calendar
from scheduling.models import DemandDay
from scheduling.queries.capacity import capacity_settings, demand_history, terms_of
from scheduling.rules.history import LEVELS, History, monday_of
from scheduling.rules.reserve import WINDOW_WEEKS, Reserve, week_reserve
from scheduling.rules.spread import ZERO, mean

# The drawing, in its own units; the page stretches it.
HEIGHT, STEP, WIDE = 160, 24, 16


@dataclass(frozen=True, slots=True)
class Mark:
    """One level's part of a week's bar, in units of the drawing."""

    level: str
    x: int
    y: Decimal
    height: Decimal


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One week: hours by level, lowest first, their sum, and whether it is whole and has data."""

    monday: dt.date
    hours: tuple[Decimal, ...]
    total: Decimal
    is_missing: bool


@dataclass(frozen=True, slots=True)
class Demand:
    """Everything the page shows. ``types`` are (name, requests, hours), ``weekdays`` (name, mean hours)."""

    weeks: tuple[WeekRow, ...]
    weekdays: tuple
    types: tuple
    reserves: tuple[tuple[str, Reserve], ...]
    marks: tuple[Mark, ...]
    width: int
    top: Decimal
    history: History
    hours_per_request: Decimal


def demand(organization, *, today) -> Demand:
    """The last 26 complete weeks with data or without, in five statements."""
    settings, calendar = capacity_settings(), working_calendar(organization)
    past = demand_history(organization, today=today, calendar=calendar, settings=settings)
    known = past.weeks.get(LEVELS[0], {})
    mondays = sorted({*known, *past.missing})[-WINDOW_WEEKS:]
    weeks = tuple(_week(monday, past, monday in past.missing) for monday in mondays)
    top = max((row.total for row in weeks), default=ZERO)
    return Demand(
        weeks=weeks,
        weekdays=_weekdays(past, calendar, mondays),
        types=_types(mondays, settings.hours_per_request),
        reserves=tuple(
            (level, week_reserve(past.weeks.get(level, {}), monday_of(today), terms_of(settings, level)))
            for level in LEVELS
        ),
        marks=tuple(mark for place, row in enumerate(weeks) for mark in _bar(place, row, top)),
        width=max(1, len(weeks)) * STEP,
        top=top,
        history=past,
        hours_per_request=settings.hours_per_request,
    )


def _week(monday, past, is_missing):
    hours = tuple(past.weeks.get(level, {}).get(monday, ZERO) for level in LEVELS)
    return WeekRow(monday, hours, sum(hours, ZERO), is_missing)


def _bar(place, row, top):
    """The parts of one bar from the ground up."""
    ground = Decimal(HEIGHT)
    for level, hours in zip(LEVELS, row.hours, strict=True):
        if hours:
            height = (hours / top * HEIGHT).quantize(Decimal("0.1"))
            ground -= height
            yield Mark(level, place * STEP + (STEP - WIDE) // 2, ground, height)


def _weekdays(past, calendar, mondays):
    """Mean hours that came in within working hours, per working weekday."""
    by_day = defaultdict(Decimal)
    for days in past.days.values():
        for day, hours in days.items():
            if monday_of(day) in set(mondays):
                by_day[day] += hours
    found = []
    for number, name in WEEKDAYS:
        values = [hours for day, hours in by_day.items() if day.weekday() == number]
        if number in calendar.working_days and values:
            found.append((name, mean(values)))
    return tuple(found)


def _types(mondays, hours_per_request):
    if not mondays:
        return ()
    end = mondays[-1] + dt.timedelta(weeks=1)
    rows = DemandDay.objects.filter(on__gte=mondays[0], on__lt=end)
    requests, hours, names = Counter(), defaultdict(Decimal), {}
    columns = (
        "request_type_id",
        "request_type__name",
        "request_type__counts_as_demand",
        "requests",
        "counted",
        "hours",
    )
    for key, name, counts, came, counted, logged in rows.values_list(*columns):
        names[key] = name if counts else _("%s (is scheduled, no demand)") % name
        requests[key] += came
        hours[key] += logged + counted * hours_per_request
    return tuple((names[key], count, hours[key]) for key, count in requests.most_common())
