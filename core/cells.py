"""Cells of a table as people write them: numbers, days, times, and what a spreadsheet would calculate. Pure."""

import datetime as dt
import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

DAYS = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%d.%m.%Y", "%d %b %Y", "%b %d, %Y", "%d-%b-%Y")
GROUPED = re.compile(r"-?\d{1,3}([,. '\u00a0]\d{3})+([.,]\d+)?")


DAY_FIRST, MONTH_FIRST = "day", "month"
# How exports write that they do not know.
UNKNOWN = frozenset({"", "?", "-", "n/a", "na", "null", "none", "(empty)", "unknown"})
YEARS = range(1995, 2101)
INSTANT = re.compile(
    r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})"  # three numbers of a day
    r"(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*([AaPp]\.?[Mm]\.?)?)?"
    r"\s*(Z|UTC|[+-]\d{2}:?\d{2})?"
)


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would calculate the text; a signed number is none."""
    return bool(cell) and (cell[0] in "=@" or (cell[0] in "+-" and not cell[1:2].isdigit()))


def number_of(text: str) -> Decimal | None:
    """A number as people write it: ``1,234.50``, ``1.234,50``, ``$ 12``; None when it is none."""
    plain = re.sub(r"[^\d.,'\-\s]", "", text.replace("\u2212", "-")).strip()
    if re.search(r"[A-Za-z]{4,}", text):
        return None
    if GROUPED.fullmatch(plain):
        marks = re.sub(r"[\d\-]", "", plain)
        whole, places = plain, ""
        if len(set(marks)) > 1:  # the last of two kinds parts the places
            whole, places = plain.rsplit(marks[-1], 1)
        plain = re.sub(r"[^\d\-]", "", whole) + (f".{places}" if places else "")
    else:
        plain = plain.replace(",", ".")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def day_of(cell: str) -> date | None:
    """A day as people write it; None when it is none."""
    for form in DAYS:
        try:
            day = datetime.strptime(cell, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
        return day if 2000 <= day.year <= 2100 else None
    return None


def is_known(cell: str) -> bool:
    """Whether the cell says anything."""
    return cell.strip().lower() not in UNKNOWN


def instant_of(cell: str, order: str, zone: dt.tzinfo = dt.UTC, fold: int = 0) -> dt.datetime | None:
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
