"""DECIDE: what a template may hold, how its plan is written as a table, when its tasks fall, what experience says. Pure.

A line of the plan is ``{key, phase, title, hours, level, disruptive, visible, offset, days, after}``: ``hours`` as decimal
text, ``offset`` working days after the project's start, ``days`` how many working days it lasts, ``after`` the keys of the
lines it follows. A key stays with its task through all versions, so that actual hours can be compared. A line of the BoM is
``{description, sku, vendor, quantity}``.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.choices import Level
from core.calendar import WorkingCalendar
from core.cells import number_of
from projects.rules.links import MOST_LINKS, circle
from projects.rules.sow import hours_text, items
from projects.rules.tables import CellError, as_text, cells_of

TEXTS = ("objectives", "deliverables", "exclusions", "assumptions", "customer_duties")
MOST_TASKS = 500
MOST_MATERIALS = 300
MOST_HOURS = Decimal(1000)
MOST_DAYS = 750
HEAD = ("phase", "title", "hours", "level", "disruptive", "visible", "offset", "days", "after")
NAMES = {
    "phase": {"phase", "stage", "group", "section"},
    "title": {"task", "title", "name", "task name", "what"},
    "hours": {"hours", "estimate", "work", "effort", "h"},
    "level": {"level", "skill", "skill level"},
    "disruptive": {"interrupts", "disruptive", "outage", "downtime"},
    "visible": {"customer sees it", "visible", "customer"},
    "offset": {"from day", "offset", "start day", "day"},
    "days": {"days", "duration", "lasts"},
    "after": {"after", "predecessors", "predecessor", "follows"},
}
LIMITS = {"phase": 120, "title": 200}
YES, NO = {"yes", "y", "true", "1", "x", "ja"}, {"no", "n", "false", "0", "-", "nein"}
FEWEST_PROJECTS = 3  # finished ones, before a typical overrun is named
FEWEST_TIMES = 5  # finished projects with the task, before P50 and P80 are


@dataclass(frozen=True, slots=True)
class PlanTable:
    """Lines of a plan as read from a table; with errors, none of them counts."""

    lines: tuple[Mapping, ...] = ()
    errors: tuple[CellError, ...] = ()


@dataclass(frozen=True, slots=True)
class Experience:
    """Figures of ``count`` finished projects; None while they are too few to say."""

    count: int
    middle: Decimal | None = None
    high: Decimal | None = None

    @property
    def saved(self) -> Decimal | None:
        """The share below the estimate, of an overrun below zero."""
        return None if self.middle is None else -self.middle


def new_key(title: str, taken: Iterable[str]) -> str:
    """A key for a new line, from its title, that no other line has."""
    word = re.sub(r"[^a-z0-9]+", "-", title.lower())[:34].strip("-") or "task"
    known, key, number = set(taken), word, 1
    while key in known:
        number += 1
        key = f"{word}-{number}"
    return key


def keyed(lines: Iterable[Mapping], known: Iterable[Mapping]) -> list[dict]:
    """Lines with the keys that ``known`` ones of the same phase and title (then of the same title) have, else new ones."""
    lines, known = list(lines), list(known)
    free = {line["key"]: line for line in known}
    taken, found = set(free), [""] * len(lines)
    for names in (("phase", "title"), ("title",)):
        for index, line in enumerate(lines):
            same = (
                key for key, old in free.items() if all(_plain(old[n]) == _plain(line.get(n, "")) for n in names)
            )
            key = "" if found[index] else next(same, "")
            if key:
                found[index] = key
                del free[key]
    for index, line in enumerate(lines):
        if not found[index]:
            found[index] = new_key(line["title"], taken)
            taken.add(found[index])
    return [
        {**line, "key": key, "after": [found[at] for at in line["after"]]}
        for line, key in zip(lines, found, strict=True)
    ]


def read_plan(text: str) -> PlanTable:
    """The plan that somebody wrote or pasted; ``after`` holds places of lines (from 0) until ``keyed`` names them.

    The first line counts as the head when it names the column of the tasks; without one the columns are those of HEAD.
    """
    rows = [(number, cells) for number, cells in cells_of(text) if any(cell.strip() for cell in cells)]
    head: list[str] = list(HEAD)
    named = [_column(cell) for cell in rows[0][1]] if rows else []
    if "title" in named:
        head, rows = named, rows[1:]
    if len(rows) > MOST_TASKS:
        return PlanTable(errors=(CellError(MOST_TASKS + 1, "", "too_many_lines", ""),))
    lines, errors = [], []
    for number, cells in rows:
        line, wrong = _line(number, cells, head, len(rows))
        lines.append(line)
        errors += wrong
    places = {(before, index) for index, line in enumerate(lines) for before in line["after"]}
    found = circle(places) if not errors else ()
    if found:
        at = found[0]
        errors.append(CellError(rows[at][0], "after", "circle", lines[at]["title"][:60]))
    return PlanTable(() if errors else tuple(lines), tuple(errors))


def plan_table(plan: Sequence[Mapping]) -> str:
    """The plan as the form shows it and a spreadsheet takes it."""
    numbers = {line["key"]: index for index, line in enumerate(plan, 1)}
    head = ("Phase", "Task", "Hours", "Level", "Interrupts", "Customer sees it", "From day", "Days", "After")
    rows = [
        (
            line["phase"],
            line["title"],
            line["hours"],
            line["level"],
            "yes" if line["disruptive"] else "no",
            "yes" if line["visible"] else "no",
            str(line["offset"]),
            str(line["days"]),
            " ".join(str(numbers[key]) for key in line["after"]),
        )
        for line in plan
    ]
    return as_text([head, *rows]) if rows else ""


def plan_hours(plan: Iterable[Mapping]) -> Decimal:
    """All hours of a plan."""
    return sum((Decimal(line["hours"]) for line in plan), Decimal(0))


def problem(plan: Sequence[Mapping]) -> str:
    """A code for the first thing wrong with a stored plan (from data or another program); empty when it is right."""
    keys = [line["key"] for line in plan]
    if len(plan) > MOST_TASKS:
        return "too_many_lines"
    if len(set(keys)) < len(keys):
        return "key"
    if not all(_is_sensible(line, set(keys)) for line in plan):
        return "line"
    return "circle" if circle({(before, line["key"]) for line in plan for before in line["after"]}) else ""


def days_of(line: Mapping, start: date | None, calendar: WorkingCalendar) -> tuple[date | None, date | None]:
    """First and last day of a line in a project that starts on ``start``; without a start there are none."""
    if start is None:
        return None, None
    first = calendar.add_working_days(calendar.next_working(start), line["offset"])
    return first, calendar.add_working_days(first, line["days"] - 1)


def added_lines(present: str, more: str) -> str:
    """A text of the SoW with those lines of ``more`` that it does not say yet."""
    have = {_plain(line) for line in items(present)}
    return "\n".join([*items(present), *(line for line in items(more) if _plain(line) not in have)])


def effort_of(plan: Iterable[Mapping]) -> list[dict[str, str]]:
    """Rows ``{phase, level, hours}`` of the plan, for the SoW's table of hours (still to be added up)."""
    return [
        {"phase": line["phase"], "level": line["level"], "hours": line["hours"]}
        for line in plan
        if Decimal(line["hours"])
    ]


