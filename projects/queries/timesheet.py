"""What a technician's page of time shows: the week as a grid, what is to be confirmed, who has logged nothing."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Exists, OuterRef, Q, Sum

from accounts.models import Membership, StaffProfile
from accounts.queries import is_absent
from core.conflicts import plain
from core.errors import InvalidInput
from projects.choices import ProjectStatus
from projects.models import OutOfScopeItem, Project, Task, TimeEntry, Timer
from projects.queries.health_facts import task_fact
from projects.rules.health import remaining_hours
from projects.rules.lifecycle import ENDED
from projects.rules.out_of_scope import LOGGED_IN

DAYS = 7
CONFIRM_AFTER = dt.timedelta(days=7)
WORKED_ON = tuple(status for status in ProjectStatus.values if status not in ENDED)


@dataclass(frozen=True, slots=True)
class Place:
    """Where hours of a timesheet stand on a day: a task, an out-of-scope item, or neither: the project as a whole."""

    project: Any
    task: Any
    extra: Any
    on: dt.date


@dataclass(frozen=True, slots=True)
class Cell:
    """The hours of one row on one day; ``count`` entries. More than one are corrected one by one."""

    key: str
    on: dt.date
    hours: Decimal | None
    count: int
    entry: Any = None


@dataclass(frozen=True, slots=True)
class Row:
    """A task, an out-of-scope item, or a project as a whole, over the week."""

    project: Any
    task: Any
    extra: Any
    cells: list
    total: Decimal


@dataclass(frozen=True, slots=True)
class Week:
    """A member's timesheet: rows by project and plan, sums by day."""

    days: list
    rows: list
    totals: list
    total: Decimal
    seen: dict = field(default_factory=dict)


def cell_key(project_id, task_id, on, extra_id=None) -> str:
    """How a form calls the cell."""
    what = f"x{extra_id.hex}" if extra_id else task_id.hex if task_id else "0"
    return f"h_{project_id.hex}_{what}_{on.isoformat()}"


def cell_of(key) -> Place:
    """The cell of that name, in the organization. Raises InvalidInput for what no form of ours has."""
    try:
        _mark, project_id, what, on = key.split("_")
        project = Project.objects.select_related("customer").get(pk=UUID(project_id))
        task = extra = None
        if what.startswith("x"):
            extra = OutOfScopeItem.objects.get(pk=UUID(what[1:]), project=project)
        elif what != "0":
            task = Task.objects.get(pk=UUID(what), project=project)
        return Place(project, task, extra, dt.date.fromisoformat(on))
    except (ValueError, ObjectDoesNotExist) as error:
        raise InvalidInput(f"“{key[:80]}” is no place of a timesheet.") from error


def my_week(member, monday, *, also=None) -> Week:
    """The week of ``member`` from ``monday``: what is theirs to do or has their hours; three statements.

    ``also`` is a project whose open tasks and out-of-scope items stand in the grid as well.
    """
    days = [monday + dt.timedelta(days=offset) for offset in range(DAYS)]
    entries = list(
        TimeEntry.objects.filter(member=member, on__range=(days[0], days[-1]))
        .select_related("project__customer", "task", "out_of_scope")
        .order_by("id")
    )
    lines = {(task.project_id, task.pk, None): (task.project, task, None) for task in _own_tasks(member, also)}
    lines |= {(item.project_id, None, item.pk): (item.project, None, item) for item in _own_extras(member, also)}
    if also is not None:
        lines[also.pk, None, None] = (also, None, None)
    held = {}
    for entry in entries:
        place = entry.project_id, entry.task_id, entry.out_of_scope_id
        lines.setdefault(place, (entry.project, entry.task, entry.out_of_scope))
        held.setdefault((*place, entry.on), []).append(entry)
    rows = [_row(*line, days, held) for line in sorted(lines.values(), key=lambda line: _order(*line))]
    totals = [sum((entry.hours for entry in entries if entry.on == day), Decimal(0)) for day in days]
    seen = {cell.key: plain(cell.hours) for row in rows for cell in row.cells}
    return Week(days, rows, totals, sum(totals, Decimal(0)), seen)


def _own_tasks(member, also):
    mine = Q(assignee=member)
    if also is not None:
        mine |= Q(project=also)
    rows = Task.objects.filter(mine, done_at=None, project__status__in=WORKED_ON)
    return rows.select_related("project__customer").order_by("project__sequence", "position")[:200]


def _own_extras(member, also):
    """Items that are worked on: captured by the member, or of a project where the member has open tasks."""
    theirs = Task.objects.filter(project=OuterRef("project"), assignee=member, done_at=None)
    mine = Q(captured_by=member) | Exists(theirs)
    if also is not None:
        mine |= Q(project=also)
    rows = OutOfScopeItem.objects.filter(mine, started_at__isnull=False, state__in=LOGGED_IN)
    rows = rows.filter(project__status__in=WORKED_ON).select_related("project__customer")
    return rows.order_by("project__sequence", "sequence")[:200]


