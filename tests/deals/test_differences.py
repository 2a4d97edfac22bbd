"""What a re-delivered deal changes."""

import pytest

from deals.differences import Change, diff_deals

BODY = {
    "title": "Server refresh",
    "customer": {"external_id": "C-77", "name": "Acme Dental"},
    "sites": [],
    "po_waived_reason": "",
    "contacts": [{"name": "Ann Lee", "email": "ann@acme.example", "role": "signer"}],
    "lines": [
        {"external_id": "1", "kind": "labor", "hours": "40", "unit_price": "150.00"},
        {"external_id": "2", "kind": "product", "sku": "SRV-1", "quantity": "2"},
    ],
    "promises": ["No downtime in business hours"],
}


def line(number, **more):
    return {**BODY["lines"][number], **more}


def test_the_same_body_changes_nothing():
    assert diff_deals(BODY, BODY) == []


@pytest.mark.parametrize(
    "same",
    [
        {**BODY, "lines": [line(0, hours="40.00", unit_price="150"), BODY["lines"][1]]},
        {**BODY, "lines": list(reversed(BODY["lines"]))},
        {key: value for key, value in BODY.items() if key not in ("sites", "po_waived_reason")},
    ],
)
def test_the_same_facts_in_other_clothes_change_nothing(same):
    assert diff_deals(BODY, same) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"title": "Refresh"}, [Change("title", "Server refresh", "Refresh")]),
        ({"po_number": "PO-9"}, [Change("po_number", None, "PO-9")]),
        (
            {"customer": {"external_id": "C-77", "name": "Acme"}},
            [Change("customer.name", "Acme Dental", "Acme")],
        ),
        (
            {"lines": [line(0, hours="44"), BODY["lines"][1]]},
            [Change("lines[1].hours", "40", "44")],
        ),
        (
            {"lines": [BODY["lines"][0]]},
            [
                Change("lines[2].external_id", "2", None),
                Change("lines[2].kind", "product", None),
                Change("lines[2].quantity", "2", None),
                Change("lines[2].sku", "SRV-1", None),
            ],
        ),
        (
            {"promises": []},
            [Change("promises", ["No downtime in business hours"], None)],
        ),
    ],
)
def test_a_change_names_its_field_and_both_sides(change, expected):
    assert diff_deals(BODY, {**BODY, **change}) == expected


def test_a_changed_text_is_no_amount():
    assert diff_deals({"number": "1"}, {"number": "1.0"}) == [Change("number", "1", "1.0")]


def test_lines_without_identity_are_compared_by_place():
    old = {"lines": [{"sku": "A"}, {"sku": "B"}]}
    assert diff_deals(old, {"lines": [{"sku": "A"}, {"sku": "C"}]}) == [Change("lines[#2].sku", "B", "C")]


def test_a_repeated_identity_hides_no_line():
    twice = {"lines": [{"external_id": "1", "sku": "A"}, {"external_id": "1", "sku": "B"}]}
    once = {"lines": [{"external_id": "1", "sku": "B"}]}
    assert Change("lines[1].sku", "A", "B") in diff_deals(twice, once)


def test_words_where_an_amount_should_be_are_a_change():
    old, new = {"lines": [{"hours": "forty"}]}, {"lines": [{"hours": "40"}]}
    assert diff_deals(old, new) == [Change("lines[#1].hours", "forty", "40")]
