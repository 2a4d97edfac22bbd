"""What a plan lacks, where its lines go, and links that never run in a circle."""

import datetime as dt
from decimal import Decimal

import pytest

from projects.rules.links import circle, numbers_of
from projects.rules.plan import Arrival, ClosedDays, PlanTask, by_level, findings, grouped, placed, shifted

DAY = dt.date(2026, 11, 9)


def task(key=1, **values):
    return PlanTask(
        **{
            "key": key,
            "title": f"Task {key}",
            "estimate": Decimal(8),
            "level": "L2",
            "has_assignee": True,
        }
        | values
    )


def said(tasks, agreed=8, **facts):
    return [(one.code, one.blocks) for one in findings(tasks, agreed_hours=Decimal(agreed), **facts)]


@pytest.mark.parametrize(
    ("values", "agreed", "expected"),
    [
        ({}, 8, []),
        ({}, "8.01", [("hours_missing", True)]),
        ({"estimate": Decimal(0)}, 0, [("no_estimate", True)]),
        ({"level": ""}, 8, [("no_level", True)]),
        ({"has_assignee": False}, 8, [("no_assignee", True)]),
        ({"estimate": Decimal(0), "level": "", "has_assignee": False, "done": True}, 0, []),
    ],
)
def test_what_keeps_a_plan_from_being_approved(values, agreed, expected):
    assert said([task(**values)], agreed) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"disruptive": True, "start": DAY}, ["closed_days"]),
        (
            {"disruptive": True, "start": DAY - dt.timedelta(days=9), "end": DAY - dt.timedelta(days=1)},
            ["closed_days"],
        ),
        ({"disruptive": True, "end": DAY - dt.timedelta(days=2)}, []),
        ({"disruptive": True, "start": DAY + dt.timedelta(days=1)}, []),
        ({"disruptive": True}, []),
        ({"disruptive": False, "start": DAY}, []),
        ({"disruptive": True, "start": DAY, "done": True}, []),
    ],
)
def test_an_interruption_on_days_that_the_customer_keeps_free_is_named(values, expected):
    closed = [ClosedDays("Month end", DAY - dt.timedelta(days=1), DAY)]
    assert [code for code, _blocks in said([task(**values)], closed_days=closed)] == expected


def test_an_empty_plan_says_so_and_names_what_nobody_delivers():
    assert said([], 0, deliverables=["Mail moved"]) == [("empty", True), ("undelivered", False)]


def test_each_finding_gives_its_reason():
    tasks = [task(1, end=DAY + dt.timedelta(days=2)), task(2, start=DAY, after=(1,), level="")]
    arrivals = [Arrival("Server", DAY, DAY + dt.timedelta(days=1))]
    found = findings(tasks, agreed_hours=Decimal(20), arrivals=arrivals, deliverables=["DNS"])
    words = [one.text.replace("\xa0", " ") for one in found]
    assert words == [
        "4 h of the 20 h agreed are in no task.",
        "1 task has no level: “Task 2”",
        "No task delivers “DNS” of the SoW.",
        "Server arrives Mon, Nov 9 and can be used from Tue, Nov 10; “Task 2” is planned from Mon, Nov 9.",
        "“Task 2” starts Mon, Nov 9, before “Task 1”, which it follows, ends Wed, Nov 11.",
    ]


def test_a_deliverable_is_covered_by_the_task_that_names_it_and_a_done_predecessor_holds_nothing():
    tasks = [
        task(1, end=DAY + dt.timedelta(days=2), done=True, delivers="DNS"),
        task(2, start=DAY, after=(1,)),
    ]
    assert said(tasks, deliverables=["DNS", "DNS", "task 2"]) == []


def test_many_are_counted_and_five_are_named():
    (found,) = findings([task(n, level="") for n in range(7)], agreed_hours=Decimal(1))
    assert found.text.startswith("7 tasks have no level: “Task 0”")
    assert found.text.endswith("“Task 4”, and 2 more")


def test_hours_by_level_keep_what_only_one_side_names():
    rows = by_level([task(level="L3"), task(level="")], {"L2": Decimal(4)}, {"L2": Decimal(6), "L1": Decimal(0)})
    assert [(row.level, row.sold, row.agreed, row.planned, row.missing) for row in rows] == [
        ("L2", 4, 6, 0, 6),
        ("L3", 0, 0, 8, -8),
        ("", 0, 0, 8, -8),
    ]


LINES = [("a", "1"), ("b", "1"), ("c", "2"), ("d", "2")]


@pytest.mark.parametrize(
    ("keys", "step", "order", "phases"),
    [
        ("b", -1, "bacd", "1122"),
        ("a", -1, "abcd", "1122"),
        ("ab", -1, "abcd", "1122"),
        ("d", 1, "abcd", "1122"),
        ("a", 1, "bacd", "1122"),
        ("b", 1, "abcd", "1222"),  # over into the next phase, at its head
        ("c", -1, "abcd", "1112"),
        ("cd", -1, "abcd", "1111"),
        ("ab", 1, "abcd", "2222"),
        ("x", 1, "abcd", "1122"),
    ],
)
def test_lines_move_by_one_and_over_into_the_neighboring_phase(keys, step, order, phases):
    found = shifted(LINES, keys, step)
    assert "".join(key for key, _phase in found) == order
    assert "".join(phase for _key, phase in found) == phases


def test_lines_are_dropped_beside_another_and_take_its_phase():
    assert placed(LINES, "a", "d", below=True) == [("b", "1"), ("c", "2"), ("d", "2"), ("a", "2")]
    assert placed(LINES, "da", "b", below=False) == [("a", "1"), ("d", "1"), ("b", "1"), ("c", "2")]
    assert placed(LINES, "a", "a", below=True) == placed(LINES, "a", "gone", below=True) == LINES


def test_a_phase_stays_in_one_piece():
    assert grouped([("a", "1"), ("b", "2"), ("c", "1")]) == [("a", "1"), ("c", "1"), ("b", "2")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("3", [3]),
        (" 3, 5;3 ", [3, 5]),
        ("3 FS", None),
        ("-1", None),
        ("x", None),
        (",".join("1" * 30), None),
    ],
)
def test_links_are_written_as_numbers_of_lines(text, expected):
    assert numbers_of(text) == expected


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ([], []),
        ([("a", "b"), ("b", "c"), ("a", "c")], []),
        ([("a", "b"), ("b", "c"), ("c", "a")], ["a", "b", "c"]),
        ([("x", "a"), ("a", "b"), ("b", "a")], ["a", "b"]),
        ([(n, n + 1) for n in range(5000)], []),
        ([(n, (n + 1) % 5000) for n in range(5000)], list(range(5000))),
    ],
)
def test_circles_are_found_and_long_chains_are_none(links, expected):
    assert circle(links) == expected
