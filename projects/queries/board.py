"""The twelve responsibilities of many projects in the statement that reads the projects, ready to show.

Rows carry ``duty_facts`` (see ``with_duties``); the functions below turn them into ``core.shown`` values.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Func, OuterRef, Subquery, TextField, Value, When
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from accounts.models import Membership
from core.formats import format_day, format_days, initials, reading
from core.shown import DutyCell, MatrixRow, cell_parts, matrix_heads
from core.words import state_word
from projects.choices import Counterparty
from projects.models import Responsibility
from projects.queries.verdicts import verdicts_of
from projects.rules import responsibilities as rules

OWED = ("open", "waiting", "reopened")
BAR = Value("|")  # one short text per duty: arrays of JSON cost a matrix of 600 cells its budget
PRESSING = {"waiting": 1, "reopened": 2, "open": 3}  # what is late stands before all of them


@dataclass(frozen=True, slots=True)
class Duty:
    """One responsibility as the board reads it; days are local, ``late`` is judged for the day of reading."""

    key: str
    state: str
    due_on: dt.date | None
    since: dt.date
    waived_by: str
    late: bool

    @property
    def rule(self):
        """The fixed part: names, owner role, counterparty, position."""
        return rules.BY_KEY[self.key]


class Cell(NamedTuple):
    """A cell of the matrix but for the project's address: what stands before and after that, and what it counts as."""

    key: str
    before: str
    after: str
    late: bool
    waiting: bool


@dataclass(frozen=True, slots=True)
class NextStep:
    """The most pressing responsibility of a project and who owes it."""

    owed_by: str
    what: str
    state: str
    late: bool
    key: str

    @property
    def word(self):
        """The ``core.words.Word`` of the state; late wins."""
        return state_word(self.state, late=self.late)


def with_duties(rows, zone, *, states=None):
    """Projects with ``duty_facts``: their responsibilities in order (of ``states`` only, when given)."""
    found = Responsibility.objects.filter(project=OuterRef("pk")).order_by("position")
    if states:
        found = found.filter(state__in=states)
    day = TruncDate("since", tzinfo=zone)
    # Few are waived. A join would read everybody's memberships for each project, as many as there are tenants.
    name = Subquery(Membership.objects.filter(pk=OuterRef("waived_by_id")).values("user__name")[:1])
    waived_by = Case(When(waived_by__isnull=False, then=name), output_field=TextField())
    parts = [part for column in ("key", "state", "due_on", day, waived_by) for part in (column, BAR)]
    fact = Func(*parts[:-1], function="concat", output_field=TextField())
    return rows.annotate(duty_facts=ArraySubquery(found.values(fact=fact)))


def duties_of(project, today):
    """The responsibilities that ``with_duties`` read, judged for ``today``."""
    return tuple(_duty(fact, today) for fact in project.duty_facts)


def duty_cells(duties, project_url, today):
    """A cell for each duty; its address is that of the evidence below the project's page."""
    language = reading()
    return tuple(
        DutyCell(
            key=duty.key,
            state=duty.state,
            today=today,
            late=duty.late,
            due_on=duty.due_on,
            since=duty.since,
            done_on=duty.since,
            waived_initials=initials(duty.waived_by),
            url=f"{project_url}responsibilities/{duty.key}/",
            **_fixed(duty.key, language),
        )
        for duty in duties
    )


def matrix(projects, slug, today):
    """``(rows, heads, counts)`` of the matrix; ``counts`` has ``late`` and ``waiting`` over all the projects."""
    rows, late, waiting = [], Counter(), 0
    base, language = reverse("projects:list", args=[slug]), reading()
    for project in projects:
        url, parts = f"{base}{project.number}/", []
        for fact in project.duty_facts:
            cell = _cell(fact, today, language)
            parts += (cell.before, url, cell.after)  # our own address: nothing in it to escape
            late[cell.key] += cell.late
            waiting += cell.waiting
        time, budget = verdicts_of(project, language)
        cells = mark_safe("".join(parts))  # noqa: S308  escaped by core.shown
        rows.append(MatrixRow(project.title, project.customer_name, url, time, budget, cells))
    columns = [(item.key.value, str(item.short_name), party_name(item.counterparty)) for item in rules.TWELVE]
    return rows, matrix_heads(columns, late), {"late": late.total(), "waiting": waiting}


def people_of(project):
    """Who may have to move in a project that was read with customer and people, by name: for ``next_step``."""
    return {
        "customer": project.customer.name,
        "project_manager": project.project_manager.name,
        "lead_tech": project.lead_tech.name,
        "sales": project.salesperson.name if project.salesperson_id else "",
    }


def next_step(names, duties, today, language=None):
    """What is owed first: late before waiting, reopened and open, oldest first. None when nothing is.

    ``names`` says who stands behind customer, project_manager, lead_tech and sales (see ``people_of``);
    ``language`` as in ``verdicts_of``.
    """
    language = language or reading()
    owed = [duty for duty in duties if duty.state in OWED]
    if not owed:
        return None
    duty = min(
        owed,
        key=lambda one: (0 if one.late else PRESSING[one.state], one.due_on or dt.date.max, one.rule.position),
    )
    return NextStep(
        owed_by=person_of(names, duty, language),
        what=_what(duty, today, language),
        state=duty.state,
        late=duty.late,
        key=duty.key,
    )


@lru_cache(maxsize=4096)
def _what(duty, today, _language):
    return _("%(name)s, %(when)s") % {"name": duty.rule.short_name, "when": _when(duty, today)}


def person_of(names, duty, language):
    """Who has to move: the counterparty of a wait, else the owner of the responsibility, by name where known."""
    waiting = duty.state == "waiting"
    role = duty.rule.counterparty.value if waiting else duty.rule.owner_role
    team = {"dispatcher": Counterparty.DISPATCH, "support": Counterparty.SUPPORT}.get(role)
    return names.get(role) or _party(team or duty.rule.counterparty, language)


def party_name(counterparty):
    """The counterparty in one or two words, as column heads have room for."""
    return _("All") if counterparty == Counterparty.STAKEHOLDERS else str(counterparty.label)


def _duty(fact, today):
    key, state, due, since, waived_by = fact.split("|", 4)
    due_on = dt.date.fromisoformat(due) if due else None
    late = state in OWED and due_on is not None and due_on < today
    return Duty(key, state, due_on, dt.date.fromisoformat(since), waived_by, late)


@lru_cache(maxsize=16384)
def _cell(fact, today, _language):
    """Made from the fact alone and kept: drawing 600 of them anew would take as long as the rest of the page."""
    duty = _duty(fact, today)
    (cell,) = duty_cells((duty,), "", today)
    before, after = cell_parts(cell)
    return Cell(duty.key, before, f"{cell.url}{after}", duty.late, duty.state == "waiting")


@cache
def _party(counterparty, _language):
    return party_name(counterparty)


@cache
def _fixed(key, _language):
    """What never changes about a cell, once per language."""
    item = rules.BY_KEY[key]
    before = rules.TWELVE[item.position - 2].counterparty if item.position > 1 else None
    return {
        "position": item.position,
        "name": str(item.short_name),
        "counterparty": party_name(item.counterparty),
        "label": str(item.name),
        "opens_group": before != item.counterparty,
    }


def _when(duty, today):
    if duty.late:
        return _("%s late") % format_days((today - duty.due_on).days)
    if duty.state == "waiting":
        return format_days((today - duty.since).days)
    return _("due %s") % format_day(duty.due_on, today, weekday=False) if duty.due_on else _("open")
