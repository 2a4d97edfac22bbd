"""A technician's own time: hours in two taps, the clock, the week as a grid, what is still right, who is missing."""

import datetime as dt
from json import dumps
from uuid import UUID

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Membership
from core import clock
from core.calendar import iso_week_label, week_start_of
from core.conflicts import Conflict, seen_in
from core.errors import DomainError, InvalidInput, NotAllowed
from core.formats import format_hours
from core.htmx import redirect
from projects import actions, permissions
from projects.forms.timesheet import read_cells, read_hours
from projects.models import OutOfScopeItem, Task
from projects.queries import projects_by_number
from projects.queries import timesheet as queries
from projects.rules.out_of_scope import LOGGED_IN
from projects.rules.timers import is_forgotten, worked
from projects.views.frame import address

QUICK = ("0.5", "1", "2")
WEEKS_BACK = 4


@require_http_methods(["GET", "POST"])
def my_time(request, slug):
    """The page; a POST saves the whole week. A refused one answers 422, one that is out of date 409."""
    monday = _monday(request)
    if request.method == "GET":
        return _page(request, monday)
    cells, faults = read_cells(request.POST)
    act = {"member": request.member, "by": request.member, "now": clock.now(), "seen": seen_in(request.POST)}
    try:
        if faults:
            raise InvalidInput(_("Nothing was saved: look at the marked hours."))
        changed = actions.save_week(cells=cells, **act)
    except Conflict as conflict:
        names = {row.field for row in conflict.differences}
        said = _(
            "Somebody changed these hours meanwhile. What you see in the marked fields is yours; save to keep it."
        )
        return _page(request, monday, typed=request.POST, faults=dict.fromkeys(names, said), status=409)
    except InvalidInput as error:
        faults |= {row["pointer"].strip("/"): row["detail"] for row in error.errors}
        return _page(request, monday, typed=request.POST, faults=faults, error=error.message, status=422)
    said = ngettext("%d place of the week changed.", "%d places of the week changed.", changed) % changed
    messages.success(request, said if changed else _("Nothing was to change."))
    return redirect(request, _address(slug, monday))


@require_POST
def quick(request, slug):
    """Hours of today on one task or out-of-scope item, by one press."""
    where, name = _place(request)
    try:
        hours = read_hours(request.POST.get("hours", ""))
    except ValueError:
        hours = None
    if hours is None:
        raise InvalidInput(_("Write hours such as 1.5 or 1:30."))
    today = clock.today(request.organization.zone)
    act = {"by": request.member, "now": clock.now()}
    entry = actions.log_time(member=request.member, on=today, hours=hours, **where, **act)
    said = {"hours": format_hours(entry.hours), "task": name}
    undo = f"{address(where['project'], 'delete_time', entry.pk)}?back=time"
    messages.success(request, _("%(hours)s on “%(task)s”.") % said, extra_tags=undo)
    return redirect(request, _address(slug))


@require_POST
def start(request, slug):
    """Start the clock on a task or out-of-scope item; one that runs is logged first."""
    where, name = _place(request)
    try:
        _timer, entries = actions.start_timer(by=request.member, now=clock.now(), **where)
    except DomainError as error:
        return _told(request, error)
    said = _("The clock runs on “%s”.") % name
    messages.success(request, f"{_logged(entries)} {said}" if entries else said)
    return redirect(request, _address(slug))


@require_POST
def stop(request, slug):
    """Stop the clock and log what it shows, or the hours that are given."""
    try:
        hours = read_hours(request.POST.get("hours", ""))
        entries = actions.stop_timer(by=request.member, now=clock.now(), hours=hours)
    except ValueError:
        return _told(request, InvalidInput(_("Write hours such as 1.5 or 1:30.")))
    except DomainError as error:
        return _told(request, error)
    messages.success(request, _logged(entries) or _("Less than a minute: nothing is logged."))
    return redirect(request, _address(slug))


@require_POST
def discard(request, slug):
    """Throw away what the clock shows."""
    actions.discard_timer(by=request.member, now=clock.now())
    messages.success(request, _("The clock is off. Nothing was logged."))
    return redirect(request, _address(slug))


@require_POST
def still_right(request, slug):
    """What is left of a task: the number shown is still right, or another one."""
    task = _task(request)
    try:
        hours = read_hours(request.POST.get("remaining", ""))
    except ValueError:
        hours = None
    if hours is None:
        return _told(request, InvalidInput(_("Write the hours that are left, such as 4.5; 0 when nothing is.")))
    actions.set_remaining(task=task, hours=hours, by=request.member, now=clock.now())
    said = {"task": task.title, "hours": format_hours(hours)}
    messages.success(request, _("“%(task)s”: %(hours)s left.") % said)
    return redirect(request, f"{_address(slug)}#right")


