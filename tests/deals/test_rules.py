"""What a deal lacks, what may follow, what is refused."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from deals.choices import DealState
from deals.rules import (
    ContactFact,
    DealFacts,
    Item,
    LineFact,
    advice_items,
    is_open,
    may_become,
    missing_items,
    state_after_change,
    value_problems,
)

D = Decimal
LABOR = LineFact("labor", "Migration", D(40), D(40), "L2", D(150), D(70))
SERVER = LineFact("product", "Server", D(2), None, "", D(4200), D(3600))
SAMPLE = DealFacts(
    customer_confirmed=True,
    contacts=(ContactFact("Ann Lee", "ann@acme.example", "signer"),),
    billing_model="fixed_price",
    po_number="PO-9",
    lines=(LABOR, SERVER),
    target_start=date(2026, 12, 1),
    target_end=date(2027, 1, 15),
    salesperson_email="sam@msp.example",
    salesperson_is_member=True,
    won_on=date(2026, 11, 2),
    promises=("No downtime in business hours",),
    exclusions=("Cabling",),
)


def codes(items):
    return [item.code for item in items]


def test_the_complete_sample_lacks_nothing():
    assert missing_items(SAMPLE) == []
    assert value_problems(SAMPLE) == []


def test_an_empty_deal_lists_everything_in_order():
    assert codes(missing_items(DealFacts())) == [
        "customer_unconfirmed",
        "contact_email_missing",
        "billing_model_missing",
        "po_missing",
        "lines_missing",
        "target_start_missing",
        "target_end_missing",
        "salesperson_missing",
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"customer_confirmed": False}, "customer_unconfirmed"),
        ({"contacts": ()}, "contact_email_missing"),
        ({"contacts": (ContactFact("Ann"),)}, "contact_email_missing"),
        ({"billing_model": ""}, "billing_model_missing"),
        ({"po_number": ""}, "po_missing"),
        ({"lines": ()}, "lines_missing"),
        ({"lines": (replace(LABOR, hours=None),)}, "lines_incomplete"),
        ({"lines": (replace(LABOR, hours=D(0)),)}, "lines_incomplete"),
        ({"lines": (replace(LABOR, unit_price=None),)}, "lines_incomplete"),
        ({"lines": (replace(SERVER, unit_cost=None),)}, "lines_incomplete"),
        ({"lines": (replace(SERVER, quantity=None),)}, "lines_incomplete"),
        ({"target_start": None}, "target_start_missing"),
        ({"target_end": None}, "target_end_missing"),
        ({"salesperson_email": ""}, "salesperson_missing"),
        ({"salesperson_is_member": False}, "salesperson_unknown"),
    ],
)
def test_each_missing_item_is_named_alone(change, code):
    assert codes(missing_items(replace(SAMPLE, **change))) == [code]


@pytest.mark.parametrize(
    "change",
    [
        {"po_number": "", "po_waived_reason": "Verbal order"},
        {"lines": (LABOR, replace(SERVER, unit_cost=None))},  # one whole line is enough
        {"lines": (replace(LABOR, unit_price=D(0)),)},  # free of charge is a price
        {"promises": (), "exclusions": (), "won_on": None},
    ],
)
def test_the_rest_never_blocks(change):
    assert missing_items(replace(SAMPLE, **change)) == []


def test_advice_is_ranked_and_disappears_when_followed():
    assert codes(advice_items(SAMPLE)) == [
        "signed_document_missing",
        "technical_missing",
        "sites_missing",
        "competing_deadlines_missing",
        "after_hours_missing",
        "billing_contact_missing",
        "sponsor_missing",
        "assumptions_missing",
    ]
    roles = ("signer", "technical", "billing", "sponsor", "after_hours")
    whole = replace(
        SAMPLE,
        contacts=tuple(ContactFact("Ann", "ann@acme.example", role) for role in roles),
        signed_document="quote.pdf",
        sites=1,
        competing_deadlines="None",
        assumptions=("VPN exists",),
    )
    assert advice_items(whole) == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (replace(SERVER, unit_cost=None), "some_lines_incomplete"),
        (replace(LABOR, skill_level=""), "skill_level_missing"),
        (replace(SERVER, unit_price=D(3599)), "below_cost"),
    ],
)
def test_advice_looks_at_every_line(line, code):
    assert code in codes(advice_items(replace(SAMPLE, lines=(LABOR, line))))
    assert code not in codes(advice_items(SAMPLE))


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"target_end": date(2026, 11, 30)}, "/target_end", "before_start"),
        ({"lines": (LABOR, replace(SERVER, quantity=D(-1)))}, "/lines/1/quantity", "negative"),
        ({"lines": (replace(LABOR, hours=D("-0.01")),)}, "/lines/0/hours", "negative"),
        ({"lines": (replace(LABOR, unit_cost=D("NaN")),)}, "/lines/0/unit_cost", "negative"),
    ],
)
def test_impossible_values_are_refused_with_their_place(change, pointer, code):
    (problem,) = value_problems(replace(SAMPLE, **change))
    assert (problem.pointer, problem.code) == (pointer, code)


def test_one_day_is_a_duration():
    assert value_problems(replace(SAMPLE, target_end=SAMPLE.target_start)) == []


@pytest.mark.parametrize(
    ("current", "wanted", "may"),
    [
        ("ready", "accepted", True),
        ("incomplete", "accepted", False),
        ("received", "accepted", False),
        ("returned", "accepted", False),
        ("returned", "ready", True),
        ("incomplete", "returned", True),
        ("accepted", "returned", False),
        ("declined", "ready", False),
        ("incomplete", "not_a_project", True),
    ],
)
def test_only_a_ready_deal_is_accepted(current, wanted, may):
    assert may_become(current, wanted) is may


@pytest.mark.parametrize("state", list(DealState))
def test_new_facts_move_only_undecided_deals(state):
    lacking = [Item("po_missing", "")]
    if is_open(state):
        assert state_after_change(state, []) == DealState.READY
        assert state_after_change(state, lacking) == DealState.INCOMPLETE
    else:
        assert state_after_change(state, []) == state_after_change(state, lacking) == state
