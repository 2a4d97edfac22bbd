"""Bookings as lists, blocks and hours."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from scheduling.models import Booking
from scheduling.rules.booking import Block
from scheduling.rules.slots import hours_by_day

WITH = ("project__customer", "task", "member__user", "booked_by__user", "override_by__user")


@dataclass(frozen=True, slots=True)
class Taken:
    """A live booking as decisions need it: whose, at which level, when, and for whom."""

    pk: UUID
    member_id: Any
    level: str
    block: Block
    project_id: UUID
    customer_id: UUID
    title: str
    booked_by: str


def bookings():
    """Live bookings with all they show."""
    return Booking.objects.filter(cancelled_at=None).select_related(*WITH)


def blocks_between(start: dt.datetime, end: dt.datetime) -> list[Taken]:
    """Live bookings that touch the time, by start: one statement."""
    rows = Booking.objects.filter(cancelled_at=None, starts_at__lt=end, ends_at__gt=start).order_by(
        "starts_at", "pk"
    )
    columns = ("pk", "member_id", "level", "starts_at", "ends_at", "project_id", "project__customer_id")
    named = ("project__customer__name", "project__title", "booked_by__user__name")
    return [
        Taken(pk, member, level, Block(begins, ends), project, customer, f"{name}: {title}", by)
        for pk, member, level, begins, ends, project, customer, name, title, by in rows.values_list(
            *columns, *named
        )
    ]


def booked_hours(taken: Iterable[Taken], zone) -> dict[tuple[str, dt.date], Decimal]:
    """Hours by ``(level, day)``."""
    hours = defaultdict(Decimal)
    for one in taken:
        for day, amount in hours_by_day(one.block, zone).items():
            hours[one.level, day] += amount
    return hours
