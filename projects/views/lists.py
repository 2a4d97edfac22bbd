"""The list of projects: search, filters and order in the address, fifty a page."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from accounts.queries import people
from core import clock
from core.formats import format_hours, format_signed, reading
from core.paging import chosen_ordering, page_of
from core.shown import Verdict
from deals.permissions import can_edit_deals
from projects.choices import Color, ProjectStatus
from projects.permissions import ACCEPTING
from projects.queries.board import OWED, NextStep, duties_of, next_step
from projects.queries.pages import EVERY, OPEN, Filters, listed
from projects.queries.rows import shown
from projects.queries.verdicts import verdicts_of
from projects.rules.lifecycle import ENDED

ORDERINGS = {
    "number": ("sequence", "id"),
    "title": ("sorted_title", "id"),
    "customer": ("sorted_customer", "id"),
    "on_time": ("slip", "id"),
    "on_budget": ("over", "id"),
    "committed_end": ("end", "id"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One project of the list, ready to print."""

    number: str
    title: str
    url: str
    customer: str
    status: str
    time: Verdict
    budget: Verdict
    changes: str  # hours by approved change orders, empty without one
    end: object
    manager: str
    can_change: bool  # agreed end and project manager, in place
    owed: NextStep | None


@dataclass(frozen=True)
class Said:
    """What all rows of one page need to be said; ``names`` by ``Person.key``."""

    today: dt.date
    language: str
    list_url: str
    names: dict[str, str]
    manages: bool

    @cached_property
    def statuses(self):
        """The words of every status."""
        return {value: str(label) for value, label in ProjectStatus.choices}


@require_GET
def project_list(request, slug):
    """Projects of the organization; without a filter those that are open, newest first."""
    filters = Filters.read(request.GET)
    ordering, fields = chosen_ordering(request, ORDERINGS, "-number")
    page = page_of(request, listed(request.organization, filters), fields)
    today = clock.today(request.organization.zone)
    everyone = people(request.organization)
    names = {one.key: one.name for one in everyone}
    manages = request.member.has_role(*ACCEPTING)
    said = Said(today, reading(), reverse("projects:list", args=[slug]), names, manages)
    rows = [_row(project, said) for project in shown(request.organization, page, states=OWED)]
    context = {
        "nav_key": "projects",
        "title": _title(rows, page, filters),
        "page": page,
        "rows": rows,
        "today": today,
        "filters": filters,
        "ordering": ordering,
        "choices": _choices(everyone, filters),
        "can_enter_deals": can_edit_deals(request.member),
        "empty_steps": [
            _("Sales completes the hand-off: lines, promises, people, papers."),
            _("You accept it or send it back with questions. Accepting releases the salesperson."),
            _("The twelve responsibilities appear with their days, and the plan with the hours sold."),
        ],
    }
    return render(request, "projects/list.html", context)


def _row(project, said):
    time, budget = verdicts_of(project, said.language)
    step = None
    if project.status not in ENDED:
        step = next_step(_named(project, said.names), duties_of(project, said.today), said.today, said.language)
    return Row(
        number=project.number,
        title=project.title,
        url=f"{said.list_url}{project.number}/",
        customer=project.customer_name,
        status=said.statuses[project.status],
        time=time,
        budget=budget,
        changes=_changes(project),
        end=project.committed_end,
        manager=said.names[project.project_manager_key],
        can_change=said.manages and project.status not in ENDED,
        owed=step,
    )


def _changes(project):
    """“100 h +4 h by changes” where approved change orders altered the hours."""
    more = project.change_hours
    if not more:
        return ""
    said = {"first": format_hours(project.bac - more), "more": format_signed(more, "h")}
    return _("%(first)s, %(more)s by changes") % said


def _named(project, names):
    """Who has to move, by the words of the board (``next_step``)."""
    return {
        "customer": project.customer_name,
        "project_manager": names.get(project.project_manager_key),
        "lead_tech": names.get(project.lead_tech_key),
        "sales": names.get(project.salesperson_key),
    }


def _title(rows, page, filters):
    """The answer, as far as one page knows it."""
    if filters.narrows or page.next_url or page.previous_url or not rows:
        return _("Projects")
    off = sum("red" in (row.time.color, row.budget.color) for row in rows)
    total = ngettext("%(count)s open project", "%(count)s open projects", len(rows)) % {"count": len(rows)}
    if not off:
        return _("%(total)s, none off track") % {"total": total}
    return _("%(total)s, %(off)s off track") % {"total": total, "off": off}


def _choices(members_, filters):
    """What the selects of the filter bar offer."""
    people = [(person.email, person.name, person.roles) for person in members_ if person.is_active]
    status = [(OPEN, _("Open projects")), (EVERY, _("All projects")), *ProjectStatus.choices]
    managers = [(email, name) for email, name, roles in people if set(ACCEPTING) & set(roles)]
    techs = [(email, name) for email, name, roles in people if "lead_tech" in roles]
    return [
        _select("status", _("Status"), "", status, filters),
        _select("on_time", _("Time"), _("Any time"), Color.choices, filters),
        _select("on_budget", _("Budget"), _("Any budget"), _budget_colors(), filters),
        _select("project_manager", _("Project manager"), _("Any manager"), managers, filters),
        _select("lead_tech", _("Lead tech"), _("Any lead"), techs, filters),
    ]


def _budget_colors():
    return [choice for choice in Color.choices if choice[0] != Color.NOT_SCHEDULED]


def _select(name, label, empty, choices, filters):
    now = getattr(filters, name)
    options = [{"value": value, "label": text, "on": value == now} for value, text in choices]
    return {"name": name, "label": label, "empty": empty, "options": options, "on": bool(now) and now != OPEN}
