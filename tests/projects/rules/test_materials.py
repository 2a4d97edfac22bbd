"""What a line of materials lacks, and when it is late."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from projects.rules.materials import MaterialFact, gaps, is_late

DAY = dt.date(2026, 12, 1)
KNOWN = MaterialFact("ordered", "Northwind", Decimal(1), Decimal(2), DAY)


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, ()),
        ({"vendor": ""}, ("vendor",)),
        ({"unit_cost": None, "unit_price": None}, ("unit_cost", "unit_price")),
        ({"unit_cost": Decimal(0)}, ()),
        ({"eta": None}, ("eta",)),
        ({"eta": None, "state": "received"}, ()),
        ({"eta": None, "vendor": "", "unit_cost": None, "state": "customer_supplied"}, ()),
    ],
)
def test_a_line_names_what_it_lacks(changes, missing):
    line = replace(KNOWN, **changes)
    assert gaps(line) == missing


@pytest.mark.parametrize(
    ("state", "eta", "late"),
    [
        ("ordered", DAY, True),
        ("received", DAY, False),
        ("ordered", DAY + dt.timedelta(days=1), False),
        ("ordered", None, False),
    ],
)
def test_goods_are_late_from_the_day_after_their_arrival(state, eta, late):
    assert is_late(state, eta, DAY + dt.timedelta(days=1)) is late
