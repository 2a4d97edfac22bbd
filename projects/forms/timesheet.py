"""Parsing hours as people write them: 1.5, 1,5 and 1:30 are the same."""

import re
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)")
CELL = "h_"
MOST_CELLS = 2000


def read_hours(text):
    """Hours of a text, None for an empty one. Raises ValueError for anything else."""
    text = text.strip()
    if not text:
        return None
    found = CLOCK.fullmatch(text)
    if found:
        return round(Decimal(found[1]) + Decimal(found[2]) / 60, 2)
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not value.is_finite():
        raise ValueError(text)
    return value


def read_cells(data):
    """``({key: hours or None}, {key: what is wrong})`` of a timesheet's POST."""
    cells, faults = {}, {}
    for key in [key for key in data if key.startswith(CELL)][:MOST_CELLS]:
        try:
            cells[key] = read_hours(data[key])
        except ValueError:
            faults[key] = _("Write hours such as 1.5 or 1:30.")
    return cells, faults
