"""R32: no cell of an export is a formula, and what went out comes in again as it was."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from core.exports import Column, as_csv, as_xlsx, neutral, original

PAYLOADS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example","x")',
    '=IMPORTXML("http://evil.example")',
    '=DDE("cmd";"/C calc")',
    "+1+1",
    "+cmd|' /C calc'!A0",
    "-1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "@SUM(1+9)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "   @SUM(1)",
    "\x00=1+1",
    "\x00\x00@A1",
    "|calc",
    "%0A=1",
    "'=1+1",
    "''=1+1",
    "'",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    "=",
    "-",
    '="a"&"b"\n=2',
]
COLUMNS = [Column("=Head", lambda row: row), Column("Plain", lambda _row: "x")]


def csv_cells(data):
    return [row[0] for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))]


def test_thirty_payloads_are_tried():
    assert len(set(PAYLOADS)) == 30


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_csv_cell_never_begins_like_a_formula(payload):
    head, cell = csv_cells(as_csv(COLUMNS, [payload]))
    assert head[0] == "'"
    assert cell[0] == "'"
    assert original(cell) == payload.replace("\x00", "")


def test_an_xlsx_cell_is_text_and_comes_back_as_it_was():
    book = load_workbook(io.BytesIO(as_xlsx(COLUMNS, PAYLOADS, "a/b")))
    cells = [cell for (cell,) in book.active.iter_rows(max_col=1)]
    assert [cell.data_type for cell in cells] == ["s"] * 31
    assert all(cell.value[0] == "'" for cell in cells)
    read = [original(cell.value) for cell in cells[1:]]
    # XML knows one line break.
    assert read == [payload.replace("\x00", "").replace("\r", "\n") for payload in PAYLOADS]


def test_numbers_dates_and_plain_texts_stay_what_they_are():
    moment = dt.datetime(2026, 11, 20, 15, tzinfo=dt.UTC)
    for value in (Decimal("-4.20"), -3, dt.date(2026, 11, 20), moment, "Acme -- Dental", "O'Brien"):
        assert neutral(value) == value
    rows = [Decimal("-4.20"), dt.date(2026, 11, 20), moment, True, None]
    assert csv_cells(as_csv(COLUMNS, rows))[1:] == ["-4.20", "2026-11-20", "2026-11-20T15:00:00+00:00", "yes", ""]
    sheet = load_workbook(io.BytesIO(as_xlsx(COLUMNS, rows, "t"))).active
    assert [sheet["A2"].value, sheet["A2"].data_type, sheet["A3"].is_date] == [-4.2, "n", True]
