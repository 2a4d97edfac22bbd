"""On-Budget: every boundary of the color, in hours and in money."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import CurrencyMismatch, Money
from projects.choices import Color
from projects.rules.facts import Budget, CostFacts, TaskFact, Thresholds
from projects.rules.health import (
    budget_verdict,
    default_remaining,
    earned_hours,
    is_unconfirmed,
    remaining_hours,
    share_done,
    unconfirmed_for_long,
    worst,
)

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
D = Decimal


def task(estimate, actual="0", remaining=None, **more):
    left = None if remaining is None else D(remaining)
    return TaskFact(estimate=D(estimate), actual=D(actual), remaining=left, **more)


def judge(tasks, bac="100", **more):
    more.setdefault("plan_approved", True)
    return budget_verdict(tasks, Budget(D(bac), **more), now=NOW)


def usd(amount):
    return Money(D(amount), "USD")


def cost(levels="100", **more):
    facts = {
        "rates": {"L2": usd("70")},
        "baseline_levels": {"L2": D(levels)},
        "labor_spent": usd("0"),
        "bom_budget": usd("0"),
        "bom_spent": usd("0"),
        "bom_forecast": usd("0"),
    }
    return CostFacts(**{**facts, **more})


@pytest.mark.parametrize(
    ("bac", "tasks", "color", "reason"),
    [
        # nothing done
        ("100", [task("100")], Color.TOO_EARLY, "too_early"),
        ("100", [], Color.TOO_EARLY, "too_early"),
        # no budget
        ("0", [], Color.TOO_EARLY, "nothing_to_compare"),
        ("0", [task("5")], Color.RED, "no_budget"),
        ("0", [task("0", "1", "0")], Color.RED, "no_budget"),
        # the early limit: EV 9.99, 10, and 9 with a number from the tech
        ("100", [task("100", "9.99")], Color.TOO_EARLY, "too_early"),
        ("100", [task("100", "10")], Color.GREEN, "within_budget"),
        ("100", [task("100", "9", "91")], Color.GREEN, "within_budget"),
        ("10", [task("3", "1"), task("7")], Color.GREEN, "within_budget"),
        # green up to the budget, amber up to 10 %, red above
        ("100", [task("100", "50", "50")], Color.GREEN, "within_budget"),
        ("100", [task("100", "50", "50.01")], Color.AMBER, "slightly_over"),
        ("100", [task("100", "50", "60")], Color.AMBER, "slightly_over"),
        ("100", [task("100", "50", "60.01")], Color.RED, "over_budget"),
        # two hours where they are more than 10 %
        ("8", [task("8", "4", "6")], Color.AMBER, "slightly_over"),
        ("8", [task("8", "4", "6.01")], Color.RED, "over_budget"),
        ("20", [task("20", "10", "12")], Color.AMBER, "slightly_over"),
        ("20", [task("20", "10", "12.01")], Color.RED, "over_budget"),
        # spent
        ("100", [task("100", "100", "0")], Color.GREEN, "within_budget"),
        ("100", [task("100", "100.01", "0")], Color.RED, "spent_over_budget"),
        (
            "100",
            [task("2000", "101")],
            Color.RED,
            "spent_over_budget",
        ),  # even when early
        # finished below the budget
        ("100", [task("100", "80", done=True)], Color.GREEN, "within_budget"),
    ],
)
def test_color_of_hours(bac, tasks, color, reason):
    verdict = judge(tasks, bac)
    assert (verdict.color, verdict.reason) == (color, reason)


def test_no_budget_has_no_percentage():
    hours = judge([task("5")], "0").hours
    assert hours.variance is None
    assert hours.cpi is None


def test_spent_before_started_is_red_and_still_computes():
    verdict = judge([task("0", "3")], "0", actual_without_task=D(1))
    assert verdict.color == Color.RED
    assert verdict.hours.ac == D(4)


def test_numbers_of_a_running_project():
    hours = judge([task("60", "30", "34.2"), task("44", "44", done=True)], "104").hours
    assert (hours.ac, hours.etc, hours.eac) == (D(74), D("34.2"), D("108.2"))
    assert hours.ev == 44 + D(60) * 30 / D("64.2")
    assert hours.cpi == hours.ev / 74
    assert hours.variance == D("4.2") / 104


def test_approved_changes_enlarge_the_budget():
    assert judge([task("100", "50", "60")], "100", change_hours=D(10)).color == Color.GREEN


def test_hours_without_a_task_are_used_hours():
    assert judge([task("90", "45", "45")], "100", actual_without_task=D(11)).color == Color.AMBER


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"plan_approved": False}, "40"),
        ({"plan_approved": True}, "0"),
        ({"plan_approved": False, "delivered": True}, "0"),
    ],
)
def test_unplanned_hours_count_until_the_plan_is_approved_or_all_is_delivered(more, expected):
    assert judge([task("60", "30")], "100", **more).hours.unplanned == D(expected)


def test_more_estimates_than_budget_leave_nothing_unplanned():
    assert judge([task("160", "30")], "100", plan_approved=False).hours.unplanned == 0


def test_nothing_is_too_early_once_delivered():
    verdict = judge([task("5", "4", done=True)], "100", delivered=True)
    assert verdict.color == Color.GREEN


def test_a_number_once_given_ends_too_early_even_after_the_task_is_done():
    done = [task("5", "5", done=True), task("95")]
    assert judge(done).color == Color.TOO_EARLY
    assert judge(done, remaining_revised=True).color == Color.GREEN


def test_thresholds_belong_to_the_organization():
    strict = Thresholds(budget_ratio=D("0.05"), budget_hours=D(1))
    facts = [task("100", "50", "56")]
    assert budget_verdict(facts, Budget(D(100)), now=NOW).color == Color.AMBER
    verdict = budget_verdict(facts, Budget(D(100)), now=NOW, thresholds=strict)
    assert verdict.color == Color.RED


@pytest.mark.parametrize(
    ("fact", "left", "share"),
    [
        (task("10"), "10", "0"),
        (task("10", "4"), "6", "0.4"),
        (task("10", "4", "12"), "12", "0.25"),
        (task("10", "12"), "0", "1"),
        (task("10", "4", done=True), "0", "1"),
        (task("10", "4", "6", done=True), "0", "1"),
        (task("0"), "0", "0"),  # no hours at all: nothing to divide by
        (task("10", "0", "0"), "0", "0"),
    ],
)
def test_remaining_and_share_of_a_task(fact, left, share):
    assert remaining_hours(fact) == D(left)
    assert share_done(fact) == D(share)
    assert earned_hours(fact) == fact.estimate * D(share)


def test_default_remaining_is_never_negative():
    assert default_remaining(D(3), D(5)) == 0


@pytest.mark.parametrize(
    ("fact", "unconfirmed"),
    [
        (task("10", "9.99"), False),
        (task("10", "10"), True),
        (task("10", "10", "0"), False),  # the tech has said: nothing left
        (task("10", "12", done=True), False),
    ],
)
def test_a_task_over_its_estimate_without_a_number_is_unconfirmed(fact, unconfirmed):
    assert is_unconfirmed(fact) is unconfirmed


@pytest.mark.parametrize(
    ("age", "color"),
    [
        (timedelta(days=7) - timedelta(seconds=1), Color.GREEN),
        (timedelta(days=7), Color.AMBER),
        (timedelta(days=30), Color.AMBER),
    ],
)
def test_unconfirmed_for_seven_days_is_never_green(age, color):
    verdict = judge([task("50", "50", estimate_reached_at=NOW - age), task("50")])
    assert verdict.color == color
    assert verdict.reason == ("within_budget" if color == Color.GREEN else "unconfirmed_remaining")


@pytest.mark.parametrize(
    ("reached", "now", "color"),
    [
        # noon to noon in New York is 167 hours over the Sunday of 23, and 169 over the Sunday of 25
        (datetime(2027, 3, 8, 17, tzinfo=UTC), datetime(2027, 3, 15, 16, tzinfo=UTC), Color.GREEN),
        (datetime(2027, 3, 8, 17, tzinfo=UTC), datetime(2027, 3, 15, 17, tzinfo=UTC), Color.AMBER),
        (datetime(2026, 10, 26, 16, tzinfo=UTC), datetime(2026, 11, 2, 15, 59, tzinfo=UTC), Color.GREEN),
        (datetime(2026, 10, 26, 16, tzinfo=UTC), datetime(2026, 11, 2, 17, tzinfo=UTC), Color.AMBER),
    ],
)
def test_seven_days_are_168_hours_whatever_the_clocks_do(reached, now, color):
    tasks = [task("50", "50", estimate_reached_at=reached), task("50")]
    assert budget_verdict(tasks, Budget(D(100)), now=now).color == color


def test_unconfirmed_since_nobody_knows_when_counts():
    assert unconfirmed_for_long([task("5", "5")], NOW) == 1


def test_unconfirmed_does_not_hide_red():
    verdict = judge([task("50", "101", estimate_reached_at=NOW - timedelta(days=9))])
    assert (verdict.color, verdict.unconfirmed_tasks) == (Color.RED, 1)


def test_cost_of_level_hours_and_bom():
    facts = cost(labor_spent=usd("3500"), bom_budget=usd("7200"), bom_forecast=usd("7200"))
    money = judge([task("100", "50", level="L2")], cost=facts).cost
    assert money.bac == usd("14200")
    assert money.ac == usd("3500")
    assert money.etc == usd("10700")
    assert money.variance == 0
    assert money.color == Color.GREEN


@pytest.mark.parametrize(
    ("bom", "color", "decided_by"),
    [
        ("1000", Color.GREEN, "hours"),
        ("1000.01", Color.AMBER, "cost"),
        ("1800", Color.AMBER, "cost"),  # 10 % over 8,000
        ("1800.01", Color.RED, "cost"),
    ],
)
def test_the_worse_of_hours_and_cost_decides(bom, color, decided_by):
    facts = cost(labor_spent=usd("3500"), bom_budget=usd("1000"), bom_forecast=usd(bom))
    verdict = judge([task("100", "50", level="L2")], cost=facts)
    assert (verdict.color, verdict.decided_by) == (color, decided_by)


def test_two_hours_of_money_are_at_risk_only():
    facts = cost("8", labor_spent=usd("420"))
    verdict = judge([task("8", "4", level="L2")], "8", cost=facts)
    assert verdict.cost.eac == usd("700")
    assert verdict.cost.tolerance == usd("140")
    assert verdict.color == Color.AMBER


def test_hours_nobody_planned_cost_the_average_exactly():
    facts = cost(
        baseline_levels={"L1": D(1), "L2": D(2)},
        rates={"L1": usd("30"), "L2": usd("35")},
    )
    verdict = judge([], "3", plan_approved=False, cost=facts)
    assert verdict.cost.eac == verdict.cost.bac == usd("100")


def test_money_spent_over_the_budget_is_red_even_when_early():
    verdict = judge([task("100", "1", level="L2")], cost=cost(labor_spent=usd("7001")))
    assert (verdict.color, verdict.decided_by) == (Color.RED, "cost")


def test_no_money_at_all_leaves_the_verdict_to_hours():
    facts = cost(rates={"L2": usd("0")})
    verdict = judge([task("100", "50", level="L2")], cost=facts)
    assert verdict.cost.reason == "nothing_to_compare"
    assert verdict.color == Color.GREEN


@pytest.mark.parametrize("level", ["L3", ""])
def test_a_level_without_rate_is_said_and_not_guessed(level):
    verdict = judge([task("100", "50", level=level)], cost=cost())
    assert verdict.cost is None
    assert verdict.missing_rates == (level,)
    assert verdict.color == Color.GREEN


def test_currencies_are_never_added():
    with pytest.raises(CurrencyMismatch):
        judge([task("100", level="L2")], cost=cost(bom_spent=Money(D(1), "EUR")))


def test_worst_of_several_colors():
    assert worst([Color.GREEN, Color.NOT_SCHEDULED, Color.TOO_EARLY]) == Color.NOT_SCHEDULED
    assert worst([Color.RED, Color.AMBER]) == Color.RED


HOURS = st.decimals(0, 500, places=2)
TASKS = st.lists(
    st.builds(
        TaskFact,
        estimate=HOURS,
        actual=HOURS,
        remaining=st.none() | HOURS,
        done=st.booleans(),
    ),
    max_size=8,
)


@given(TASKS, HOURS, st.booleans())
def test_sums_hold_for_any_project(tasks, bac, approved):
    hours = budget_verdict(tasks, Budget(bac, plan_approved=approved), now=NOW).hours
    assert hours.eac == hours.ac + hours.etc
    assert 0 <= hours.ev <= sum(fact.estimate for fact in tasks)
    assert (hours.variance is None) == (bac == 0)
    assert hours.color != Color.GREEN or hours.eac <= bac


@given(TASKS, HOURS, st.decimals("0.01", 100, places=2))
def test_more_hours_to_come_never_improve_the_color(tasks, bac, extra):
    revised = [*tasks, task("10", "10", "1")]
    worse = [*tasks, TaskFact(estimate=D(10), actual=D(10), remaining=1 + extra)]
    budget = Budget(bac, plan_approved=True, remaining_revised=True)
    order = [Color.GREEN, Color.AMBER, Color.RED]
    before = budget_verdict(revised, budget, now=NOW).hours.color
    after = budget_verdict(worse, budget, now=NOW).hours.color
    assert order.index(after) >= order.index(before)
