"""Reading a table that somebody pasted: from a spreadsheet (tabs) or as CSV; columns guessed, an error per cell. Pure."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from core.cells import day_of, is_formula, number_of

MOST_ROWS = 30_000
MOST_AMOUNT = Decimal("9999999999.9999")
TEXTS = {"description": 300, "sku": 80, "vendor": 120, "order_number": 80, "external_id": 120}
AMOUNTS = ("quantity", "unit_cost", "unit_price")
NAMES = {
    "description": {"description", "item", "name", "product", "article", "what", "item name", "product name"},
    "sku": {
        "sku",
        "part",
        "part number",
        "part no",
        "mpn",
        "item number",
        "product code",
        "article number",
        "code",
    },
    "vendor": {"vendor", "supplier", "distributor", "manufacturer"},
    "order_number": {"po", "po number", "order", "order number", "purchase order"},
    "external_id": {"id", "external id", "line", "line id", "position", "pos"},
    "quantity": {"quantity", "qty", "count", "amount", "units"},
    "unit_cost": {"cost", "unit cost", "cost each", "buy", "buy price", "our cost"},
    "unit_price": {"price", "unit price", "price each", "sell", "sell price", "rate"},
    "eta": {"eta", "arrival", "arrives", "arrives on", "delivery", "delivery date", "expected"},
    "needed_by": {"needed by", "needed", "need by", "required by", "due"},
    "staging_days": {"staging", "staging days"},
}
WITHOUT_HEAD = ("description", "sku", "quantity", "unit_cost", "unit_price", "vendor")


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong in a row (counted from 1, the head included) and column: ``code``, and what was found there."""

    row: int
    column: str
    code: str
    found: str


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that can be taken, the columns as understood, the errors, and ``refused``: the other rows as a table.

    ``refused`` has tabs and the head of the text, so that it can be corrected and pasted again.
    """

    rows: tuple[Mapping, ...] = ()
    columns: tuple[str, ...] = ()
    errors: tuple[CellError, ...] = ()
    ignored: tuple[str, ...] = field(default=())
    refused: str = ""


def read_table(text: str, wanted: Iterable[str]) -> Table:
    """Rows of ``text`` with the fields of ``wanted``. A row with an error is left out, the others are there.

    The first line counts as the head when it names a column; without one the columns are those of WITHOUT_HEAD.
    Quantities are one where the column is missing. A cell that begins like a formula is refused, never kept.
    """
    wanted = tuple(wanted)
    lines = [(number, cells) for number, cells in cells_of(text) if any(cell.strip() for cell in cells)]
    if not lines:
        return Table()
    if len(lines) > MOST_ROWS:
        return Table(errors=(CellError(MOST_ROWS + 1, "", "too_many", ""),), refused=text)
    head = [_column(cell, wanted) for cell in lines[0][1]]
    left = []
    if any(head):
        left.append(lines[0][1])
        ignored = tuple(cell.strip()[:60] for cell, name in zip(lines[0][1], head, strict=True) if not name)
        lines = lines[1:]
    else:
        head, ignored = [name for name in WITHOUT_HEAD if name in wanted], ()
    rows, errors = [], []
    for number, cells in lines:
        row, wrong = _row(number, cells, head)
        errors += wrong
        if wrong:
            left.append(cells)
        else:
            rows.append(row)
    columns = tuple(name for name in head if name)
    return Table(
        tuple(rows), columns, tuple(errors), tuple(filter(None, ignored)), as_text(left) if errors else ""
    )


def as_text(lines: Iterable[Sequence[str]]) -> str:
    """Rows as a spreadsheet copies them."""
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(lines)
    return out.getvalue()


def cells_of(text: str) -> Iterable[tuple[int, Sequence[str]]]:
    """The lines of a pasted text, counted from 1, as cells."""
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    first = text.lstrip("\n").split("\n", 1)[0]
    mark = max("\t;,|", key=first.count)
    if not first.count(mark):
        mark = "\t"
    if "\t" in first:
        mark = "\t"
    csv.field_size_limit(10_000_000)
    try:
        yield from enumerate(csv.reader(io.StringIO(text), delimiter=mark, strict=False), 1)
    except csv.Error:
        yield from enumerate((line.split(mark) for line in text.split("\n")), 1)


def _column(cell: str, wanted: Iterable[str]) -> str:
    word = re.sub(r"[^a-z ]", " ", cell.strip().lower().replace("_", " ")).strip()
    return next((name for name in wanted if word and word in NAMES[name]), "")


def _row(number, cells, head):
    row, errors = {}, []
    for name, raw in zip(head, cells, strict=False):
        cell = raw.strip()
        if not name or not cell:
            continue
        value, code = _value(name, cell)
        if code:
            errors.append(CellError(number, name, code, cell[:60]))
        else:
            row[name] = value
    if not row.get("description") and not errors:
        row["description"] = row.get("sku", "")
        if not row["description"]:
            errors.append(CellError(number, "description", "required", ""))
    return {"quantity": Decimal(1), **row}, errors


def _value(name, cell):
    """``(value, "")`` or ``(None, code)``."""
    if name in TEXTS:
        if is_formula(cell):
            return None, "formula"
        return (cell, "") if len(cell) <= TEXTS[name] else (None, "too_long")
    if cell[0] == "=":
        return None, "formula"
    if name in AMOUNTS:
        return _amount(cell)
    if name == "staging_days":
        return (int(cell), "") if cell.isdigit() and int(cell) <= 250 else (None, "number")
    day = day_of(cell)
    return (day, "") if day else (None, "date")


def _amount(cell):
    number = number_of(cell)
    if number is None:
        return None, "number"
    if not 0 <= number <= MOST_AMOUNT:
        return None, "out_of_range"
    return number.quantize(Decimal("0.0001")), ""
