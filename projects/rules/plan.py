"""DECIDE: what a plan lacks, what it comes to against what was sold and agreed, and where a moved line goes. Pure."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.formats import format_day, format_hours

ZERO = Decimal(0)
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class PlanTask:
    """A line of the plan as the checks see it; ``after`` are keys of the tasks it follows."""

    key: Hashable
    title: str
    estimate: Decimal
    level: str = ""
    has_assignee: bool = False
    start: date | None = None
    end: date | None = None
    done: bool = False
    delivers: str = ""
    after: tuple[Hashable, ...] = ()
    disruptive: bool = False

    @property
    def days(self) -> tuple[date, date] | None:
        """First and last planned day; None without any. One that is missing is the other."""
        if self.start is None and self.end is None:
            return None
        return self.start or self.end, self.end or self.start


@dataclass(frozen=True, slots=True)
class Arrival:
    """A critical material that is not at hand: the day from which work can use it."""

    name: str
    eta: date
    ready_on: date


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """Days, both included, on which the customer lets nothing be interrupted."""

    reason: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a plan lacks, in words with its reason. ``blocks`` keeps it from being approved."""

    code: str
    text: str
    keys: tuple[Hashable, ...] = ()
    blocks: bool = False
    delivers: str = ""  # the deliverable that a new task would deliver


@dataclass(frozen=True, slots=True)
class LevelRow:
    """Hours of one skill level: sold, agreed (SoW and change orders), planned."""

    level: str
    sold: Decimal
    agreed: Decimal
    planned: Decimal

    @property
    def missing(self) -> Decimal:
        """Agreed hours that no task of this level holds; negative when more is planned."""
        return self.agreed - self.planned


def findings(
    tasks: Sequence[PlanTask],
    *,
    agreed_hours: Decimal,
    deliverables: Iterable[str] = (),
    arrivals: Iterable[Arrival] = (),
    closed_days: Iterable[ClosedDays] = (),
) -> list[Finding]:
    """Everything that deserves a look, what keeps the plan from being approved first."""
    if not tasks:
        return [Finding("empty", _("There is no task yet."), blocks=True), *_undelivered(tasks, deliverables)]
    found = [*_hours_missing(tasks, agreed_hours), *_incomplete(tasks)]
    found += [*_undelivered(tasks, deliverables), *_before_arrival(tasks, arrivals)]
    return [*found, *_on_closed_days(tasks, closed_days), *_out_of_order(tasks)]


def _hours_missing(tasks, agreed_hours):
    planned = sum((task.estimate for task in tasks), ZERO)
    if planned < agreed_hours:
        said = {"missing": format_hours(agreed_hours - planned), "agreed": format_hours(agreed_hours)}
        yield Finding(
            "hours_missing", _("%(missing)s of the %(agreed)s agreed are in no task.") % said, blocks=True
        )


def _incomplete(tasks):
    """Open tasks without hours, level or somebody who does it."""
    open_tasks = [task for task in tasks if not task.done]
    for code, lacks, one, many in (
        ("no_estimate", lambda t: not t.estimate, _("%(n)d task has no hours"), _("%(n)d tasks have no hours")),
        ("no_level", lambda t: not t.level, _("%(n)d task has no level"), _("%(n)d tasks have no level")),
        ("no_assignee", lambda t: not t.has_assignee, _("%(n)d task is nobody's"), _("%(n)d tasks are nobody's")),
    ):
        lacking = [task for task in open_tasks if lacks(task)]
        if lacking:
            words = (one if len(lacking) == 1 else many) % {"n": len(lacking)}
            yield Finding(code, f"{words}: {_named(lacking)}", _keys(lacking), blocks=True)


def _undelivered(tasks, deliverables):
    """A task delivers the line that it names, and the one that it is called like."""
    delivered = {name.casefold() for task in tasks for name in (task.delivers, task.title) if name}
    for line in dict.fromkeys(line[:300] for line in deliverables):
        if line.casefold() not in delivered:
            text = _("No task delivers “%s” of the SoW.") % line
            yield Finding("undelivered", text, delivers=line)