def overrun(pairs: Iterable[tuple[Decimal, Decimal]]) -> Experience:
    """The typical overrun of finished projects in percent, from ``(actual, estimated)`` hours: the median."""
    found = sorted((actual / planned - 1) * 100 for actual, planned in pairs if planned > 0)
    if len(found) < FEWEST_PROJECTS:
        return Experience(len(found))
    return Experience(len(found), quantile(found, 50))


def task_hours(hours: Iterable[Decimal]) -> Experience:
    """P50 and P80 of the actual hours of one task in finished projects."""
    found = sorted(hours)
    if len(found) < FEWEST_TIMES:
        return Experience(len(found))
    return Experience(len(found), quantile(found, 50), quantile(found, 80))


def quantile(ordered: Sequence[Decimal], percent: int) -> Decimal:
    """The value that ``percent`` of them do not exceed, interpolated between neighbours as spreadsheets do."""
    place = Decimal(percent) * (len(ordered) - 1) / 100
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _is_sensible(line, keys):
    words = bool(line["title"].strip()) and len(line["title"]) <= 200 and len(line["phase"]) <= 120
    numbers = 0 <= Decimal(line["hours"]) <= MOST_HOURS and 0 <= line["offset"] <= MOST_DAYS
    links = set(line["after"]) <= keys and len(line["after"]) <= MOST_LINKS
    return words and numbers and links and 1 <= line["days"] <= MOST_DAYS and line["level"] in {"", *Level.values}


def _plain(text):
    return " ".join(text.lower().split())


def _column(cell):
    word = " ".join(re.sub(r"[^a-z ]", " ", cell.lower().replace("_", " ")).split())
    return next((name for name, words in NAMES.items() if word in words), "")


def _line(number, cells, head, count):
    line = {"phase": "", "title": "", "hours": "0", "level": "", "disruptive": False, "visible": True}
    line |= {"offset": 0, "days": 1, "after": []}
    errors = []
    for name, raw in zip(head, cells, strict=False):
        cell = raw.strip()
        if not name or not cell:
            continue
        value, code = _value(name, cell, count)
        if code:
            errors.append(CellError(number, name, code, cell[:60]))
        else:
            line[name] = value
    if not errors and not line["title"]:
        errors.append(CellError(number, "title", "no_title", ""))
    return line, errors


def _value(name, cell, count):
    """``(value, "")`` or ``(None, code)``."""
    if cell[0] == "=" or (name in LIMITS and cell[0] in "@+"):
        return None, "formula"
    if name in LIMITS:
        return (cell, "") if len(cell) <= LIMITS[name] else (None, "too_long")
    if name == "level":
        return (cell.upper(), "") if cell.upper() in Level.values else (None, "level")
    if name in ("disruptive", "visible"):
        return (cell.lower() in YES, "") if cell.lower() in YES | NO else (None, "yes_no")
    if name == "after":
        return _places(cell, count)
    return _hours(cell) if name == "hours" else _days(cell, least=0 if name == "offset" else 1)


def _places(cell, count):
    words = re.split(r"[\s,;]+", cell.strip(" ,;"))
    if not all(word.isdecimal() and len(word) < 6 and 1 <= int(word) <= count for word in words):
        return None, "no_line"
    places = list(dict.fromkeys(int(word) - 1 for word in words))
    return (places, "") if len(places) <= MOST_LINKS else (None, "no_line")


def _hours(cell):
    number = number_of(re.sub(r"\s*(h|hrs?|hours?)\.?$", "", cell, flags=re.IGNORECASE))
    if number is None:
        return None, "number"
    return (hours_text(number), "") if 0 <= number <= MOST_HOURS else (None, "hours")


def _days(cell, *, least):
    good = cell.isdecimal() and len(cell) < 4 and least <= int(cell) <= MOST_DAYS
    return (int(cell), "") if good else (None, "days")
