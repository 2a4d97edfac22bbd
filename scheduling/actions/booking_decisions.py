"""May it be booked? One lock of the organization, the ledger read under it, and the refusal as an error."""

import datetime as dt
from dataclasses import dataclass, field

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import StaffProfile
from core.errors import DomainError
from projects.actions.guards import refuse, require, require_open
from projects.models import Project, Task
from scheduling.permissions import can_book, can_override
from scheduling.queries.bookings import blocks_between
from scheduling.queries.capacity import figures_of
from scheduling.queries.ledger import RESERVE, Ledger, Who
from scheduling.rules.booking import Block, Refusal

AHEAD = dt.timedelta(weeks=5)  # how far alternatives are looked for
FARTHEST = dt.timedelta(days=730)
LONGEST = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Override:
    """Leave to break the reserve: why, and until which day it holds (None: the last day of the block)."""

    reason: str = ""
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """One block that is asked for."""

    project: Project
    member: object
    block: Block
    task: Task | None = None
    note: str = ""
    override: Override = field(default_factory=Override)


class BookingRefused(DomainError):
    """409: nothing was booked. ``refused`` says why with numbers, ``alternatives`` are Slots that are free."""

    def __init__(self, refused, alternatives, people):
        super().__init__(refused.kind.value, refused.detail, **_numbers(refused), **_others(alternatives, people))
        self.refused, self.alternatives = refused, alternatives


def lock_bookings(organization):
    """Wait until nobody else decides on bookings of the organization; until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"bookings {organization.pk}"])


def ledger_of(organization, start, end, now):
    """What may be booked between the instants, and in the weeks in which alternatives are looked for. Takes no lock."""
    return _read_ledger(organization, *_weeks(organization, [Block(start, end)], now))


def check(wish, by, now):
    """Raise unless ``by`` may ask for that block and it is one."""
    require(can_book(by), _("Dispatch, a service manager or an owner books people."))
    require_open(wish.project)
    if wish.override.reason:
        require(can_override(by), _("Only an owner or a service manager overrides support's reserve."))
        today = now.astimezone(wish.project.organization.zone).date()
        if (wish.override.until or today) < today:
            refuse("/override_until", "invalid", _("An override ends today at the earliest."))
    if wish.task is not None and wish.task.project_id != wish.project.pk:
        refuse("/task", "invalid", _("The task belongs to another project."))
    if wish.task is not None and wish.task.done_at is not None:
        raise DomainError("task_done", _("Not booked: the task is done."))
    if not wish.member.is_active:
        refuse("/user", "invalid", _("%s does not work here any more.") % wish.member.name)
    _check_block(wish.block, now)


def _check_block(block, now):
    if block.end <= block.start:
        refuse("/end", "invalid", _("The end lies before the start."))
    if block.end - block.start > LONGEST:
        refuse("/end", "invalid", _("A booking lasts 24 hours at most. Book longer work in parts."))
    if block.end <= now:
        refuse("/start", "invalid", _("This lies in the past. Log the hours instead."))
    if block.start > now + FARTHEST:
        refuse("/start", "invalid", _("Book at most two years ahead."))


def _weeks(organization, blocks, now):
    zone = organization.zone
    days = [moment.astimezone(zone).date() for block in blocks for moment in (block.start, block.end)]
    today = now.astimezone(zone).date()
    return figures_of(organization, start=min(*days, today), end=max(*days, today + AHEAD), today=today), zone


def _read_ledger(organization, figures, zone):
    return Ledger(organization, figures, blocks_between(*figures.span(zone)))


def locked_ledger(organization, blocks, now):
    """Everything that bookings do not change is computed before the lock, to hold it for moments only."""
    figures, zone = _weeks(organization, blocks, now)
    lock_bookings(organization)
    return _read_ledger(organization, figures, zone)


def decide(ledger, wish, now):
    """``(level charged, objections that hold nobody back: in shadow mode, or overridden)``. Raises BookingRefused."""
    who = person_of(wish.member)
    needed = wish.task.skill_level if wish.task else ""
    refused = ledger.refusals(who, needed, wish.block)
    binding = ledger.binding(refused)
    overridden = wish.override.reason and all(one.kind in RESERVE for one in binding)
    if binding and not overridden:
        hours = ledger.instead(who, needed, wish.block, now=now) if binding[0].kind != Refusal.TOO_SHORT else []
        raise BookingRefused(binding[0], hours, {one.member_id: one for one in _people(hours)})
    return who.level, refused


def person_of(member):
    """The member as the ledger knows them."""
    profile = StaffProfile.objects.filter(member=member).only("level").first()
    return Who(member.pk, member.name, profile.level if profile else "")


def _people(slots):
    rows = StaffProfile.objects.filter(member_id__in={slot.person for slot in slots})
    return rows.select_related("member__user")


def _numbers(refused):
    """Members of the problem document: the limit, and what stands in the way."""
    found = {"in_the_way": [_taken(one) for one in refused.in_the_way]}
    if refused.shortfall is not None:
        limit = refused.shortfall.limit
        found |= {
            "level": limit.level,
            "week": limit.week.isoformat(),
            "day": limit.day and limit.day.isoformat(),
            "bookable": _hours(limit.bookable),
            "booked": _hours(limit.booked),
            "requested": _hours(refused.shortfall.requested),
        }
    return found


def _others(alternatives, people):
    return {
        "alternatives": [
            {
                "user": people[slot.person].member.email,
                "name": people[slot.person].member.name,
                "level": people[slot.person].level,
                "parts": [
                    {"start": part.start.isoformat(), "end": part.end.isoformat(), "hours": _hours(part.hours)}
                    for part in slot.parts
                ],
            }
            for slot in alternatives
        ]
    }


def _taken(one):
    return {
        "id": str(one.pk),
        "start": one.block.start.isoformat(),
        "end": one.block.end.isoformat(),
        "title": one.title,
        "booked_by": one.booked_by,
    }


def _hours(value):
    return f"{value:.2f}"
