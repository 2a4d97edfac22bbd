"""The dispatch board of a week: the reserve first, then everybody's days, and what waits for a place."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import (
    Count,
    DecimalField,
    DurationField,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce, Extract, Greatest

from accounts.models import StaffProfile
from projects.models import Task
from projects.rules.lifecycle import ENDED
from scheduling.models import Booking, CalendarEntry
from scheduling.queries.bookings import WITH, booked_hours
from scheduling.queries.capacity import figures_of
from scheduling.rules.booking import Block
from scheduling.rules.capacity import days_of_week
from scheduling.rules.history import LEVELS
from scheduling.rules.slots import hours_by_day
from scheduling.rules.spread import ZERO

QUEUE = 50
HOURS = DecimalField(max_digits=12, decimal_places=2)


@dataclass(frozen=True, slots=True)
class Band:
    """A level on one day in hours; ``parts`` are the shares of the bar in percent: kept, booked, other."""

    level: str
    day: dt.date
    client_facing: Decimal
    kept: Decimal
    booked: Decimal
    free: Decimal
    parts: tuple[Decimal, Decimal, Decimal]

    @property
    def other_at(self) -> Decimal:
        """Where the part of other work begins."""
        return self.parts[0] + self.parts[1]


@dataclass(frozen=True, slots=True)
class Cell:
    """One person's day: bookings in order, then what else stands in the calendar."""

    day: dt.date
    bookings: tuple[Any, ...]
    entries: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One person's week."""

    member: Any
    level: str
    booked: Decimal
    client_facing: Decimal
    cells: tuple[Cell, ...]

    @property
    def percent(self) -> Decimal:
        """The share of the client-facing hours that is booked, for the bar; at most 100."""
        return min(Decimal(100), self.booked * 100 / self.client_facing) if self.client_facing else ZERO


@dataclass(frozen=True, slots=True)
class Job:
    """Work that waits for a place: a task and its hours that are not booked yet."""

    task: Any
    hours: Decimal


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the week shows; ``bands`` are ``(level, reserve of the week, [Band])``, highest level first."""

    monday: dt.date
    days: tuple[dt.date, ...]
    bands: tuple[tuple[str, Decimal, tuple[Band, ...]], ...]
    rows: tuple[Row, ...]
    kept: Decimal
    booked: Decimal
    free: Decimal
    enforced_from: dt.date | None


def board(organization, *, monday, today) -> Board:
    """The week that begins on ``monday``: ten statements, whatever is booked."""
    zone = organization.zone
    figures = figures_of(organization, start=monday, end=monday, today=today)
    start, end = figures.span(zone)
    rows = Booking.objects.filter(cancelled_at=None, starts_at__lt=end, ends_at__gt=start)
    bookings = list(rows.select_related(*WITH).order_by("starts_at", "pk"))
    for one in bookings:
        one.block = Block(one.starts_at, one.ends_at)
    weeks = figures.weeks(booked_hours(bookings, zone))
    days = _days(figures, bookings, monday, zone)
    return Board(
        monday=monday,
        days=days,
        bands=tuple(_bands(week, days) for week in reversed(weeks)),
        rows=_rows(figures, bookings, days, zone),
        kept=sum((week.week.reserve.hours for week in weeks), ZERO),
        booked=sum((week.week.booked for week in weeks), ZERO),
        free=sum((week.week.bookable.free for week in weeks), ZERO),
        enforced_from=figures.own.reserve_enforced_from,
    )


def stamp():
    """A text that changes with every booking and every entry of a calendar: two statements."""
    booked = Booking.objects.aggregate(last=Max("updated_at"))["last"]
    entries = CalendarEntry.objects.aggregate(last=Max("updated_at"), count=Count("pk"))
    return f"{booked and booked.timestamp()}-{entries['last'] and entries['last'].timestamp()}-{entries['count']}"


def waiting_jobs(now, *, search="", task=None) -> list[Job]:
    """Open work with hours that nobody is booked for, by promised date: the first 50 and one more where there are more."""
    ahead = (
        Booking.objects.filter(task=OuterRef("pk"), cancelled_at=None, ends_at__gt=now).order_by().values("task")
    )
    length = ExpressionWrapper(F("ends_at") - Greatest(F("starts_at"), now), output_field=DurationField())
    booked = ahead.annotate(hours=Sum(Extract(length, "epoch")) / Decimal(3600)).values("hours")
    left = Coalesce("remaining", Greatest(F("estimate") - F("actual"), ZERO), output_field=HOURS)
    rows = Task.objects.filter(done_at=None).exclude(project__status__in=ENDED)
    if task is not None:
        rows = rows.filter(pk=task)
    if search:
        named = Q(title__icontains=search) | Q(project__title__icontains=search)
        rows = rows.filter(named | Q(project__customer__name__icontains=search))
    rows = rows.annotate(waiting=left - Coalesce(Subquery(booked, output_field=HOURS), ZERO, output_field=HOURS))
    rows = rows.filter(waiting__gte=Decimal("0.25")).select_related("project__customer", "assignee__user")
    rows = rows.order_by(F("project__committed_end").asc(nulls_last=True), "project__sequence", "position", "pk")
    return [Job(row, row.waiting) for row in rows[: QUEUE + 1]]


def _days(figures, bookings, monday, zone):
    """The working days of the week, and days off on which somebody is booked."""
    used = {day for one in bookings for day in hours_by_day(one.block, zone)}
    return tuple(day for day in days_of_week(monday) if figures.calendar.is_working(day) or day in used)


def _bands(level_week, days):
    by_day = {span.day: span for span in level_week.days}
    bands = tuple(_band(by_day[day]) if day in by_day else None for day in days)
    return level_week.week.level, level_week.week.reserve.hours, bands


def _band(span):
    whole = max(span.client_facing, span.reserve.hours + span.booked + span.other)
    parts = tuple(
        (hours * 100 / whole if whole else ZERO) for hours in (span.reserve.hours, span.booked, span.other)
    )
    return Band(
        span.level, span.day, span.client_facing, span.reserve.hours, span.booked, span.bookable.free, parts
    )


def _rows(figures, bookings, days, zone):
    by_person = defaultdict(lambda: defaultdict(list))
    for one in bookings:
        for day in hours_by_day(one.block, zone):
            by_person[one.member_id][day].append(one)
    profiles = StaffProfile.objects.filter(member_id__in=[one.member_id for one in figures.people])
    people = {one.member_id: one for one in profiles.select_related("member__user")}
    rows = []
    for person in figures.people:
        hours = sum((figures.hours_of(person, day) for day in days), ZERO) * figures.share
        cells = tuple(
            Cell(day, tuple(by_person[person.member_id][day]), tuple(figures.entries_of(person, day)))
            for day in days
        )
        blocks = {one.pk: one.block.hours for cell in cells for one in cell.bookings}
        member = people[person.member_id].member
        rows.append(Row(member, person.level, sum(blocks.values(), ZERO), hours, cells))
    order = {level: -place for place, level in enumerate(LEVELS)}
    return tuple(sorted(rows, key=lambda row: (order[row.level], row.member.name)))