@require_GET
def missing(request, slug):
    """Everybody's last weeks: who had work planned and logged nothing."""
    if not permissions.can_see_timesheets(request.member):
        raise NotAllowed(_("Who coordinates projects sees whose hours are missing."))
    last = week_start_of(clock.now(), request.organization.zone)
    mondays = [last - dt.timedelta(weeks=back) for back in range(WEEKS_BACK - 1, -1, -1)]
    sheets = queries.timesheets(request.organization, mondays)
    context = {"nav_key": "time", "mondays": mondays, "sheets": sheets, "this_week": last}
    context["is_late"] = any(week.is_missing and week.monday != last for sheet in sheets for week in sheet.weeks)
    return render(request, "projects/time/missing.html", context)


@require_POST
def remind(request, slug):
    """Remind one person of the hours of a week."""
    if not permissions.can_see_timesheets(request.member):
        raise NotAllowed(_("Who coordinates projects reminds others of their hours."))
    member = get_object_or_404(Membership.objects.select_related("user"), pk=_uuid(request.POST.get("member")))
    monday = _parsed_week(request.POST.get("week", ""))
    if monday is None:
        raise InvalidInput(_("Say which week."))
    done = actions.remind_of_hours(
        member=member, monday=monday, url=_address(slug, monday), by=request.member, now=clock.now()
    )
    said = _("%s is reminded.") if done else _("%s was reminded of that week already.")
    messages.success(request, said % member.name)
    return redirect(request, reverse("projects:missing_time", args=[slug]))


def _page(request, monday, *, typed=None, faults=None, error="", status=200):
    now, zone = clock.now(), request.organization.zone
    also = _also(request)
    week = queries.my_week(request.member, monday, also=also)
    timer, right = queries.running_timer(request.member), queries.to_confirm(request.member, now)
    for task in right:
        task.typed = _text(task.left)
    this = week_start_of(now, zone)
    context = {
        "nav_key": "time",
        "week": week,
        "rows": _shown(week, typed, faults or {}),
        "seen": dumps(week.seen),
        "error": error,
        "label": iso_week_label(monday),
        "before": iso_week_label(monday - dt.timedelta(weeks=1)),
        "after": iso_week_label(monday + dt.timedelta(weeks=1)) if monday < this else "",
        "today": now.astimezone(zone).date(),
        "timer": timer,
        "forgotten": timer is not None and is_forgotten(timer.started_at, now),
        "clocked": sum(hours for _day, hours in worked(timer.started_at, now, zone)) if timer else 0,
        "quick": QUICK,
        "tasks": [row for row in week.rows if row.task is not None and row.task.assignee_id == request.member.pk],
        "extras": [row for row in week.rows if row.extra is not None and row.extra.state in LOGGED_IN],
        "right": right,
        "projects": queries.open_projects(),
        "also": also,
        "sees_all": permissions.can_see_timesheets(request.member),
    }
    return render(request, "projects/time/week.html", context, status=status)


def _shown(week, typed, faults):
    """The rows with what stands in each field: what was typed, else what is stored."""
    for row in week.rows:
        cells = [
            {
                "cell": cell,
                "typed": typed[cell.key] if typed and cell.key in typed else _text(cell.hours),
                "fault": faults.get(cell.key, ""),
            }
            for cell in row.cells
        ]
        yield {"row": row, "cells": cells}


def _text(hours):
    return "" if hours is None else f"{hours.normalize():f}"


def _monday(request):
    wanted = _parsed_week(request.GET.get("week", ""))
    this = week_start_of(clock.now(), request.organization.zone)
    return this if wanted is None or wanted > this else wanted


def _parsed_week(text):
    """The Monday of ``2026-W48``, or None."""
    try:
        year, week = text.split("-W")
        return dt.date.fromisocalendar(int(year), int(week), 1)
    except ValueError:
        return None


def _also(request):
    number = request.GET.get("project", "")
    return projects_by_number([number]).get(number) if number else None


def _place(request):
    """``(what log_time takes, its name)`` of the task or the out-of-scope item that was pressed."""
    if not request.POST.get("extra"):
        task = _task(request)
        return {"project": task.project, "task": task}, task.title
    rows = OutOfScopeItem.objects.select_related("project__customer", "project__lead_tech__user")
    item = get_object_or_404(rows, pk=_uuid(request.POST["extra"]))
    item.project.organization = request.organization
    return {"project": item.project, "out_of_scope": item}, str(item)


def _task(request):
    rows = Task.objects.select_related("project__customer", "project__lead_tech__user", "assignee__user")
    task = get_object_or_404(rows, pk=_uuid(request.POST.get("task")))
    task.project.organization = request.organization
    return task


def _uuid(text):
    try:
        return UUID(text or "")
    except ValueError:
        raise InvalidInput(_("Choose from the list.")) from None


def _logged(entries):
    hours = sum(entry.hours for entry in entries)
    return _("%s are logged.") % format_hours(hours) if entries else ""


def _told(request, error):
    """Back to the page with what was refused."""
    if error.status == 403:
        raise error
    messages.error(request, error.message)
    return redirect(request, _address(request.organization.slug))


def _address(slug, monday=None):
    page = reverse("projects:my_time", args=[slug])
    return f"{page}?week={iso_week_label(monday)}" if monday else page
