"""Cells of a service desk's export, read as people and systems write them. Pure."""

import datetime as dt
import re

from accounts.choices import Level
from scheduling.choices import Priority
from scheduling.imports.columns import DAY_FIRST, MONTH_FIRST

# How exports write that they do not know.
UNKNOWN = frozenset({"", "?", "-", "n/a", "na", "null", "none", "(empty)", "unknown"})
YEARS = range(1995, 2101)
INSTANT = re.compile(
    r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})"  # three numbers of a day
    r"(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*([AaPp]\.?[Mm]\.?)?)?"
    r"\s*(Z|UTC|[+-]\d{2}:?\d{2})?"
)
WORDS_OF_PRIORITY = {
    Priority.CRITICAL: ("critical", "urgent", "emergency", "blocker", "highest"),
    Priority.HIGH: ("high", "major"),
    Priority.NORMAL: ("medium", "moderate", "normal", "standard"),
    Priority.LOW: ("low", "minor", "planning", "trivial", "lowest"),
}
LEVEL = re.compile(
    r"(?:l|t|level|tier|line)\s*-?\s*([1-3])|([1-3])(?:st|nd|rd)?\s*(?:level|line|tier)?", re.IGNORECASE
)


def is_known(cell: str) -> bool:
    """Whether the cell says anything."""
    return cell.strip().lower() not in UNKNOWN


def instant_of(cell: str, order: str, zone: dt.tzinfo, fold: int = 0) -> dt.datetime | None:
    """The moment that a cell names, in UTC; None when it names none.

    ``order`` decides ``3/4/2026``; a year in front and points between (``4.3.2026``) need no deciding. A time
    without an offset is of ``zone``, the second one of that name with ``fold``; a day without a time its first moment.
    """
    found = INSTANT.fullmatch(cell.strip())
    if found is None:
        return None
    year, month, day = _day(found, order)
    hour = _hour(int(found[5] or 0), found[8])
    if year not in YEARS or hour is None:
        return None
    try:
        plain = dt.datetime(year, month, day, hour, int(found[6] or 0), int(found[7] or 0), tzinfo=zone, fold=fold)
        # In UTC: a time that the clocks skip or repeat is never equal to what the database gives back.
        return (plain.replace(tzinfo=_offset(found[9])) if found[9] else plain).astimezone(dt.UTC)
    except ValueError:
        return None


def order_of(cells) -> str:
    """Whether days or months stand first in ``29/2/2016``, by the first cell that can only be read one way; "" for
    none.
    """
    for cell in cells:
        found = INSTANT.fullmatch(cell.strip())
        if found and found[2] != "." and len(found[1]) < 3:
            first, second = int(found[1]), int(found[3])
            if first > 12 >= second:
                return DAY_FIRST
            if second > 12 >= first:
                return MONTH_FIRST
    return ""


def priority_of(cell: str) -> Priority:
    """The priority by its number or word (``3 - Moderate``); what is not told is normal."""
    text = cell.strip().lower()
    number = re.match(r"p?(?:riority)?\s*([1-5])\b", text)
    if number:
        return Priority(min(int(number[1]), Priority.LOW))
    words = set(re.findall(r"[a-z]+", text))
    return next((one for one, names in WORDS_OF_PRIORITY.items() if words & set(names)), Priority.NORMAL)


def level_of(cell: str) -> str | None:
    """``L1``, ``Tier 2``, ``3rd line``: the level; None when it is none of ours."""
    found = LEVEL.fullmatch(cell.strip())
    return Level(f"L{found[1] or found[2]}").value if found else None


def _day(found, order):
    first, mark, second, third = int(found[1]), found[2], int(found[3]), int(found[4])
    if len(found[1]) == 4:
        return first, second, third
    year = third + 2000 if len(found[4]) <= 2 else third
    if mark == "." or order == DAY_FIRST:
        return year, second, first
    return year, first, second


def _hour(hour, half):
    if not half:
        return hour if hour < 24 else None
    if not 1 <= hour <= 12:
        return None
    return hour % 12 + (12 if half[0] in "Pp" else 0)


def _offset(text):
    if text in ("Z", "UTC"):
        return dt.UTC
    sign = -1 if text[0] == "-" else 1
    return dt.timezone(sign * dt.timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))
