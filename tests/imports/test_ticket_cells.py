"""Cells of a service desk's export, and what its categories and groups most likely mean: tables of examples."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from core.cells import instant_of, order_of
from scheduling.imports.cells import level_of, priority_of
from scheduling.imports.sorting import level_in, type_in

ZONE = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("cell", "order", "expected"),
    [
        ("29/2/2016 01:16", "day", "2016-02-29T01:16:00-05:00"),
        ("2/29/2016 1:16 AM", "month", "2016-02-29T01:16:00-05:00"),
        ("2/29/2016 12:16 AM", "month", "2016-02-29T00:16:00-05:00"),
        ("2/29/2016, 12:16:09 p.m.", "month", "2016-02-29T12:16:09-05:00"),
        ("13/3/2016 02:30", "day", "2016-03-13T07:30:00+00:00"),
        ("6/11/2016 01:30", "day", "2016-11-06T05:30:00+00:00"),
        ("3/4/16", "day", "2016-04-03T00:00:00-04:00"),
        ("3.4.2016 7:05", "month", "2016-04-03T07:05:00-04:00"),
        ("2016-04-03 07:05:06.123", "day", "2016-04-03T07:05:06-04:00"),
        ("2016-04-03T07:05:06Z", "month", "2016-04-03T07:05:06+00:00"),
        ("2016-04-03T07:05:06+0530", "month", "2016-04-03T07:05:06+05:30"),
        ("2016-07-03T00:00:00", "month", "2016-07-03T00:00:00-04:00"),
        ("29/2/2016 01:16", "month", None),
        ("31/4/2016", "day", None),
        ("1/1/2016 13:00 PM", "day", None),
        ("1/1/2016 24:00", "day", None),
        ("1/1/1816", "day", None),
        ("2016-04-03T07:05:06+99:00", "day", None),
        ("yesterday", "day", None),
        ("", "day", None),
    ],
)
def test_instants(cell, order, expected):
    found = instant_of(cell, order, ZONE)
    assert found == (expected and dt.datetime.fromisoformat(expected))
    assert found is None or found.tzinfo is dt.UTC


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1/2/2016 10:00", "29/2/2016 10:00"], "day"),
        (["?", "1/2/2016", "2/29/2016"], "month"),
        (["1/2/2016", "2016-02-29", "29.2.2016"], ""),
        ([], ""),
    ],
)
def test_the_order_of_day_and_month_is_seen_where_it_can_be(cells, expected):
    assert order_of(cells) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1 - Critical", 1),
        ("3 - Moderate", 3),
        ("5 - Planning", 4),
        ("P2", 2),
        ("Priority 4", 4),
        ("High", 2),
        ("URGENT", 1),
        ("?", 3),
        ("", 3),
        ("13", 3),
    ],
)
def test_priorities(cell, expected):
    assert priority_of(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("L2", "L2"),
        ("tier 3", "L3"),
        ("Level-1", "L1"),
        ("2nd line", "L2"),
        ("3", "L3"),
        ("4", None),
        ("Lead", None),
    ],
)
def test_levels(cell, expected):
    assert level_of(cell) == expected


@pytest.mark.parametrize(
    ("value", "kind", "level"),
    [
        ("Incident / Service Desk L1", "incident", "L1"),
        ("Break-Fix", "incident", ""),
        ("Monitoring Alerts", "alert", ""),
        ("How-To Questions", "how_to", ""),
        ("On-Site", "on_site_visit", ""),
        ("Preventive maintenance (tier 2)", "recurring_maintenance", "L2"),
        ("2nd Line Support", "", "L2"),
        ("Removed", "", ""),
        ("Address book", "", ""),
        ("Group 70", "", ""),
    ],
)
def test_values_are_guessed_by_whole_words(value, kind, level):
    assert (type_in(value), level_in(value)) == (kind, level)