def _order(project, task, extra):
    if task:
        return project.sequence, 0, task.position
    return (project.sequence, 1, extra.sequence) if extra else (project.sequence, 2, 0)


def _row(project, task, extra, days, held):
    cells, ids = [], (project.pk, task and task.pk, extra and extra.pk)
    for day in days:
        entries = held.get((*ids, day), [])
        hours = sum((entry.hours for entry in entries), Decimal(0)) or None
        key = cell_key(ids[0], ids[1], day, ids[2])
        cells.append(Cell(key, day, hours, len(entries), entries[0] if entries else None))
    return Row(project, task, extra, cells, sum((cell.hours or Decimal(0) for cell in cells), Decimal(0)))


def open_projects():
    """``(number, title)`` of the projects that hours can go to, by number."""
    rows = Project.objects.filter(status__in=WORKED_ON).order_by("sequence").only("sequence", "title")
    return [(project.number, project.title) for project in rows]


def running_timer(member):
    """The member's running clock with project, task and out-of-scope item, or None."""
    rows = Timer.objects.filter(member=member)
    return rows.select_related("project__customer", "task", "out_of_scope").first()


def to_confirm(member, now):
    """Open tasks of the member that were begun and whose remaining hours nobody confirmed for a week, with ``.left``."""
    rows = Task.objects.filter(assignee=member, done_at=None, actual__gt=0, project__status__in=WORKED_ON)
    rows = rows.filter(Q(remaining_at=None) | Q(remaining_at__lte=now - CONFIRM_AFTER))
    found = list(rows.select_related("project__customer").order_by("project__sequence", "position")[:50])
    for task in found:
        task.left = remaining_hours(task_fact(task))
    return found


@dataclass(frozen=True, slots=True)
class Sheet:
    """One person's weeks: hours logged a week, and whether work was planned then; ``missing`` where it was not logged."""

    member: Any
    weeks: list

    @property
    def missing(self):
        """The weeks that are missing."""
        return [week for week in self.weeks if week.is_missing]


@dataclass(frozen=True, slots=True)
class SheetWeek:
    """``tasks`` are open tasks of the person planned in that week."""

    monday: dt.date
    hours: Decimal
    tasks: int
    is_away: bool

    @property
    def is_missing(self):
        """Work was planned, nobody was away the whole week, and nothing is logged."""
        return bool(self.tasks and not self.hours and not self.is_away)


def timesheets(organization, mondays) -> list[Sheet]:
    """The weeks of everybody who has tasks or hours in them, by name; four statements.

    A task without dates counts in no week: nobody knows when it was to be worked on.
    """
    first, last = mondays[0], mondays[-1] + dt.timedelta(days=6)
    logged = TimeEntry.objects.filter(on__range=(first, last)).order_by().values("member", "on")
    hours = [(row["member"], row["on"], row["sum"]) for row in logged.annotate(sum=Sum("hours"))]
    planned = Task.objects.exclude(assignee=None).exclude(planned_start=None)
    planned = planned.filter(planned_start__lte=last, project__status__in=WORKED_ON)
    planned = planned.filter(Q(planned_end=None) | Q(planned_end__gte=first))
    tasks = list(planned.values_list("assignee", "planned_start", "planned_end", "done_at"))
    people = {row[0] for row in hours} | {row[0] for row in tasks}
    members = (
        Membership.objects.filter(pk__in=people, is_active=True).select_related("user").order_by("user__name")
    )
    profiles = {profile.member_id: profile for profile in StaffProfile.objects.filter(member__in=people)}
    return [
        Sheet(
            member,
            [
                _sheet_week(member, monday, hours, tasks, profiles.get(member.pk), organization)
                for monday in mondays
            ],
        )
        for member in members
    ]


def _sheet_week(member, monday, hours, tasks, profile, organization):
    sunday = monday + dt.timedelta(days=6)
    logged = sum(
        (value for owner, on, value in hours if owner == member.pk and monday <= on <= sunday), Decimal(0)
    )
    count = sum(
        1 for owner, start, end, done in tasks if owner == member.pk and _touches(start, end, done, monday)
    )
    away = profile is not None and all(is_absent(profile, monday + dt.timedelta(days=day)) for day in range(5))
    return SheetWeek(monday, logged, count, away)


def _touches(start, end, done, monday):
    sunday = monday + dt.timedelta(days=6)
    begun = start <= sunday and (end or start) >= monday
    return begun and (done is None or done.date() >= monday)
