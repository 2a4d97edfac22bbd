"""What every page of one project shares: finding it, its header with status actions, strip, duty track and tabs."""

import datetime as dt

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.formats import format_days, zone_label
from projects import permissions
from projects.actions.health import stands_from
from projects.queries import budget_shown, pages, time_shown
from projects.queries.board import duties_of, duty_cells, next_step, people_of
from projects.queries.status_acts import status_actions
from projects.rules.lifecycle import is_open


def find(request, number):
    """The project of that number in the organization in force; 404 for missing and foreign alike."""
    project = pages.project_page(request.organization, number)
    if project is None:
        raise Http404
    return project


def frame(request, project, tab):
    """Context of ``projects/frame.html``. Reads nothing from the database."""
    today = clock.today(request.organization.zone)
    duties = duties_of(project, today)
    url = address(project, "detail")
    manages = permissions.can_manage_project(request.member, project)
    return {
        "nav_key": "projects",
        "project": project,
        "tab": tab,
        "tabs": tabs_of(project, tab),
        "today": today,
        "duties": duties,
        "cells": duty_cells(duties, url, today),
        "time": time_shown(project),
        "budget": budget_shown(project),
        "owed": next_step(people_of(project), duties, today),
        "dates": dates_of(project),
        "silence": silence_of(project, today),
        "zone_name": project.organization.time_zone.replace("_", " "),
        "zone_label": zone_label(project.organization.zone, clock.now()),
        "computed_url": address(project, "computation"),
        "status_actions": status_actions(project) if manages else (),
        "can_manage": manages,
        "can_plan": permissions.can_change_plan(request.member, project) and is_open(project.status),
        "can_milestones": permissions.can_change_milestones(request.member, project) and is_open(project.status),
        "can_materials": permissions.can_change_materials(request.member, project) and is_open(project.status),
        "is_open": is_open(project.status),
    }


def address(project, name, *args):
    """The address of a page below this project."""
    return reverse(f"projects:{name}", args=[project.organization.slug, project.number, *args])


def tabs_of(project, current):
    """The sections that exist, with the count of tasks on the plan."""
    tabs = (
        ("detail", _("Overview"), None),
        ("scope", _("SoW & BoM"), None),
        ("plan", _("Plan"), project.task_count),
        ("out_of_scope", _("Out of scope"), None),
        ("updates", _("Updates"), None),
        ("files", _("Files"), None),
        ("history", _("History"), None),
    )
    return [
        {"label": label, "url": address(project, key), "count": count, "current": key == current}
        for key, label, count in tabs
    ]


def dates_of(project):
    """Start and end as they stand; ``was_end`` is the agreed end where the expected one differs."""
    expected = expected_dates(project)
    end = project.delivered_on or expected["end"] or project.committed_end
    return {
        "start": project.started_on or expected["start"] or project.committed_start,
        "end": end,
        "was_end": project.committed_end if project.committed_end != end else None,
    }


def expected_dates(project):
    """``{start, end}`` of the last computation."""
    stored = project.health.get("time", {})
    return {name: _day(stored.get(f"expected_{name}")) for name in ("start", "end")}


def silence_of(project, today):
    """Dates that moved without the customer being told: ``{start, end, days, counts}``, or None.

    ``counts`` says that the new date has stood since 5 PM and is owed to the customer by now.
    """
    if project.dates_moved_at is None:
        return None
    zone = project.organization.zone
    days = (today - project.dates_moved_at.astimezone(zone).date()).days
    return {
        "moves": [move for move in _moves(project) if move["told"] != move["now"]],
        "since": project.dates_moved_at,
        "note": _("New dates not told, %s") % format_days(days) if days else _("New dates not told"),
        "counts": clock.now() >= stands_from(project.dates_moved_at, zone),
    }


def _moves(project):
    expected = expected_dates(project)
    yield {"name": _("End"), "told": project.told_end, "now": expected["end"]}
    if project.started_on is None:
        yield {"name": _("Start"), "told": project.told_start, "now": expected["start"]}


def _day(text):
    return dt.date.fromisoformat(text) if text else None
