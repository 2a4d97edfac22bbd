"""What is said after a verdict."""

from decimal import Decimal

import pytest

from core.formats import NBSP
from projects.rules.reasons import Amounts, budget_reason, time_reason

D = Decimal


def hours(bac, ac, eac):
    return Amounts(D(bac), D(ac), D(eac))


@pytest.mark.parametrize(
    ("reason", "amounts", "sentence"),
    [
        ("slightly_over", hours("104", "46.5", "108.2"), "+4.2 h forecast, 4% over 104 h"),
        ("over_budget", hours("100", "50", "160"), "+60 h forecast, 60% over 100 h"),
        ("slightly_over", hours("1000", "1", "1001"), "+1 h forecast, 0.1% over 1,000 h"),
        ("within_budget", hours("104", "46.5", "100"), "100 h forecast of 104 h"),
        ("too_early", hours("104", "2", "104"), "2 h of 104 h used"),
        ("spent_over_budget", hours("8", "9.5", "9.5"), "9.5 h used, 8 h agreed"),
        ("no_budget", hours("0", "0", "5"), "5 h forecast, no budget"),
        ("nothing_to_compare", hours("0", "0", "0"), "nothing agreed and nothing used"),
        ("unconfirmed_remaining", hours("9", "9", "9"), "remaining hours not confirmed for a week"),
        (
            "over_budget",
            Amounts(D("7000"), D(0), D("8050"), "USD"),
            "+$1,050 forecast, 15% over $7,000",
        ),
    ],
)
def test_a_budget_verdict_is_followed_by_its_number(reason, amounts, sentence):
    assert budget_reason(reason, amounts).replace(NBSP, " ") == sentence


@pytest.mark.parametrize(
    ("reason", "slip", "start_slip", "sentence"),
    [
        ("end_on_the_day", 0, 0, "on the agreed day"),
        ("end_early", -6, 0, "6 working days early"),
        ("end_slightly_late", 1, 0, "1 working day late"),
        ("end_late", 11, 0, "11 working days late"),
        ("start_late", 0, 3, "start 3 working days late"),
        ("start_slightly_late", 0, 1, "start 1 working day late"),
        ("end_not_committed", None, None, "no end date agreed"),
        ("end_no_forecast", None, 0, "no plan to forecast from"),
        ("unconfirmed_remaining", 0, 0, "remaining hours not confirmed for a week"),
    ],
)
def test_a_time_verdict_is_followed_by_its_number(reason, slip, start_slip, sentence):
    assert time_reason(reason, slip, start_slip).replace(NBSP, " ") == sentence
