"""Tables for a spreadsheet, as CSV and XLSX, in which no cell is ever a formula (ASVS 1.2.10).

A text that a spreadsheet would calculate gets an apostrophe in front; ``original`` takes it off again, so that an
export of ours goes in again without loss. Numbers and dates stay what they are.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

CSV, XLSX = "csv", "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What begins a formula, in any spreadsheet we know of; full-width twins count in East Asian editions.
FORMULA = re.compile(r"[\s\x00]*['=+\-@\t\r\n|%\uff1d\uff0b\uff0d\uff20]")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
MOST_LETTERS = 32_000  # what a cell holds


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, and how to read its value from a row."""

    label: str
    value: Callable[[Any], Any]


def neutral(value):
    """The value of a cell that no spreadsheet calculates: numbers and dates as they are, texts made harmless."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal | dt.date | dt.time):
        return value
    text = str(value)
    guard = "'" if FORMULA.match(text) else ""
    return guard + UNPRINTABLE.sub("", text)[:MOST_LETTERS]


def original(cell):
    """What a text was before ``neutral`` guarded it."""
    guarded = isinstance(cell, str) and cell.startswith("'") and FORMULA.match(cell[1:])
    return cell[1:] if guarded else cell


def as_csv(columns, rows):
    """The table as bytes: UTF-8 with a mark, so that Excel reads accents; instants as ISO 8601."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([neutral(column.label) for column in columns])
    for row in rows:
        writer.writerow([_plain(neutral(column.value(row))) for column in columns])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_xlsx(columns, rows, title):
    """The table as a workbook of one sheet: bold headings that stay, numbers as numbers, instants without offset."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", str(title))[:31] or "Sheet")
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = max(12, min(48, len(str(column.label)) + 8))
    sheet.append([_cell(sheet, neutral(column.label), bold=True) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, neutral(column.value(row))) for column in columns])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def table(kind, columns, rows, title):
    """The bytes of the table in ``kind``, CSV or XLSX."""
    return as_csv(columns, rows) if kind == CSV else as_xlsx(columns, rows, title)


def _plain(value):
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


def _cell(sheet, value, *, bold=False):
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        value = value.replace(tzinfo=None)
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl would make a formula of what begins with an equals sign
    if bold:
        cell.font = Font(bold=True)
    return cell
