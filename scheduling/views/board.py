"""The dispatch board: a week or a day of everybody, with what waits for a place. Everyone reads, dispatch books."""

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core import clock
from core.htmx import template_for
from core.paging import search_of
from scheduling import queries
from scheduling.models import Booking
from scheduling.permissions import can_book
from scheduling.queries.board import QUEUE
from scheduling.rules.history import monday_of

WEEK = dt.timedelta(weeks=1)
REACH = dt.timedelta(weeks=104)


@require_GET
def schedule(request, slug):
    """The week of ``?week=``, or one ``?day=`` of it; with ``?seen=`` of the page that is shown 204 while nothing changed."""
    stamp = queries.stamp()
    if request.GET.get("seen") == stamp:
        return HttpResponse(status=204)
    now, organization = clock.now(), request.organization
    today = clock.today(organization.zone)
    day = _day(request, "day", today)
    wanted = day or _day(request, "week", today) or _this_week(today)
    monday = monday_of(wanted)
    search = search_of(request.GET, "search")
    jobs = queries.waiting_jobs(now, search=search)
    context = {
        "nav_key": "schedule",
        "board": queries.board(organization, monday=monday, today=today),
        "day": day,
        "today": today,
        "before": wanted - (WEEK if day is None else dt.timedelta(days=1)),
        "after": wanted + (WEEK if day is None else dt.timedelta(days=1)),
        "jobs": jobs[:QUEUE],
        "more_jobs": len(jobs) > QUEUE,
        "waiting_hours": sum(job.hours for job in jobs[:QUEUE]),
        "search": search,
        "may_book": can_book(request.member),
        "stamp": stamp,
        "taken_back": _taken_back(request, now),
    }
    context["is_enforced"] = _is_past(context["board"].enforced_from, today)
    return render(request, template_for(request, "scheduling/schedule.html", "scheduling/_board.html"), context)


def _this_week(today):
    """Today, or from Saturday on the week that comes."""
    return today if today.weekday() < 5 else today + WEEK


def _is_past(day, today):
    return day is not None and day <= today


def _day(request, name, today):
    """The date of the query within two years, None without or for anything else."""
    try:
        day = dt.date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None
    return day if abs(day - today) <= REACH else None


def _taken_back(request, now):
    """The booking that was just taken back, to offer Undo."""
    if not can_book(request.member):
        return None
    rows = Booking.objects.filter(cancelled_at__gte=now - dt.timedelta(minutes=10), cancelled_by=request.member)
    rows = rows.filter(ends_at__gt=now).select_related("project", "member__user")
    return rows.order_by("-cancelled_at").first() if request.GET.get("taken_back") else None
