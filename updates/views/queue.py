"""The queue: a week's updates at the left, the chosen one in the middle, its people at the right."""

import datetime as dt

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from core import clock
from core.conflicts import shown
from updates.choices import Audience, UpdateState
from updates.letters import letter_for, price_box
from updates.permissions import can_manage_update
from updates.queries import queue as queries
from updates.queries.runs import updates_with_people
from updates.snapshot import Snapshot, from_json

WEEKS = dt.timedelta(weeks=2)  # the calendar needs a week before and after the one shown


@require_GET
def queue(request, slug):
    """A week (``?week=2026-11-16``, a Monday) with its first update that waits for somebody."""
    week = queries.week_of(request.organization, _monday(request), clock.now())
    return _page(request, week, week.rows[0].update if week.rows else None)


@require_GET
def review(request, slug, pk):
    """One update within its week."""
    update = get_object_or_404(updates_with_people(), pk=pk)
    week = queries.week_of(request.organization, update.week_start, clock.now())
    return _page(request, week, update)


def _monday(request):
    raw = request.GET.get("week")
    if not raw:
        return None
    try:
        day = dt.date.fromisoformat(raw)
        monday = day - dt.timedelta(days=day.weekday())
        if not dt.date.min + WEEKS <= monday <= dt.date.max - WEEKS:
            raise Http404
        return monday
    except (ValueError, OverflowError):
        raise Http404 from None


def conflict_page(request, update, found, typed):
    """The update with both versions of its words (409): what was typed stays in the field."""
    week = queries.week_of(request.organization, update.week_start, clock.now())
    return _page(request, week, update, status=409, clashes=found, typed=typed)


def _page(request, week, update, *, status=200, **extra):
    context = {"nav_key": "updates", "week": week, "now": clock.now()}
    if update is not None:
        context |= _chosen(request, week, update) | {"seen": shown(update, ("words",))} | extra
    return render(request, "updates/queue.html", context, status=status)


def _chosen(request, week, update):
    position = next((i for i, row in enumerate(week.rows) if row.update.pk == update.pk), None)
    snapshot = from_json(Snapshot, update.snapshot)
    people = queries.recipients_of(request.organization, update, week.seats.get(update.pk))
    manages = can_manage_update(request.member, update)
    unsent = update.state in (UpdateState.DRAFT, UpdateState.APPROVED, UpdateState.HELD)
    return {
        "update": update,
        "position": position,
        "place": (position or 0) + 1,
        "shown": queries.shown_of(update, clock.now()),
        "letter": letter_for(Audience.INTERNAL, snapshot, update.words),
        "price": price_box(snapshot),
        "snapshot": snapshot,
        "people": [(Audience(key).label, key, rows) for key, rows in people.items() if rows],
        "people_count": sum(map(len, people.values())),
        "has_reader": bool(people[Audience.CUSTOMER]),
        "refused": [p for rows in people.values() for p in rows if p.state_css == "is-late"],
        "changed": queries.changes_in_words(snapshot.changed),
        "has_last": bool(snapshot.time.last_color),
        "can_manage": manages,
        "can_edit": manages and unsent,
        "next_url": _neighbor(week, position, 1),
        "previous_url": _neighbor(week, position, -1),
    }


def _neighbor(week, position, step):
    if position is None:
        return ""
    index = position + step
    return week.rows[index].url if 0 <= index < len(week.rows) else ""
