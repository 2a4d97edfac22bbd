"""Numbers and dates as people read them; pure, no database."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from core import formats

NY, VIENNA = ZoneInfo("America/New_York"), ZoneInfo("Europe/Vienna")
NOW = dt.datetime(2026, 11, 19, 16, 0, tzinfo=dt.UTC)  # 11:00 AM in New York


def plain(text):
    """Ordinary spaces, so that tables read well; the no-break spaces have a test of their own."""
    return text.replace(formats.NBSP, " ")


@pytest.mark.parametrize(
    ("value", "shown"),
    [("0", "0 h"), ("4.20", "4.2 h"), ("104", "104 h"), ("1204.5", "1,204.5 h"), ("0.005", "0.01 h"),
     ("2.675", "2.68 h"), ("-3.5", "−3.5 h"), ("-0.001", "0 h"), ("100", "100 h")],
)  # fmt: skip
def test_hours_drop_zeros_and_round_half_up(value, shown):
    assert plain(formats.format_hours(Decimal(value))) == shown


def test_exact_hours_keep_two_places_for_columns_that_are_added_up():
    assert plain(formats.format_hours(Decimal("4.2"), exact=True)) == "4.20 h"


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [("38400", "USD", "$38,400"), ("450.5", "USD", "$450.50"), ("-12", "EUR", "−€12"), ("1200", "CHF", "CHF 1,200"),
     ("10.005", "CAD", "CA$10.01"), ("999.5", "JPY", "¥1,000"), ("0", "GBP", "£0")],
)  # fmt: skip
def test_money_shows_its_currency_and_cents_only_when_there_are_any(amount, currency, shown):
    assert plain(formats.format_money(Decimal(amount), currency)) == shown


@pytest.mark.parametrize(("points", "shown"), [("4", "4%"), ("-2.04", "−2%"), ("12.25", "12.3%"), ("-0.04", "0%")])
def test_percent_has_one_place_and_a_real_minus(points, shown):
    assert formats.format_percent(Decimal(points)) == shown


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [("4.2", "h", "+4.2 h"), ("-2", "%", "−2%"), ("0", "h", "0 h"), ("0.001", "h", "0 h")],
)
def test_differences_carry_their_sign_and_zero_none(value, unit, shown):
    assert plain(formats.format_signed(Decimal(value), unit)) == shown


def test_days_name_the_year_only_when_it_differs():
    day = dt.date(2026, 11, 20)
    assert plain(formats.format_day(day, dt.date(2026, 1, 1))) == "Fri, Nov 20"
    assert plain(formats.format_day(day, dt.date(2027, 1, 1))) == "Fri, Nov 20, 2026"
    assert plain(formats.format_day(day, weekday=False)) == "Nov 20"


def test_ranges_join_with_a_dash_and_keep_an_open_side_visible():
    assert plain(formats.format_range(dt.date(2026, 10, 26), dt.date(2026, 12, 18))) == "Oct 26 – Dec 18"
    assert plain(formats.format_range(dt.date(2026, 10, 26), None)) == "Oct 26 – ?"


@pytest.mark.parametrize(
    ("tz", "shown"),
    [
        (NY, "11:00 AM EST"),
        (VIENNA, "5:00 PM CET"),
        (ZoneInfo("Asia/Dubai"), "8:00 PM UTC+04"),
        (dt.UTC, "4:00 PM UTC"),
    ],
)
def test_times_name_their_zone(tz, shown):
    assert plain(formats.format_clock(NOW, tz)) == shown


def test_a_window_names_the_half_of_the_day_once_and_another_day_in_full():
    start = dt.datetime(2027, 1, 2, 23, 0, tzinfo=dt.UTC)
    assert (
        plain(formats.format_window(start, start + dt.timedelta(hours=5), NY)) == "Sat, Jan 2, 6:00 – 11:00 PM EST"
    )
    assert plain(formats.format_window(start, start + dt.timedelta(hours=8), NY)) == (
        "Sat, Jan 2, 6:00 PM – Sun, Jan 3, 2:00 AM EST"
    )


@pytest.mark.parametrize(
    ("gap", "shown"),
    [(dt.timedelta(hours=5), "in 5 h, 4:00 PM EST"), (dt.timedelta(minutes=-20), "20 min ago, 10:40 AM EST"),
     (dt.timedelta(days=1), "tomorrow, Nov 20, 11:00 AM"), (dt.timedelta(hours=-11, minutes=-1), "yesterday, Nov 18, 11:59 PM"),
     (dt.timedelta(days=-2), "2 days ago, Nov 17, 11:00 AM"), (dt.timedelta(0), "now, 11:00 AM EST")],
)  # fmt: skip
def test_moments_are_relative_and_exact_and_count_calendar_days(gap, shown):
    assert plain(formats.format_moment(NOW + gap, NOW, NY)) == shown


def test_numbers_and_units_months_and_days_never_part_at_a_line_end():
    texts = (
        formats.format_hours(Decimal(4)),
        formats.format_day(dt.date(2026, 11, 20), weekday=False),
        formats.format_clock(NOW, NY),
        formats.format_days(3),
    )
    assert all(" " not in text for text in texts)


@pytest.mark.parametrize(
    ("name", "shown"), [("Ana Ruiz", "AR"), ("Dr. Owen van Pratt", "DP"), ("Cher", "C"), ("", ""), ("   ", "")]
)
def test_initials_are_those_of_the_first_and_the_last_word(name, shown):
    assert formats.initials(name) == shown


@pytest.mark.parametrize(
    ("zone", "month", "said"),
    [
        ("America/New_York", 1, "EST"),
        ("America/New_York", 7, "EDT"),
        ("Asia/Kolkata", 1, "IST"),
        ("Asia/Kathmandu", 1, "UTC+5:45"),
        ("America/Sao_Paulo", 1, "UTC−3"),
        ("UTC", 1, "UTC"),
    ],
)
def test_a_zone_is_said_as_people_say_it(zone, month, said):
    assert formats.zone_label(ZoneInfo(zone), dt.datetime(2026, month, 9, tzinfo=dt.UTC)) == said
