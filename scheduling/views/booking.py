"""Booking by form: with the best slots before, the refusal with its alternatives after, and what happens to a booking."""

import datetime as dt
import json
import uuid
from decimal import Decimal

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.queries import members, settings_of
from core import clock
from core.conflicts import Conflict, seen_in
from core.errors import DomainError
from core.formats import format_window
from core.forms import add_refusal
from scheduling import actions, queries
from scheduling.choices import CancelCause
from scheduling.forms import BookingForm
from scheduling.models import Booking
from scheduling.permissions import can_book, can_override
from scheduling.rules.booking import Block
from scheduling.rules.slots import first_fit, gaps, working_window

SLOTS = 6
GET_AND_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_AND_POST)
def book(request, slug):
    """Book the ``?task=``: the best slots as buttons, and a form for any other time."""
    now, organization = clock.now(), request.organization
    job = _job(request.GET.get("task") or request.POST.get("task"), now)
    form = _form(request, _initial(request, job))
    refused = None
    if request.method == "POST":
        wishes = _wishes(request, form, job)
        try:
            made = wishes and actions.book_all(
                organization=organization, wishes=wishes, by=request.member, now=now
            )
        except actions.BookingRefused as error:
            refused = error
        except DomainError as error:
            if error.status == 403:
                raise
            add_refusal(form, error)
        else:
            if made:
                return _booked(request, slug, made)
    context = {
        "nav_key": "schedule",
        "job": job,
        "form": form,
        "may_book": can_book(request.member),
        "slots": _named(organization, _slots(request, job, now)),
    } | _refusal(organization, refused)
    return render(request, "scheduling/book.html", context, status=_status(form, refused))


@require_http_methods(GET_AND_POST)
def detail(request, slug, pk):
    """One booking: what, who made it, and the form that moves it."""
    booking = get_object_or_404(queries.bookings(), pk=pk)
    now, organization = clock.now(), request.organization
    start = booking.starts_at.astimezone(organization.zone)
    hours = Block(booking.starts_at, booking.ends_at).hours.quantize(Decimal("0.01"))
    initial = {
        "member": booking.member_id,
        "day": start.date(),
        "start": start.time(),
        "hours": hours,
        "note": booking.note,
    }
    form, refused = _form(request, initial), None
    if request.method == "POST":
        moved, refused = _move(request, form, booking, now)
        if moved:
            messages.success(request, _("Moved: %s.") % _words(booking, organization))
            return _to_week(slug, booking, organization)
        booking = get_object_or_404(queries.bookings(), pk=pk)
    context = {
        "nav_key": "schedule",
        "booking": booking,
        "form": form,
        "hours": hours,
        "seen": json.dumps(actions.block_of(booking)),
        "is_over": booking.ends_at <= now,
        "may_book": can_book(request.member) and booking.ends_at > now,
    } | _refusal(organization, refused, parts=1)
    return render(request, "scheduling/booking.html", context, status=_status(form, refused))


def _move(request, form, booking, now):
    """``(whether it was moved, the refusal or None)``; what else is wrong stands on the form."""
    try:
        for values in (wishes := _moves(request, form, booking)):
            actions.move_booking(booking=booking, by=request.member, now=now, seen=seen_in(request.POST), **values)
    except actions.BookingRefused as error:
        return False, error
    except Conflict:
        booking.refresh_from_db()
        words = _("Nothing was moved: somebody moved it meanwhile. It now is %s.")
        form.add_error(None, words % _words(booking, request.organization))
        return False, None
    except DomainError as error:
        if error.status == 403:
            raise
        add_refusal(form, error)
        return False, None
    return bool(wishes), None


@require_POST
def cancel(request, slug, pk):
    """Take it back; the board offers Undo."""
    booking = get_object_or_404(queries.bookings(), pk=pk)
    cause = request.POST.get("cause", CancelCause.PLAN)
    cause = cause if cause in CancelCause.values else CancelCause.PLAN
    actions.cancel_booking(booking=booking, by=request.member, now=clock.now(), cause=cause)
    messages.success(
        request, _("Taken back: %s. Its hours wait for a place.") % _words(booking, request.organization)
    )
    return _to_week(slug, booking, request.organization, "&taken_back=1")


