"""Hours out of another system's table: a row per entry, known by its id there, corrected when it comes again."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.queries import members
from core.cells import DAY_FIRST, MONTH_FIRST, instant_of, is_known, number_of, order_of
from core.errors import DomainError, InvalidInput
from core.exports import original
from imports.choices import Act
from imports.kinds import Column, Fault, Kind, Outcome, one_by_one
from projects.actions import delete_time_entry, receive_time
from projects.models import Project, Task, TimeEntry
from projects.permissions import can_see_timesheets
from projects.queries import projects_by_number
from projects.rules.time_entries import A_DAY

LONGEST_ID, LONGEST_NOTE = 120, 500
HUNDREDTH = Decimal("0.01")
WRITTEN = ("project_id", "member_id", "task_id", "on", "hours", "note", "billable")
YES = frozenset({"yes", "y", "true", "1", "billable", "x"})
NO = frozenset({"no", "n", "false", "0", "non-billable", "not billable", "no charge", "do not bill"})


def _column(name, label, *names, required=False):
    return Column(name, label, frozenset(names), required)


COLUMNS = (
    _column("external_id", gettext_lazy("Entry id"), "id", "time entry id", "entry", "record id", required=True),
    _column("project", gettext_lazy("Project number"), "project no", "project number", "job", required=True),
    _column(
        "user", gettext_lazy("Who"), "member", "resource", "technician", "email", "name", "person", required=True
    ),
    _column("on", gettext_lazy("Day"), "date", "work date", "worked on", "entry date", required=True),
    _column("hours", gettext_lazy("Hours"), "actual hours", "hours worked", "time", "duration", required=True),
    _column("task", gettext_lazy("Task"), "task name", "activity", "phase"),
    _column("note", gettext_lazy("Note"), "notes", "description", "summary", "comment"),
    _column("billable", gettext_lazy("Billable"), "billing", "bill"),
)


@dataclass(frozen=True, slots=True)
class Names:
    """What the rows of a chunk may name: people, projects by number, tasks by project and title."""

    people: dict
    projects: dict
    tasks: dict
    order: str

    @classmethod
    def of(cls, things, by, told):
        """Read in three statements."""
        rows = list(members(by.organization))
        called = Counter(one.name.casefold() for one in rows)
        people = {one.name.casefold(): one for one in rows if called[one.name.casefold()] == 1}
        people |= {one.user.email.casefold(): one for one in rows}
        projects = projects_by_number([_number(thing.rows[-1][1]) for thing in things])
        for project in projects.values():
            project.organization = by.organization
        tasks = Task.objects.filter(project__in=projects.values())
        titles = {(task.project_id, task.title.casefold()): task for task in tasks}
        return cls(people, projects, titles, told.options.get("dates") or MONTH_FIRST)

    def read(self, number, values):
        """``(what receive_time takes, faults)`` of one row."""
        faults = []

        def wrong(name, code, detail):
            faults.append(Fault(number, name, code, detail, values.get(name, "")))

        row = {"external_id": original(values["external_id"])}
        if not 0 < len(row["external_id"]) <= LONGEST_ID:
            wrong("external_id", "required", _("The entry needs an id of at most %s characters.") % LONGEST_ID)
        row["project"] = self.projects.get(_number(values))
        if row["project"] is None:
            wrong("project", "unknown", _("There is no project of that number. Write it as P-1234."))
        row["member"] = self.people.get(original(values["user"]).casefold())
        if row["member"] is None:
            wrong("user", "unknown", _("Nobody here has that name or address, or several have that name."))
        moment = instant_of(values["on"], self.order) if is_known(values["on"]) else None
        row["on"] = moment and moment.date()
        if moment is None:
            wrong("on", "date", _("That is no day as this file writes them. Are day and month right?"))
        row["hours"] = number_of(values["hours"])
        if row["hours"] is None or not 0 < row["hours"] <= A_DAY or row["hours"] % HUNDREDTH:
            wrong("hours", "number", _("Hours are a number up to 24 with at most two places."))
        self._extras(row, values, wrong)
        return row, faults

    def _extras(self, row, values, wrong):
        """What a file may leave out, and then changes nothing."""
        if "task" in values:
            row["task"] = None
            if is_known(values["task"]) and row["project"] is not None:
                row["task"] = self.tasks.get((row["project"].pk, original(values["task"]).casefold()))
                if row["task"] is None:
                    wrong("task", "unknown", _("The project has no task of that title."))
        if "note" in values:
            row["note"] = original(values["note"])[:LONGEST_NOTE]
        told = values.get("billable", "").casefold()
        if is_known(told):
            row["billable"] = told in YES
            if told not in YES | NO:
                wrong("billable", "unknown", _("Write yes or no."))


def receive(things, *, by, now, told):
    """An Outcome per entry; what is wrong in one stops no other."""
    names = Names.of(things, by, told)
    outcomes, waiting = [None] * len(things), []
    for place, thing in enumerate(things):
        row, faults = names.read(*thing.rows[-1])
        if faults:
            outcomes[place] = Outcome(Act.FAILED, faults=tuple(faults))
        else:
            waiting.append((place, thing, row))
    # Projects are locked in one order, so that two deliveries cannot wait for each other.
    for place, thing, row in sorted(waiting, key=lambda one: str(one[2]["project"].pk)):
        outcomes[place] = _receive(thing, row, by, now)
    return outcomes


def _receive(thing, row, by, now):
    before = TimeEntry.objects.filter(external_id=row["external_id"]).values("updated_at", *WRITTEN).first()
    try:
        with transaction.atomic():
            ((entry, is_new),) = receive_time(entries=[row], by=by, now=now)
    except InvalidInput as error:
        return Outcome(Act.FAILED, faults=tuple(_fault(thing, one) for one in error.errors))
    except DomainError as error:
        return Outcome(Act.FAILED, faults=(Fault(thing.rows[-1][0], "", error.code, str(error.message)),))
    if is_new:
        return Outcome(Act.CREATED, entry.pk, _label(entry), {}, entry.updated_at)
    if all(getattr(entry, name) == before[name] for name in WRITTEN):
        return Outcome(Act.SKIPPED)
    was = {name: before[name] if isinstance(before[name], bool) else _text(before[name]) for name in WRITTEN}
    return Outcome(Act.UPDATED, entry.pk, _label(entry), was, entry.updated_at)


def undo(imported, *, by, now):
    """A new entry goes, a corrected one says again what it had said, unless somebody wrote it since."""
    entry = (
        TimeEntry.objects.select_related("project", "member__user", "task").filter(pk=imported.object_id).first()
    )
    if entry is None:
        return
    if entry.updated_at != imported.moment:
        raise DomainError("moved_on", _("It was changed since."))
    entry.project.organization = by.organization
    if imported.act == Act.CREATED:
        delete_time_entry(entry=entry, by=by, now=now)
        return
    was = dict(imported.before)
    project = Project.objects.get(pk=was.pop("project_id"))
    project.organization = by.organization
    values = {
        "external_id": entry.external_id,
        "project": project,
        "member": members(by.organization, active=None).get(pk=was.pop("member_id")),
        "task": Task.objects.filter(pk=was.pop("task_id")).first(),
        "on": date.fromisoformat(was.pop("on")),
        "hours": Decimal(was.pop("hours")),
    }
    receive_time(entries=[values | was], by=by, now=now)


def _fault(thing, error):
    number, values = thing.rows[-1]
    name = error["pointer"].rsplit("/", 1)[-1]
    return Fault(number, name if name in values else "", error["code"], error["detail"], values.get(name, ""))


def _label(entry):
    return f"{entry.project.number}, {entry.member.name}: {entry}"


def _text(value):
    return None if value is None else str(value)


def _number(values):
    return original(values["project"]).upper()


def _options(_organization):
    orders = [(MONTH_FIRST, _("2/29/2016: month first")), (DAY_FIRST, _("29/2/2016: day first"))]
    return [("dates", _("Days are written"), orders)]


def _suggest(rows):
    order = order_of(row.get("on", "") for row in rows)
    return {"dates": order} if order else {}


TIME = Kind(
    key="time",
    label=gettext_lazy("Hours worked"),
    columns=COLUMNS,
    may=can_see_timesheets,
    receive=receive,
    undo=one_by_one(undo),
    home="projects:my_time",
    address="time-entries",
    scope="time",
    group="external_id",
    help=gettext_lazy("One row per entry of a PSA or time clock. The same id again corrects the entry."),
    options=_options,
    suggest=_suggest,
)
