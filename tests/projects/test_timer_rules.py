"""From a running clock to hours a day."""

import datetime as dt
import re
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from projects.forms.timesheet import read_hours
from projects.rules.timers import is_forgotten, worked

BERLIN = ZoneInfo("Europe/Berlin")


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("start", "stop", "parts"),
    [
        ("2026-11-23T09:00", "2026-11-23T10:30", [("2026-11-23", "1.50")]),
        ("2026-11-23T09:00:00", "2026-11-23T09:00:17", []),
        ("2026-11-23T09:00:00", "2026-11-23T09:00:18", [("2026-11-23", "0.01")]),
        ("2026-11-23T23:00", "2026-11-24T01:15", [("2026-11-23", "1.00"), ("2026-11-24", "1.25")]),
        ("2026-10-25T00:00", "2026-10-26T00:00", [("2026-10-25", "24")]),  # 25 hours long
        ("2026-03-29T01:00", "2026-03-29T04:00", [("2026-03-29", "2.00")]),  # 2 o'clock is skipped
        ("2026-11-23T09:00", "2026-11-23T09:00", []),
    ],
)
def test_hours_fall_on_the_local_day_on_which_they_were_worked(start, stop, parts):
    expected = [(dt.date.fromisoformat(day), Decimal(hours)) for day, hours in parts]
    assert worked(at(start), at(stop), BERLIN) == expected


def test_a_clock_is_forgotten_after_twelve_hours():
    start = at("2026-11-23T09:00")
    assert not is_forgotten(start, start + dt.timedelta(hours=12))
    assert is_forgotten(start, start + dt.timedelta(hours=12, seconds=1))


@pytest.mark.parametrize(
    ("text", "hours"),
    [("", None), (" 1.5 ", "1.5"), ("1,5", "1.5"), ("1:30", "1.5"), ("0:20", "0.33"), ("0", "0"), ("1e1", "10")],
)
def test_hours_as_people_write_them(text, hours):
    assert read_hours(text) == (None if hours is None else Decimal(hours))


@pytest.mark.parametrize("text", ["one", "1:75", "NaN", "inf", "1.5.2", "1 h"])
def test_what_is_no_hours(text):
    with pytest.raises(ValueError, match=re.escape(text)):
        read_hours(text)
