"""Cells of a table as people write them: numbers, days, and what a spreadsheet would calculate. Pure."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

DAYS = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%d.%m.%Y", "%d %b %Y", "%b %d, %Y", "%d-%b-%Y")
GROUPED = re.compile(r"-?\d{1,3}([,. '\u00a0]\d{3})+([.,]\d+)?")


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
