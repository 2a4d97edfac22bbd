"""What is said before a deal is accepted."""

from datetime import date

import pytest

from core.calendar import WorkingCalendar
from projects.rules.acceptance import foreseen

TODAY = date(2026, 11, 23)


def look(**facts):
    said = {"won_on": TODAY, "received_on": TODAY, "start": TODAY, "end": TODAY} | facts
    seen = foreseen(today=TODAY, calendar=WorkingCalendar(), due_days={}, **said)
    return [one.replace("\xa0", " ") for one in seen.dates], [one.replace("\xa0", " ") for one in seen.duties]


def test_a_deal_that_comes_in_time_is_no_reason_to_warn():
    assert look() == ([], [])


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"start": date(2026, 11, 2), "end": date(2026, 11, 20)}, "The promised end, Fri, Nov 20, has passed"),
        ({"start": date(2026, 11, 20)}, "The promised start, Fri, Nov 20, has passed"),
    ],
)
def test_dates_that_have_passed_are_said(facts, sentence):
    assert look(**facts)[0][0].startswith(sentence)


def test_a_deal_won_long_ago_is_counted_from_its_receipt_and_nothing_is_late():
    assert look(won_on=date(2026, 10, 5))[1] == [
        "Won on Mon, Oct 5, received on Mon, Nov 23: what was due before it came is counted from that day."
    ]


def test_what_lay_here_too_long_is_named():
    seen = look(won_on=date(2026, 11, 13), received_on=date(2026, 11, 13))
    assert seen[1] == ["Purchased and SoW & BoM are late from the first day."]
    organizations_own = foreseen(
        today=TODAY,
        won_on=date(2026, 11, 13),
        received_on=date(2026, 11, 13),
        start=None,
        end=None,
        calendar=WorkingCalendar(),
        due_days={("standard", "sow_bom"): 20},
    )
    assert organizations_own.duties == ("Purchased is late from the first day.",)