@require_POST
def restore(request, slug, pk):
    """Undo: the same block once more, if it is still free."""
    rows = Booking.objects.select_related("project__organization", "project__customer", "task", "member__user")
    booking = get_object_or_404(rows, pk=pk)
    try:
        actions.restore_booking(booking=booking, by=request.member, now=clock.now())
    except DomainError as error:
        if error.status == 403:
            raise
        messages.error(request, error.message)
    else:
        messages.success(request, _("Booked again: %s.") % _words(booking, request.organization))
    return _to_week(slug, booking, request.organization)


@require_POST
def pull(request, slug, pk):
    """Free the rest of it for support."""
    booking = get_object_or_404(queries.bookings(), pk=pk)
    try:
        actions.pull_for_support(booking=booking, by=request.member, now=clock.now())
    except DomainError as error:
        if error.status == 403:
            raise
        messages.error(request, error.message)
    else:
        words = _("%s is free for support. The hours that are left wait for a place.")
        messages.success(request, words % booking.member.name)
    return _to_week(slug, booking, request.organization)


@require_POST
def place(request, slug):
    """A job or a booking dropped on somebody's day: the first gap of the day takes it, else the page says why not."""
    now, organization = clock.now(), request.organization
    if not all(request.POST.get(name) for name in ("member", "day")):
        messages.error(request, _("Nothing was booked: drop the work on somebody’s day."))
        return redirect("scheduling:schedule", slug)
    member = get_object_or_404(members(organization), pk=_uuid(request.POST["member"]))
    try:
        day = dt.date.fromisoformat(request.POST["day"])
    except ValueError:
        raise Http404 from None
    if request.POST.get("booking"):
        booking = get_object_or_404(queries.bookings(), pk=_uuid(request.POST["booking"]))
        hours = Block(booking.starts_at, booking.ends_at).hours
        block = _first(organization, member, day, hours, now, besides=booking.pk)
        values = {"member": str(member.pk), "part": f"{block.start.isoformat()}|{block.end.isoformat()}"}
        return _again(request, values, detail, slug, pk=booking.pk)
    job = _job(request.POST.get("task"), now)
    block = _first(organization, member, day, min(job.hours, settings_of(organization).daily_hours), now)
    values = {"member": str(member.pk), "part": f"{block.start.isoformat()}|{block.end.isoformat()}"}
    return _again(request, values | {"task": str(job.task.pk)}, book, slug)


def _again(request, values, view, slug, **kwargs):
    """The form of the page, filled by what was dropped: one door for both ways."""
    data = request.POST.copy()
    data.update(values)
    request.POST = data
    return view(request, slug, **kwargs)


def _first(organization, member, day, hours, now, besides=None):
    """The first gap of that day that takes the hours, else the longest one, else the morning: refused then."""
    own = settings_of(organization)
    window = working_window(day, own.day_starts, own.day_ends, organization.zone)
    rows = Booking.objects.filter(
        member=member, cancelled_at=None, starts_at__lt=window.end, ends_at__gt=window.start
    )
    taken = [Block(*pair) for pair in rows.exclude(pk=besides).values_list("starts_at", "ends_at")]
    if now > window.start:
        taken.append(Block(window.start, now.replace(second=0, microsecond=0) + dt.timedelta(minutes=1)))
    block = first_fit(window, taken, hours)
    longest = max(gaps(window, taken), key=lambda one: one.hours, default=None)
    return block or longest or Block(window.start, window.start + dt.timedelta(seconds=int(hours * 3600)))


def _uuid(text):
    try:
        return uuid.UUID(text or "")
    except ValueError:
        raise Http404 from None


def _job(pk, now):
    found = queries.waiting_jobs(now, task=_uuid(pk))
    if not found:
        raise Http404
    return found[0]


def _form(request, initial):
    data = request.POST if request.method == "POST" and "part" not in request.POST else None
    may_override = can_override(request.member)
    return BookingForm(data, organization=request.organization, may_override=may_override, initial=initial)


def _initial(request, job):
    daily = settings_of(request.organization).daily_hours
    initial = {"hours": min(job.hours, daily), "member": request.GET.get("member") or job.task.assignee_id}
    return initial | {"day": request.GET.get("day", "")}


