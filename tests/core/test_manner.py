"""How days, times and numbers are written for a reader of another habit; the usual way is in test_formats."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from core import formats
from core.formats import NBSP, Manner, read_as

DAY = dt.date(2026, 11, 20)
ZONE = ZoneInfo("America/New_York")
AT = dt.datetime(2026, 11, 20, 21, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("manner", "write", "text"),
    [
        (Manner(number="comma"), lambda: formats.format_number("1204.5"), "1.204,5"),
        (Manner(number="space"), lambda: formats.format_money("38400.5", "USD"), f"$38{NBSP}400,50"),
        (Manner(number="comma"), lambda: formats.format_percent("-4.5"), "−4,5%"),
        (Manner(date="day"), lambda: formats.format_day(DAY), f"Fri, 20{NBSP}Nov"),
        (Manner(date="day"), lambda: formats.format_day(DAY, dt.date(2027, 1, 1)), f"Fri, 20{NBSP}Nov{NBSP}2026"),
        (Manner(date="iso"), lambda: formats.format_day(DAY, weekday=False), "2026-11-20"),
        (Manner(date="day"), lambda: formats.format_long_day(DAY), "Friday, 20 November"),
        (Manner(date="iso"), lambda: formats.format_long_day(DAY), "Friday, 2026-11-20"),
        (Manner(date="iso"), lambda: formats.format_range(DAY, None), "2026-11-20 – ?"),
        (Manner(clock="24"), lambda: formats.format_clock(AT, ZONE), f"16:05{NBSP}EST"),
        (Manner(clock="24"), lambda: formats.format_stamp(AT, ZONE), f"Nov{NBSP}20, 16:05"),
    ],
)
def test_the_manner_decides_how_it_is_written(manner, write, text):
    usual = write()
    with read_as(manner):
        assert write() == text
    assert write() == usual != text


def test_kept_words_know_the_manner():
    usual = formats.reading()
    with read_as(Manner(date="iso")):
        assert formats.reading() != usual
