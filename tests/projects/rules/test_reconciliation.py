"""Matching sold, purchased and planned lines; what differs; which sold lines no material covers."""

from dataclasses import replace
from decimal import Decimal

import pytest

from projects.rules.reconciliation import Item, key_of, matched, reconcile, uncovered

SERVER = Item("1", "product", "Server", "SRV-1", "a", Decimal(2), Decimal(4200))
RAIL = Item("2", "product", "Rail kit", "RAIL", "b", Decimal(2), Decimal(80))
WORK = Item("3", "labor", "Migration", "", "c", Decimal(40), Decimal(150))


def bought(line, **changes):
    return replace(line, **({"key": f"p{line.key}", "kind": ""} | changes))


def built(line, **changes):
    return replace(line, **({"key": f"b{line.key}", "external_id": ""} | changes))


def differences(rows):
    return [(row.item, one.side, one.kind, one.fields) for row in rows for one in row.differences]


def test_a_matching_list_and_a_covering_bom_differ_in_nothing():
    sold = [SERVER, RAIL, WORK]
    assert differences(reconcile(sold, [bought(one) for one in sold], [built(SERVER), built(RAIL)])) == []


def test_without_a_list_nothing_is_compared_with_it():
    assert differences(reconcile([SERVER], None, [built(SERVER)])) == []


@pytest.mark.parametrize(
    ("purchased", "found"),
    [
        ([bought(SERVER, quantity=Decimal(3))], ("sold-1", "purchased", "changed", ("quantity",))),
        ([bought(SERVER, unit_price=Decimal(4000))], ("sold-1", "purchased", "changed", ("unit_price",))),
        ([bought(SERVER, sku="SRV-2")], ("sold-1", "purchased", "changed", ("sku",))),
        ([], ("sold-1", "purchased", "missing", ())),
        ([bought(SERVER), bought(RAIL)], ("purchased-p2", "purchased", "extra", ())),
    ],
)
def test_each_kind_of_difference_is_named_with_its_fields(purchased, found):
    assert differences(reconcile([SERVER], purchased, [built(SERVER)])) == [found]


def test_a_price_or_sku_that_nobody_said_is_no_difference():
    unsaid = bought(SERVER, unit_price=None, sku="")
    assert differences(reconcile([SERVER], [unsaid], [built(SERVER, unit_price=None)])) == []


def test_lines_find_each_other_by_hand_before_id_before_sku():
    by_hand = bought(RAIL, sold="1")
    by_id = bought(RAIL, key="x", sku="SRV-1")
    by_sku = Item("y", description="The server", sku=" srv-1 ", quantity=Decimal(2))
    assert matched([SERVER, RAIL], [by_hand, by_id])[0] == {"1": [by_hand], "2": [by_id]}
    assert matched([SERVER, RAIL], [by_sku])[0]["1"] == [by_sku]
    assert matched([SERVER], [by_hand, by_sku]) == ({"1": [by_hand]}, [by_sku])


def test_split_lines_of_materials_are_counted_together():
    halves = [built(SERVER, key="b1", quantity=Decimal(1)), built(SERVER, key="b2", quantity=Decimal(1))]
    assert differences(reconcile([SERVER], None, halves)) == []
    assert uncovered(reconcile([SERVER], None, halves)) == []


def test_a_sold_product_with_too_few_materials_is_not_covered_until_somebody_settled_it():
    for materials in ([], [built(SERVER, quantity=Decimal(0))], [built(SERVER, quantity=Decimal(1))]):
        rows = reconcile([SERVER, WORK], None, materials)
        assert [row.item for row in uncovered(rows)] == ["sold-1"]
        assert uncovered(rows, {key_of(rows[0], rows[0].differences[0])}) == []


def test_a_resolution_no_longer_counts_when_a_value_changes():
    (one,) = reconcile([SERVER], [bought(SERVER, quantity=Decimal(3))], [built(SERVER)])
    (other,) = reconcile([SERVER], [bought(SERVER, quantity=Decimal(4))], [built(SERVER)])
    (same,) = reconcile([SERVER], [bought(SERVER, quantity=Decimal("3.0000"))], [built(SERVER)])
    assert key_of(one, one.differences[0]) != key_of(other, other.differences[0])
    assert key_of(one, one.differences[0]) == key_of(same, same.differences[0])


def test_hours_of_the_sow_are_compared_per_level():
    hours = ({"L2": Decimal(32), "L3": Decimal(8)}, {"L2": Decimal(40), "L3": Decimal("8.0")})
    assert differences(reconcile([], None, [], hours=hours)) == [("hours-L2", "scope", "changed", ("quantity",))]
