"""Rules of templates: tables, keys, days, what finished projects say."""

import datetime as dt
from decimal import Decimal

import pytest

from core.calendar import WorkingCalendar
from projects.rules.templates import days_of, keyed, overrun, plan_table, problem, read_plan, task_hours

TABLE = "Phase\tTask\tHours\tLevel\tInterrupts\tCustomer sees it\tFrom day\tDays\tAfter\n"


def lines(text):
    table = read_plan(text)
    assert not table.errors, table.errors
    return keyed(table.lines, ())


def test_a_table_is_read_as_it_was_written():
    plan = lines(TABLE + "Prepare\tSurvey\t2.5\tL2\tno\tyes\t0\t2\t\nMove\tCut over\t4\tL3\tyes\tno\t5\t1\t1\n")
    assert [line["key"] for line in plan] == ["survey", "cut-over"]
    assert plan[1] | {"key": ""} == {
        "key": "", "phase": "Move", "title": "Cut over", "hours": "4", "level": "L3",
        "disruptive": True, "visible": False, "offset": 5, "days": 1, "after": ["survey"],
    }  # fmt: skip
    assert keyed(read_plan(plan_table(plan)).lines, plan) == plan


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("A\t\t2\t\t\t\t\t\t", "no_title"),
        ("A\tB\tmany\t\t\t\t\t\t", "number"),
        ("A\tB\t1001\t\t\t\t\t\t", "hours"),
        ("A\tB\t1\tL9\t\t\t\t\t", "level"),
        ("A\tB\t1\t\tperhaps\t\t\t\t", "yes_no"),
        ("A\tB\t1\t\t\t\t-1\t\t", "days"),
        ("A\tB\t1\t\t\t\t\t0\t", "days"),
        ("A\tB\t1\t\t\t\t\t\t7", "no_line"),
        ("A\tB\t1\t\t\t\t\t\t1", "circle"),
        ("A\t=B1\t1\t\t\t\t\t\t", "formula"),
    ],
)
def test_each_wrong_cell_is_named(row, code):
    table = read_plan(TABLE + row)
    assert [(one.row, one.code) for one in table.errors] == [(2, code)]
    assert table.lines == ()


def test_a_task_keeps_its_key_through_new_order_and_phase():
    old = lines("Task\tHours\nSurvey\t1\nBuild\t2\nBuild\t3\n")
    assert [line["key"] for line in old] == ["survey", "build", "build-2"]
    new = keyed(read_plan("Phase\tTask\nLater\tBuild\nNew\tsurvey\nNew\tTest\n").lines, old)
    assert [line["key"] for line in new] == ["build", "survey", "test"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, ""),
        ({"hours": "-1"}, "line"),
        ({"title": " "}, "line"),
        ({"level": "L7"}, "line"),
        ({"days": 0}, "line"),
        ({"after": ["nowhere"]}, "line"),
        ({"after": ["survey"]}, "circle"),
    ],
)
def test_a_stored_plan_is_judged(change, code):
    plan = lines("Task\tHours\nSurvey\t1\n")
    assert problem([plan[0] | change]) == code


@pytest.mark.parametrize(
    ("offset", "days", "expected"),
    [
        (0, 1, ("2026-12-07", "2026-12-07")),  # the start is a Saturday
        (3, 2, ("2026-12-10", "2026-12-11")),
        (4, 2, ("2026-12-11", "2026-12-14")),
    ],
)
def test_days_are_working_days_after_the_start(offset, days, expected):
    found = days_of({"offset": offset, "days": days}, dt.date(2026, 12, 5), WorkingCalendar())
    assert tuple(day.isoformat() for day in found) == expected


def test_without_a_start_there_are_no_days():
    assert days_of({"offset": 0, "days": 1}, None, WorkingCalendar()) == (None, None)


@pytest.mark.parametrize(
    ("pairs", "count", "middle"),
    [
        ([], 0, None),
        ([(12, 10), (20, 10)], 2, None),
        ([(12, 10), (8, 10), (11, 10)], 3, 10),
        ([(12, 10), (8, 10), (11, 10), (13, 10)], 4, 15),
        ([(12, 10), (8, 10), (11, 10), (5, 0)], 3, 10),
    ],
)
def test_the_typical_overrun_is_a_median_and_few_projects_say_nothing(pairs, count, middle):
    found = overrun((Decimal(actual), Decimal(planned)) for actual, planned in pairs)
    assert (found.count, found.middle) == (count, middle)


@pytest.mark.parametrize(
    ("hours", "middle", "high"),
    [((1, 2, 3, 4), None, None), ((5, 1, 4, 2, 3), 3, Decimal("4.2")), ((2, 2, 2, 2, 2), 2, 2)],
)
def test_p50_and_p80_of_a_task(hours, middle, high):
    found = task_hours(map(Decimal, hours))
    assert (found.count, found.middle, found.high) == (len(hours), middle, high)
