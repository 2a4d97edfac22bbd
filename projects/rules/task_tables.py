"""Reading tasks that somebody pasted from a spreadsheet; every row that cannot be taken is named. Pure."""

import re
from collections.abc import Hashable, Mapping
from datetime import date
from decimal import Decimal

from accounts.choices import Level
from core.cells import day_of, number_of
from projects.rules.tables import CellError, Table, as_text, cells_of

MOST_ROWS = 1000
MOST_HOURS = Decimal("99999999.99")
NAMES = {
    "title": {"task", "title", "name", "task name", "summary", "what", "description"},
    "phase": {"phase", "stage", "group", "section"},
    "estimate": {"estimate", "hours", "estimate hours", "work", "effort", "budget", "h"},
    "skill_level": {"level", "skill", "skill level"},
    "assignee": {"assignee", "who", "owner", "resource", "resource names", "assigned to", "technician"},
    "planned_start": {"start", "planned start", "start date", "from", "begin"},
    "planned_end": {"end", "finish", "planned end", "end date", "finish date", "until", "to", "due"},
    "disruptive": {"disruptive", "interrupts", "outage", "downtime"},
    "visible_to_customer": {"visible", "visible to customer", "customer sees it", "seen by customer", "customer"},
}
WITHOUT_HEAD = ("title", "estimate", "skill_level", "assignee", "planned_start", "planned_end")
TEXTS = {"title": 200, "phase": 120}
YES, NO = {"yes", "y", "true", "1", "x", "ja"}, {"no", "n", "false", "0", "-", "nein"}


def read_tasks(text: str, people: Mapping[str, Hashable]) -> Table:
    """Rows of ``text`` as fields of a task; ``people`` maps names and addresses in lower case to their ids.

    The first line counts as the head when it names the column of the tasks; without one the columns are those of
    WITHOUT_HEAD. A row with an error is left out and named, the others are there.
    """
    lines = [(number, cells) for number, cells in cells_of(text) if any(cell.strip() for cell in cells)]
    if len(lines) > MOST_ROWS:
        return Table(errors=(CellError(MOST_ROWS + 1, "", "too_many_tasks", ""),), refused=text)
    head, left = list(WITHOUT_HEAD), []
    named = [_column(cell) for cell in lines[0][1]] if lines else []
    if "title" in named:
        head, left, lines = named, [lines[0][1]], lines[1:]
    rows, errors = [], []
    for number, cells in lines:
        row, wrong = _row(number, cells, head, people)
        errors += wrong
        if wrong:
            left.append(cells)
        else:
            rows.append(row)
    columns = tuple(name for name in head if name)
    return Table(tuple(rows), columns, tuple(errors), (), as_text(left) if errors else "")


def _column(cell):
    word = " ".join(re.sub(r"[^a-z ]", " ", cell.lower().replace("_", " ")).split())
    return next((name for name, words in NAMES.items() if word in words), "")


def _row(number, cells, head, people):
    row, errors = {}, []
    for name, raw in zip(head, cells, strict=False):
        cell = raw.strip()
        if not name or not cell:
            continue
        value, code = _value(name, cell, people)
        if code:
            errors.append(CellError(number, name, code, cell[:60]))
        else:
            row[name] = value
    if not errors and not row.get("title"):
        errors.append(CellError(number, "title", "no_title", ""))
    start, end = row.get("planned_start"), row.get("planned_end")
    if start and end and end < start:
        errors.append(CellError(number, "planned_end", "before_start", end.isoformat()))
    return row, errors


def _value(name, cell, people):
    """``(value, "")`` or ``(None, code)``."""
    if cell[0] == "=" or (name in TEXTS and cell[0] in "@+"):
        return None, "formula"
    if name in TEXTS:
        return (cell, "") if len(cell) <= TEXTS[name] else (None, "too_long")
    if name == "estimate":
        return _hours(cell)
    if name == "skill_level":
        return _level(cell.upper())
    if name == "assignee":
        return (people[cell.lower()], "") if cell.lower() in people else (None, "person")
    return _flag(cell.lower()) if name in ("disruptive", "visible_to_customer") else _day(cell)


def _level(word):
    return (word, "") if word in Level.values else (None, "level")


def _flag(word):
    return (word in YES, "") if word in YES | NO else (None, "yes_no")


def _day(cell):
    day: date | None = day_of(re.sub(r"^[A-Z][a-z]{2} (?=\d)", "", cell))  # "Mon 11/9/26", as MS Project writes it
    return (day, "") if day else (None, "date")


def _hours(cell):
    plain = re.sub(r"\s*(h|hrs?|hours?)\.?$", "", cell, flags=re.IGNORECASE)
    number = number_of(plain)
    if number is None or re.search(r"[A-Za-z]", plain):
        return None, "number"
    if not 0 <= number <= MOST_HOURS:
        return None, "out_of_range"
    return number.quantize(Decimal("0.01")), ""