def _before_arrival(tasks, arrivals):
    for arrival in arrivals:
        early = [task for task in tasks if not task.done and task.start and task.start < arrival.ready_on]
        if early:
            first = min(early, key=lambda task: task.start)
            said = {
                "what": arrival.name,
                "eta": format_day(arrival.eta),
                "ready": format_day(arrival.ready_on),
                "task": first.title,
                "start": format_day(first.start),
            }
            text = _(
                "%(what)s arrives %(eta)s and can be used from %(ready)s; “%(task)s” is planned from %(start)s."
            )
            yield Finding("before_arrival", text % said, _keys(early))


def _on_closed_days(tasks, closed_days):
    """Interruptions on days that the customer keeps free of them (month end, payroll)."""
    for task in tasks:
        if task.done or not task.disruptive or not task.days:
            continue
        start, end = task.days
        for one in closed_days:
            if start <= one.last and one.first <= end:
                said = {"task": task.title, "start": format_day(start), "end": format_day(end)}
                said |= {"first": format_day(one.first), "last": format_day(one.last), "why": one.reason}
                text = _(
                    "“%(task)s” interrupts work and is planned %(start)s – %(end)s; the customer keeps"
                    " %(first)s – %(last)s free of interruptions: %(why)s."
                )
                yield Finding("closed_days", text % said, (task.key,))


def _out_of_order(tasks):
    by_key = {task.key: task for task in tasks}
    for task in tasks:
        for key in task.after:
            before = by_key.get(key)
            if before and not before.done and before.end and task.start and task.start < before.end:
                said = {"task": task.title, "start": format_day(task.start), "before": before.title}
                said["end"] = format_day(before.end)
                text = (
                    _("“%(task)s” starts %(start)s, before “%(before)s”, which it follows, ends %(end)s.") % said
                )
                yield Finding("out_of_order", text, (task.key,))


def _named(tasks):
    names = ", ".join(f"“{task.title}”" for task in tasks[:MOST_NAMED])
    more = len(tasks) - MOST_NAMED
    return f"{names}, " + ngettext("and %d more", "and %d more", more) % more if more > 0 else names


def _keys(tasks):
    return tuple(task.key for task in tasks)


def by_level(
    tasks: Iterable[PlanTask], sold: Mapping[str, Decimal], agreed: Mapping[str, Decimal]
) -> list[LevelRow]:
    """One row for each level that anybody named, those without a level last."""
    planned: dict[str, Decimal] = {}
    for task in tasks:
        planned[task.level] = planned.get(task.level, ZERO) + task.estimate
    levels = {level for table in (sold, agreed, planned) for level, hours in table.items() if hours}
    return [
        LevelRow(level, sold.get(level, ZERO), agreed.get(level, ZERO), planned.get(level, ZERO))
        for level in sorted(levels, key=lambda level: (not level, level))
    ]


def shifted(
    lines: Sequence[tuple[Hashable, str]], keys: Iterable[Hashable], step: int
) -> list[tuple[Hashable, str]]:
    """``(key, phase)`` lines with those of ``keys`` one up (``step`` -1) or down (1), in their order.

    At the edge of a phase a line goes over into the next one and stays where it is; at the end of the plan it stays.
    """
    found, moving = list(lines), set(keys)
    places = [index for index, (key, _phase) in enumerate(found) if key in moving]
    stop = -1 if step < 0 else len(found)
    for index in places if step < 0 else reversed(places):
        to = index + step
        if to == stop:
            stop = index
            continue
        key, phase = found[index]
        if found[to][1] != phase:
            found[index] = (key, found[to][1])
        else:
            found[index], found[to] = found[to], found[index]
    return found


def placed(
    lines: Sequence[tuple[Hashable, str]], keys: Iterable[Hashable], target: Hashable, *, below: bool
) -> list[tuple[Hashable, str]]:
    """The lines with those of ``keys`` right before ``target`` (or below it), in its phase; unknown: as they were."""
    moving = set(keys)
    phase = next((phase for key, phase in lines if key == target), None)
    if phase is None or target in moving:
        return list(lines)
    taken = [(key, phase) for key, _phase in lines if key in moving]
    found = []
    for line in lines:
        if line[0] in moving:
            continue
        if line[0] == target:
            found += [line, *taken] if below else [*taken, line]
        else:
            found.append(line)
    return found


def grouped(lines: Iterable[tuple[Hashable, str]]) -> list[tuple[Hashable, str]]:
    """The lines with each phase in one piece, at the place of its first line."""
    phases: dict[str, list] = {}
    for line in lines:
        phases.setdefault(line[1], []).append(line)
    return [line for rows in phases.values() for line in rows]
