"""Reading a table of any size row by row: CSV in the usual encodings and delimiters, or the first sheet of a workbook."""

import codecs
import csv
import datetime as dt
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from openpyxl import load_workbook

LONGEST_CELL = 10_000_000
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def rows_of(path: Path, name: str) -> Iterator[tuple[int, list[str]]]:
    """``(row number from 1, cells)`` of the rows that hold something. Raises ValueError for what is no table."""
    rows = _workbook(path) if name.lower().endswith(".xlsx") else _text(path)
    for number, cells in rows:
        if any(cell.strip() for cell in cells):
            yield number, cells


def head_of(path: Path, name: str) -> list[str]:
    """The headings, without doubles: a second “Name” is “Name 2”. Raises ValueError for an empty table."""
    found = next(rows_of(path, name), None)
    if found is None:
        raise ValueError("The table is empty.")
    headings = []
    for place, cell in enumerate(found[1], 1):
        heading = " ".join(cell.split())[:120] or f"Column {place}"
        again, base = 2, heading
        while heading in headings:
            heading, again = f"{base} {again}", again + 1
        headings.append(heading)
    return headings


def values_of(path: Path, name: str, mapping) -> Iterator[tuple[int, dict[str, str]]]:
    """``(row number, {our column: text})`` of the rows below the head, by ``mapping`` of our columns to headings."""
    places = {heading: place for place, heading in enumerate(head_of(path, name))}
    wanted = [(ours, places[heading]) for ours, heading in mapping.items() if heading in places]
    for number, cells in islice(rows_of(path, name), 1, None):
        yield number, {ours: cells[at].strip() if at < len(cells) else "" for ours, at in wanted}


def count_rows(path: Path, name: str) -> int:
    """How many rows hold something, the head left out."""
    return max(sum(1 for _row in rows_of(path, name)) - 1, 0)


def decoded(content: bytes) -> str:
    """The text of a file: by its mark, else UTF-8 when it is that, else Windows' Western letters."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _text(path):
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding="utf-8", errors="replace", newline="") as lines:
        delimiter = _delimiter(lines)
        lines.seek(0)
        try:
            yield from enumerate(csv.reader(_without_nulls(lines), delimiter=delimiter), 1)
        except csv.Error as error:
            raise ValueError(str(error)) from error


def _without_nulls(lines):
    return (line.replace("\x00", "") for line in lines)


def _delimiter(lines):
    first = next((line for line in lines if line.strip()), "")
    return max("\t;,|", key=first.count) if any(mark in first for mark in "\t;,|") else ","


def _workbook(path):
    try:
        book = load_workbook(io.BytesIO(path.read_bytes()), read_only=True, data_only=True)
    except Exception as error:  # a broken workbook fails in many ways
        raise ValueError("The workbook cannot be read.") from error
    try:
        for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
            yield number, [_cell(cell) for cell in cells]
    finally:
        book.close()


def _cell(value):
    if value is None:
        return ""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
