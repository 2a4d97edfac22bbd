"""Booking project work: made, moved, taken back, pulled for support."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from core.conflicts import plain, settle_values
from core.errors import DomainError
from projects.actions.guards import require
from scheduling.actions.booking_decisions import Override, Wish, check, decide, lock_bookings, locked_ledger
from scheduling.actions.booking_effects import described, follow, tell_support, trail, write
from scheduling.choices import CancelCause
from scheduling.models import Booking
from scheduling.permissions import can_book
from scheduling.queries.bookings import Taken
from scheduling.queries.ledger import Refused
from scheduling.rules.booking import Block
from scheduling.rules.slots import hours_by_day


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking that was made or moved, and what would refuse it once the reserve is enforced."""

    booking: Booking
    warnings: tuple[Refused, ...] = ()


def book(*, project, member, start, end, by, now, task=None, note="", override=None):
    """Book ``member`` from ``start`` to ``end`` for the project. Returns ``Booked``.

    Raises NotAllowed unless ``by`` dispatches; InvalidInput for a block that is no block; BookingRefused when the
    person is taken, away or of too low a level, or when support's reserve would be broken: that an owner or a
    service manager may override with a reason. While the reserve is not enforced it only warns.
    """
    wish = Wish(project, member, Block(start, end), task, note.strip(), override or Override())
    return book_all(organization=project.organization, wishes=[wish], by=by, now=now)[0]


@transaction.atomic
def book_all(*, organization, wishes, by, now):
    """Book several blocks, each decided after those before it: all of them or none. Returns ``[Booked]``."""
    for wish in wishes:
        check(wish, by, now)
    ledger = locked_ledger(organization, [wish.block for wish in wishes], now)
    made = [_book(ledger, wish, by, now) for wish in wishes]
    follow({one.booking.project_id for one in made}, now)
    return made


@transaction.atomic
def move_booking(*, booking, by, now, member=None, start=None, end=None, note=None, override=None, seen=None):
    """Move a booking to another time or person. Returns ``Booked``; raises as ``book``.

    ``seen`` is what the caller had read (``block_of``): raises Conflict where somebody else moved it meanwhile.
    """
    require(can_book(by), _("Dispatch, a service manager or an owner books people."))
    new_start = start or booking.starts_at
    new_end = end or (new_start + (booking.ends_at - booking.starts_at))
    block = Block(new_start, new_end)
    wish = Wish(booking.project, member or booking.member, block, booking.task, "", override or Override())
    before = Block(booking.starts_at, booking.ends_at)
    check(wish, by, now)
    ledger = locked_ledger(booking.project.organization, [before, block], now)
    _require_live(booking)
    wanted = {"member": wish.member, "starts_at": block.start, "ends_at": block.end}
    settle_values(block_of(booking), seen, wanted)
    ledger.release(booking.pk)
    level, refused = decide(ledger, wish, now)
    was = described(booking)
    booking.member, booking.level = wish.member, level
    booking.starts_at, booking.ends_at = block.start, block.end
    booking.note = booking.note if note is None else note.strip()
    _set_override(booking, wish, refused, ledger, by)
    booking.updated_at = now
    write(booking)
    trail("booking.moved", booking, by, now, {"block": [was, described(booking)]})
    if booking.override_reason:
        tell_support(booking, by, now)
    follow({booking.project_id}, now)
    return Booked(booking, tuple(refused))


def block_of(booking):
    """Who and when, plain, as a form shows it (``core.conflicts``)."""
    return {
        "member": str(booking.member_id),
        "starts_at": plain(booking.starts_at),
        "ends_at": plain(booking.ends_at),
    }


@transaction.atomic
def cancel_booking(*, booking, by, now, cause=CancelCause.PLAN, reason=""):
    """Take a booking back; its hours wait again for a place. Raises NotAllowed, and DomainError for one taken back."""
    require(can_book(by), _("Dispatch, a service manager or an owner books people."))
    lock_bookings(booking.project.organization)
    _require_live(booking)
    _cancel(booking, by, now, cause, reason)
    follow({booking.project_id}, now)
    return booking