def _wishes(request, form, job):
    """What is asked for: the parts of a slot, or the form's block; empty while the form is wrong."""
    task = job.task
    if "part" in request.POST:
        member, blocks = _parts(request)
        return [actions.Wish(task.project, member, block, task) for block in blocks]
    if not form.is_valid():
        return []
    values = form.cleaned_data
    block, override = _block(request, values), _override(values)
    return [actions.Wish(task.project, values["member"], block, task, values["note"], override)]


def _moves(request, form, booking):
    if "part" in request.POST:
        member, blocks = _parts(request)
        return [{"member": member, "start": blocks[0].start, "end": blocks[0].end}]
    if not form.is_valid():
        return []
    values = form.cleaned_data
    block = _block(request, values)
    moved = {"member": values["member"], "start": block.start, "end": block.end, "note": values["note"]}
    return [moved | {"override": _override(values)}]


def _parts(request):
    member = get_object_or_404(members(request.organization), pk=_uuid(request.POST.get("member")))
    try:
        pairs = [part.split("|") for part in request.POST.getlist("part")]
        blocks = [Block(*(dt.datetime.fromisoformat(text) for text in pair)) for pair in pairs]
    except (ValueError, TypeError):
        raise Http404 from None
    if not blocks or any(moment.tzinfo is None for block in blocks for moment in (block.start, block.end)):
        raise Http404
    return member, blocks


def _block(request, values):
    start = dt.datetime.combine(values["day"], values["start"], tzinfo=request.organization.zone)
    start = start.astimezone(dt.UTC)
    return Block(start, start + dt.timedelta(seconds=int(values["hours"] * 3600)))


def _override(values):
    return actions.Override(values.get("override_reason", "").strip(), values.get("override_until"))


def _slots(request, job, now):
    if not can_book(request.member):
        return []
    ledger = actions.ledger_of(request.organization, now, now + dt.timedelta(hours=1), now)
    hours = min(job.hours, settings_of(request.organization).daily_hours)
    hours = max(hours, Decimal(1))
    task = job.task
    knows = {one.member_id for one in ledger.taken if one.project_id == task.project_id}
    near = {}
    for one in ledger.taken:
        if one.customer_id == task.project.customer_id:
            near.setdefault(one.member_id, set()).add(one.block.start.astimezone(request.organization.zone).date())
    return ledger.slots(
        task.skill_level, hours, now=now, first=task.assignee_id, knows=knows, near=near, most=SLOTS
    )


def _named(organization, slots):
    """``[(member, slot, words, [value of each part])]`` for the buttons."""
    people = {member.pk: member for member in members(organization)} if slots else {}
    zone = organization.zone
    return [
        (
            people[slot.person],
            slot,
            " + ".join(format_window(part.start, part.end, zone) for part in slot.parts),
            [f"{part.start.isoformat()}|{part.end.isoformat()}" for part in slot.parts],
        )
        for slot in slots
        if slot.person in people
    ]


def _refusal(organization, error, parts=5):
    if error is None:
        return {"refused": None}
    slots = [slot for slot in error.alternatives if len(slot.parts) <= parts]
    return {"refused": error.refused, "instead": _named(organization, slots)}


def _status(form, refused):
    return 409 if refused else 422 if form.errors else 200


def _booked(request, slug, made):
    organization = request.organization
    words = ", ".join(_words(one.booking, organization) for one in made)
    messages.success(request, _("Booked: %s.") % words)
    warnings = [warning for one in made for warning in one.warnings if not one.booking.override_reason]
    if warnings:
        words = _("Once the reserve is enforced this will be refused. %s")
        messages.warning(request, words % warnings[0].detail)
    return _to_week(slug, made[0].booking, organization)


def _words(booking, organization):
    return f"{booking.member.name}, {format_window(booking.starts_at, booking.ends_at, organization.zone)}"


def _to_week(slug, booking, organization, more=""):
    day = booking.starts_at.astimezone(organization.zone).date()
    return redirect(f"{reverse('scheduling:schedule', args=[slug])}?week={day:%Y-%m-%d}{more}")
