"""Tables of any size: whatever was sent becomes CSV in UTF-8 once (``as_utf8``, ``as_csv``), which is read row by row."""

import codecs
import csv
import datetime as dt
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from openpyxl import load_workbook

LONGEST_CELL = 10_000_000
PIECE = 256 * 1024
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def rows_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    """``(row number from 1, cells)`` of the rows that hold something. Raises ValueError for what is no table."""
    for number, cells in _text(path):
        if any(cell.strip() for cell in cells):
            yield number, cells


def head_of(path: Path) -> list[str]:
    """The headings, without doubles: a second “Name” is “Name 2”. Raises ValueError for an empty table."""
    found = next(rows_of(path), None)
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


def values_of(path: Path, mapping) -> Iterator[tuple[int, dict[str, str]]]:
    """``(row number, {our column: text})`` of the rows below the head, by ``mapping`` of our columns to headings."""
    places = {heading: place for place, heading in enumerate(head_of(path))}
    wanted = [(ours, places[heading]) for ours, heading in mapping.items() if heading in places]
    for number, cells in islice(rows_of(path), 1, None):
        yield number, {ours: cells[at].strip() if at < len(cells) else "" for ours, at in wanted}


def count_rows(path: Path) -> int:
    """How many rows hold something, the head left out."""
    return max(sum(1 for _row in rows_of(path)) - 1, 0)


def as_utf8(stream) -> Iterator[bytes]:
    """A text in UTF-8, a piece at a time, whatever it came in; ``stream`` is of bytes and can be read twice."""
    encoding = _encoding(stream)
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    while piece := stream.read(PIECE):
        yield decoder.decode(piece).encode()
    yield decoder.decode(b"", final=True).encode()


def as_csv(stream) -> Iterator[bytes]:
    """The first sheet of a workbook as CSV, some rows at a time; row numbers stay. Raises ValueError for a broken one."""
    try:
        book = load_workbook(stream, read_only=True, data_only=True)
    except Exception as error:  # a broken workbook fails in many ways
        raise ValueError("The workbook cannot be read.") from error
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    try:
        for cells in book.worksheets[0].iter_rows(values_only=True):
            writer.writerow([_cell(cell) for cell in cells])
            if text.tell() > PIECE:
                yield _emptied(text)
        yield _emptied(text)
    finally:
        book.close()


def _emptied(text):
    content = text.getvalue().encode(errors="replace")
    text.seek(0)
    text.truncate()
    return content


def _encoding(stream):
    """By its mark, else UTF-8 when all of it is that, else Windows' Western letters."""
    stream.seek(0)
    head = stream.read(4)
    known = next((encoding for mark, encoding in MARKS if head.startswith(mark)), None)
    if known:
        return known
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := stream.read(PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


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


def _cell(value):
    if value is None:
        return ""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