@transaction.atomic
def restore_booking(*, booking, by, now):
    """Undo ``cancel_booking``: the same block once more, if it is still free. Raises as ``book``."""
    block = Block(booking.starts_at, booking.ends_at)
    wish = Wish(booking.project, booking.member, block, booking.task)
    check(wish, by, now)
    ledger = locked_ledger(booking.project.organization, [block], now)
    booking.refresh_from_db()
    if booking.cancelled_at is None:
        return Booked(booking)
    _level, refused = decide(ledger, wish, now)
    booking.cancelled_at = booking.cancelled_by = None
    booking.cancel_cause, booking.updated_at = "", now
    write(booking)
    trail("booking.restored", booking, by, now, None)
    follow({booking.project_id}, now)
    return Booked(booking, tuple(refused))


@transaction.atomic
def pull_for_support(*, booking, by, now, reason=""):
    """Free the rest of a booking for support: what was worked stays, the hours left wait again for a place."""
    require(can_book(by), _("Dispatch, a service manager or an owner books people."))
    lock_bookings(booking.project.organization)
    _require_live(booking)
    worked_until = max(booking.starts_at, now.replace(second=0, microsecond=0))
    if worked_until >= booking.ends_at:
        raise DomainError("booking_over", _("Nothing is left of it: it is over."))
    if worked_until == booking.starts_at:
        _cancel(booking, by, now, CancelCause.SUPPORT, reason)
    else:
        was = described(booking)
        booking.ends_at, booking.updated_at = worked_until, now
        write(booking)
        changes = {"block": [was, described(booking)], "cause": [None, CancelCause.SUPPORT.value]}
        trail("booking.pulled", booking, by, now, changes | ({"reason": [None, reason]} if reason else {}))
    follow({booking.project_id}, now)
    return booking


@transaction.atomic
def cancel_of_person(*, member, start, end, by, now, cause=CancelCause.SICK):
    """Take back all bookings of a person that begin in the time (sick today). Returns them."""
    require(can_book(by), _("Dispatch, a service manager or an owner books people."))
    lock_bookings(member.organization)
    rows = Booking.objects.filter(member=member, cancelled_at=None, starts_at__gte=start, starts_at__lt=end)
    found = list(rows.select_related("project__organization", "task", "member__user"))
    for booking in found:
        _cancel(booking, by, now, cause, "")
    follow({booking.project_id for booking in found}, now)
    return found


def _book(ledger, wish, by, now):
    level, refused = decide(ledger, wish, now)
    booking = Booking(
        project=wish.project,
        task=wish.task,
        member=wish.member,
        level=level,
        starts_at=wish.block.start,
        ends_at=wish.block.end,
        note=wish.note[:200],
        booked_by=by,
        created_at=now,
        updated_at=now,
    )
    _set_override(booking, wish, refused, ledger, by)
    write(booking)
    title = f"{wish.project.customer.name}: {wish.project.title}"
    ledger.take(
        Taken(
            booking.pk,
            wish.member.pk,
            booking.level,
            wish.block,
            wish.project.pk,
            wish.project.customer_id,
            title,
            by.name,
        )
    )
    trail("booking.made", booking, by, now, {"block": [None, described(booking)]})
    if booking.override_reason:
        tell_support(booking, by, now)
    return Booked(booking, tuple(refused))


def _require_live(booking):
    booking.refresh_from_db(fields=["cancelled_at", "starts_at", "ends_at", "member", "level", "updated_at"])
    if booking.cancelled_at is not None:
        raise DomainError("booking_cancelled", _("This booking was taken back meanwhile."))


def _cancel(booking, by, now, cause, reason):
    booking.cancelled_at, booking.cancelled_by, booking.cancel_cause = now, by, cause
    booking.updated_at = now
    booking.save(update_fields=["cancelled_at", "cancelled_by", "cancel_cause", "updated_at"])
    changes = {"block": [described(booking), None], "cause": [None, CancelCause(cause).value]}
    reason = reason.strip()
    trail("booking.cancelled", booking, by, now, changes | ({"reason": [None, reason]} if reason else {}))


def _set_override(booking, wish, refused, ledger, by):
    needed = bool(ledger.binding(refused))
    booking.override_reason = wish.override.reason.strip() if needed else ""
    booking.override_by = by if needed else None
    last = max(hours_by_day(wish.block, ledger.zone))
    booking.override_until = (wish.override.until or last) if needed else None
