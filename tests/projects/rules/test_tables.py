"""A pasted table: columns guessed, numbers as people write them, an error for every cell that cannot be taken."""

import datetime as dt
from decimal import Decimal

import pytest

from core.cells import number_of
from projects.rules.tables import read_table

WANTED = ("description", "sku", "vendor", "quantity", "unit_cost", "unit_price", "eta")


def test_a_spreadsheet_with_a_head_in_any_order_is_understood():
    table = read_table("Qty\tPart No\tItem\tUnit Price\tColor\n2\tSRV-1\tServer\t$4,200.00\tgrey\n", WANTED)
    assert table.columns == ("quantity", "sku", "description", "unit_price")
    assert table.rows == (
        {"quantity": Decimal(2), "sku": "SRV-1", "description": "Server", "unit_price": Decimal(4200)},
    )
    assert (table.ignored, table.errors) == (("Color",), ())


def test_csv_with_quotes_and_no_head_takes_the_usual_columns():
    table = read_table('"Cable, 2 m",CAB-2,"1,200",1.5\r\n', WANTED)
    (row,) = table.rows
    assert (row["description"], row["sku"], row["quantity"]) == ("Cable, 2 m", "CAB-2", Decimal(1200))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("€ 12,5", "12.5"),
        ("1 200", "1200"),
        ("1,200", "1200"),
        ("-3", "-3"),
    ],
)
def test_numbers_are_read_as_people_write_them(text, number):
    assert number_of(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "two", "abcdef 3", "--", "1-2-3"])
def test_what_is_no_number_is_none(text):
    assert number_of(text) is None


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ("Server\t-1\t\t", "quantity", "out_of_range"),
        ("Server\t1000000000000\t\t", "quantity", "out_of_range"),
        ("Server\tmany\t\t", "quantity", "number"),
        ("=HYPERLINK()\t1\t\t", "description", "formula"),
        ("@SUM(A1)\t1\t\t", "description", "formula"),
        ("Server\t=1+1\t\t", "quantity", "formula"),
        ("Server\t1\tsoon\t", "eta", "date"),
        ("\t1\t\t", "description", "required"),
        (f"{'x' * 301}\t1\t\t", "description", "too_long"),
    ],
)
def test_a_wrong_cell_is_named_with_row_and_column_and_the_rest_is_kept(cells, column, code):
    table = read_table(f"Item\tQty\tETA\tVendor\n{cells}\nRail\t2\t12/31/2026\tNorthwind\n", WANTED)
    assert [(one.row, one.column, one.code) for one in table.errors] == [(2, column, code)]
    assert [row["description"] for row in table.rows] == ["Rail"]
    assert table.rows[0]["eta"] == dt.date(2026, 12, 31)


def test_twenty_thousand_rows_and_five_megabytes_are_taken_or_refused_but_never_a_crash():
    assert len(read_table("Item\tQty\n" + "Server\t1\n" * 20_000, WANTED).rows) == 20_000
    assert read_table("Item\n" + "a\n" * 31_000, WANTED).errors[0].code == "too_many"
    assert read_table("Item\n" + "x" * 5_000_000, WANTED).errors[0].code == "too_long"
    assert read_table('Item\tQty\n"never closed\t1\n', WANTED).errors == ()
    assert read_table("\x00\ufeff\n\n", WANTED).rows == ()
