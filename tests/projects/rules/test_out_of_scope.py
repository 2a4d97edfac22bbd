"""Out-of-scope work as values: turns, consent, thresholds, the clock, reminders, the running total, responsibility 9."""

import datetime as dt
import importlib
from decimal import Decimal

import pytest

from projects.choices import EvidenceEffect, OutOfScopeMode, OutOfScopeState
from projects.rules import out_of_scope as rules
from projects.rules.out_of_scope import ChangeReason, Running, Standing, Telling, Worth

State, Mode = OutOfScopeState, OutOfScopeMode
NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def test_the_database_and_the_rules_know_the_same_turns():
    migration = importlib.import_module("projects.migrations.0018_out_of_scope")
    known = {f"{state}>{to}" for state, turns in rules.TURNS.items() for to in turns}
    assert set(migration.TURNS.split(",")) == known


def test_every_state_is_reached_and_only_four_are_ends():
    assert {State.CAPTURED}.union(*rules.TURNS.values()) == set(State)
    assert {State.INVOICED, State.ABSORBED, State.CHANGE_ORDER, State.WITHDRAWN} == rules.ENDED


@pytest.mark.parametrize(
    ("mode", "starts"),
    [
        (Mode.APPROVAL, {State.APPROVED}),
        (Mode.PREAUTHORIZED, {State.NOTIFIED, State.APPROVED}),
        (Mode.EMERGENCY, {State.CAPTURED, State.ESTIMATED, State.NOTIFIED}),
    ],
)
def test_work_starts_with_consent_and_from_nowhere_else(mode, starts):
    assert {state for state in State if rules.may_start(mode, state)} == starts
    assert all(rules.may_turn(state, State.IN_PROGRESS) for state in starts)


@pytest.mark.parametrize(
    ("hours", "days", "deliverable", "reasons"),
    [
        ("8", 0, False, []),
        ("8.25", 0, False, [ChangeReason.HOURS]),
        ("1", 1, False, [ChangeReason.END]),
        ("1", 0, True, [ChangeReason.DELIVERABLE]),
        ("9", 2, True, [ChangeReason.DELIVERABLE, ChangeReason.HOURS, ChangeReason.END]),
    ],
)
def test_what_is_too_large_becomes_a_change_order(hours, days, deliverable, reasons):
    found = rules.change_order_reasons(
        hours=Decimal(hours), days_added=days, changes_deliverable=deliverable, most_hours=Decimal(8), most_days=0
    )
    assert found == reasons


@pytest.mark.parametrize(
    ("wanted", "used", "limit", "fits"),
    [("100", "0", "0", False), ("0", "0", "0", False), ("500", "0", "500", True), ("1", "500", "500", False)],
)
def test_a_limit_agreed_beforehand_holds_for_all_items_together(wanted, used, limit, fits):
    assert rules.fits_limit(wanted=Decimal(wanted), used=Decimal(used), limit=Decimal(limit)) is fits


@pytest.mark.parametrize(
    ("told", "until", "now", "standing"),
    [
        (-1, None, 9, Standing.TOLD),
        (0, None, 9, Standing.TOLD),
        (1, None, 9, Standing.TOLD_LATE),
        (4, 4, 9, Standing.TOLD),
        (4.1, 4, 9, Standing.TOLD_LATE),
        (None, 4, 3.9, Standing.OWED),
        (None, 4, 4, Standing.OVERDUE),
    ],
)
def test_work_is_told_before_it_starts_and_an_emergency_within_its_hours(told, until, now, standing):
    def at(hours):
        return None if hours is None else NOON + hours * HOUR

    assert rules.standing(Telling(NOON, at(told), at(until)), at(now)) == standing


def test_reminders_come_at_half_time_and_a_day_before_the_end():
    until, found, after = NOON + dt.timedelta(days=10), [], NOON
    while (after := rules.next_reminder(NOON, until, after)) is not None:
        found.append(after - NOON)
    assert found == [dt.timedelta(days=5), dt.timedelta(days=9)]


def test_a_day_to_answer_has_one_reminder():
    until = NOON + dt.timedelta(days=1)
    assert rules.next_reminder(NOON, until, NOON) == NOON + 12 * HOUR
    assert rules.next_reminder(NOON, until, NOON + 12 * HOUR) is None


def test_the_running_total_counts_what_the_customer_was_told_and_bears():
    items = [
        Worth(State.ESTIMATED, Decimal(100), None, told=False),
        Worth(State.APPROVED, Decimal(200), None, told=True),
        Worth(State.READY_TO_INVOICE, Decimal(300), Decimal(250), told=True),
        Worth(State.INVOICED, Decimal(50), Decimal(60), told=True),
        Worth(State.DECLINED, Decimal(900), None, told=True),
        Worth(State.ABSORBED, Decimal(900), Decimal(900), told=True),
        Worth(State.IN_PROGRESS, None, None, told=True),
        Worth(State.IN_PROGRESS, Decimal(70), None, told=False),
    ]
    found = rules.running(items)
    assert found == Running(count=4, open=Decimal(450), invoiced=Decimal(60), unpriced=1)
    assert found.total == 510


FULFILLS, REOPENS = EvidenceEffect.FULFILLS, EvidenceEffect.REOPENS


@pytest.mark.parametrize(
    ("standings", "done", "delivered", "last", "effect"),
    [
        ([], True, True, None, None),
        ([Standing.TOLD], True, False, None, None),
        ([Standing.TOLD], False, True, None, None),
        ([Standing.TOLD], True, True, None, FULFILLS),
        ([Standing.TOLD], True, True, REOPENS, FULFILLS),
        ([Standing.TOLD], True, True, FULFILLS, None),
        ([Standing.TOLD, Standing.OWED], True, True, None, None),
        ([Standing.TOLD, Standing.OWED], True, True, FULFILLS, REOPENS),
        ([Standing.TOLD_LATE], True, True, None, None),
        ([Standing.OVERDUE], True, True, REOPENS, None),
    ],
)
def test_responsibility_9_follows_from_what_was_told(standings, done, delivered, last, effect):
    found = rules.duty_effect(standings, all_done=done, delivered=delivered, last_effect=last)
    assert found == effect
