"""The twelve: their order and owners, their states from facts, their due dates, their waivers."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.calendar import WorkingCalendar
from projects.choices import EvidenceEffect, ResponsibilityKey, ResponsibilityState
from projects.rules.playbook import PLAYBOOK
from projects.rules.responsibilities import (
    BY_KEY,
    TWELVE,
    Conditions,
    EvidenceFact,
    can_be_confirmed_by_hand,
    due_on,
    initial_state,
    is_late,
    may_confirm,
    may_wait,
    may_waive,
    missed_weeks,
    open_blockers,
    state_from,
    weekly_updates_fulfilled,
)

Key, State, Effect = ResponsibilityKey, ResponsibilityState, EvidenceEffect
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ALL_TRUE = Conditions(plan_approved=True, delivered=True)


def facts(*effects):
    return [EvidenceFact(effect, NOON + timedelta(hours=hour)) for hour, effect in enumerate(effects)]


def test_the_twelve_stand_in_their_fixed_order():
    assert [item.key.value for item in TWELVE] == [
        "sold",
        "purchased",
        "sow_bom",
        "plan",
        "schedule",
        "escalation",
        "dates",
        "weekly_updates",
        "out_of_scope",
        "close_out",
        "acceptance",
        "retrospective",
    ]
    assert [item.position for item in TWELVE] == list(range(1, 13))


@pytest.mark.parametrize(
    ("key", "role"),
    [
        ("sold", "sales"),
        ("sow_bom", "lead_tech"),
        ("plan", "lead_tech"),
        ("schedule", "dispatcher"),
        ("escalation", "support"),
        ("acceptance", "support"),
        ("purchased", "project_manager"),
        ("dates", "project_manager"),
        ("weekly_updates", "project_manager"),
        ("out_of_scope", "project_manager"),
        ("close_out", "project_manager"),
        ("retrospective", "project_manager"),
    ],
)
def test_each_has_its_owner_role(key, role):
    assert BY_KEY[key].owner_role == role


def test_each_has_a_paragraph_of_its_own():
    assert list(PLAYBOOK) == list(Key)
    assert all(150 < len(str(text)) < 600 for text in PLAYBOOK.values())


@pytest.mark.parametrize("key", list(Key))
def test_on_the_first_day_the_late_ones_are_not_due(key):
    waits = {"schedule", "escalation", "dates", "close_out", "acceptance", "retrospective"}
    assert initial_state(key) == (State.NOT_DUE if key in waits else State.OPEN)


@pytest.mark.parametrize(
    ("key", "conditions", "state"),
    [
        ("schedule", Conditions(plan_approved=True), State.OPEN),
        ("dates", Conditions(delivered=True), State.NOT_DUE),
        ("close_out", Conditions(plan_approved=True), State.NOT_DUE),
        ("close_out", Conditions(delivered=True), State.OPEN),
        ("retrospective", Conditions(delivered=True), State.OPEN),
    ],
)
def test_plan_and_delivery_make_the_others_due(key, conditions, state):
    assert state_from(key, (), conditions=conditions).state == state


@pytest.mark.parametrize(
    ("effects", "state", "hour"),
    [
        ((), State.OPEN, None),
        ((Effect.NOTES,), State.OPEN, None),
        ((Effect.WAITS,), State.WAITING, 0),
        ((Effect.WAITS, Effect.FULFILLS), State.DONE, 1),
        ((Effect.FULFILLS, Effect.NOTES), State.DONE, 0),
        ((Effect.FULFILLS, Effect.REOPENS), State.REOPENED, 1),
        ((Effect.FULFILLS, Effect.REOPENS, Effect.WAITS), State.WAITING, 2),
        ((Effect.FULFILLS, Effect.REOPENS, Effect.FULFILLS), State.DONE, 2),
    ],
)
def test_the_newest_telling_fact_makes_the_state(effects, state, hour):
    standing = state_from("plan", facts(*effects))
    since = None if hour is None else NOON + timedelta(hours=hour)
    assert (standing.state, standing.since) == (state, since)
    assert state_from("plan", reversed(facts(*effects))) == standing


def test_a_fact_counts_before_the_responsibility_is_due():
    assert state_from("acceptance", facts(Effect.FULFILLS)).state == State.DONE
    assert state_from("acceptance", facts(Effect.WAITS)).state == State.NOT_DUE


def test_a_waiver_stands_over_everything_until_a_later_reopening():
    after = NOON + timedelta(minutes=30)
    assert state_from("plan", facts(Effect.WAITS), waived_at=after).state == State.WAIVED
    assert state_from("plan", facts(Effect.FULFILLS), waived_at=NOON).state == State.WAIVED
    assert state_from("close_out", (), waived_at=NOON).state == State.WAIVED
    reopened = facts(Effect.FULFILLS, Effect.REOPENS)
    assert state_from("plan", reopened, waived_at=after).state == State.REOPENED
    assert state_from("plan", reopened, waived_at=NOON + timedelta(hours=2)).state == State.WAIVED


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("sold", date(2026, 11, 4)),
        ("purchased", date(2026, 11, 5)),
        ("sow_bom", date(2026, 11, 9)),
        ("plan", date(2026, 11, 11)),
        ("schedule", date(2026, 11, 23)),  # five working days and Thanksgiving before December 1
        ("escalation", date(2026, 11, 23)),
        ("dates", date(2026, 11, 23)),
        ("weekly_updates", date(2026, 11, 27)),
        ("out_of_scope", date(2027, 1, 22)),
        ("close_out", date(2027, 1, 22)),
        ("acceptance", date(2027, 1, 22)),
        ("retrospective", date(2027, 1, 29)),
    ],
)
def test_due_dates_are_working_days_from_their_event(key, expected):
    events = {
        "won_on": date(2026, 11, 2),
        "start": date(2026, 12, 1),
        "delivered_on": date(2027, 1, 15),
        "next_update_on": date(2026, 11, 27),
    }
    calendar = WorkingCalendar(holidays=frozenset({date(2026, 11, 26)}))
    assert due_on(key, calendar=calendar, **events) == expected


@pytest.mark.parametrize(
    ("key", "received", "expected"),
    [
        ("purchased", date(2026, 11, 5), date(2026, 11, 5)),  # due on the very day: it could be done
        ("purchased", date(2026, 11, 6), date(2026, 11, 11)),
        ("sow_bom", date(2026, 11, 6), date(2026, 11, 9)),
        ("plan", date(2026, 11, 30), date(2026, 12, 9)),
        ("sold", date(2026, 11, 30), date(2026, 11, 4)),  # the hand-off is that delay
        ("schedule", date(2026, 11, 30), date(2026, 11, 24)),
    ],
)
def test_what_was_due_before_the_deal_came_counts_from_its_receipt(key, received, expected):
    events = {"won_on": date(2026, 11, 2), "start": date(2026, 12, 1), "delivered_on": None}
    assert due_on(key, calendar=WorkingCalendar(), received_on=received, **events) == expected


@pytest.mark.parametrize("key", list(Key))
def test_no_event_no_due_date(key):
    nothing = {"won_on": None, "start": None, "delivered_on": None}
    assert due_on(key, calendar=WorkingCalendar(), **nothing) is None


@pytest.mark.parametrize(
    ("state", "due", "late"),
    [
        (State.OPEN, date(2026, 11, 22), True),
        (State.OPEN, date(2026, 11, 23), False),  # due today is not late
        (State.WAITING, date(2026, 11, 22), True),
        (State.REOPENED, date(2026, 11, 22), True),
        (State.DONE, date(2026, 11, 22), False),
        (State.WAIVED, date(2026, 11, 22), False),
        (State.NOT_DUE, date(2026, 11, 22), False),
        (State.OPEN, None, False),
    ],
)
def test_late_is_past_the_due_day_and_still_owed(state, due, late):
    assert is_late(state, due, date(2026, 11, 23)) is late


@pytest.mark.parametrize("key", list(Key))
def test_three_of_the_twelve_are_waived_by_an_owner_only(key):
    manager_may = key not in {"weekly_updates", "out_of_scope", "acceptance"}
    assert may_waive(key, {"owner"})
    assert may_waive(key, {"project_manager", "sales"}) is manager_may
    assert not may_waive(key, {"service_manager", "lead_tech", "support", "sales", "dispatcher"})


def test_hand_off_and_updates_follow_from_facts_and_from_nobodys_hand():
    by_hand = {key.value for key in Key if can_be_confirmed_by_hand(key)}
    assert set(BY_KEY) - by_hand == {"sold", "purchased", "sow_bom", "plan", "weekly_updates"}
    assert not may_confirm("sold", {"owner"})


@pytest.mark.parametrize(
    ("key", "roles", "may"),
    [
        ("plan", {"lead_tech", "project_manager", "owner"}, False),  # follows from the baseline
        ("schedule", {"dispatcher"}, True),
        ("schedule", {"project_manager"}, True),
        ("schedule", {"owner"}, True),
        ("schedule", {"support", "sales"}, False),
        ("acceptance", {"support"}, True),
        ("acceptance", {"lead_tech"}, False),
        ("acceptance", {"owner", "project_manager"}, False),
        ("escalation", {"support"}, True),
        ("escalation", {"owner", "project_manager"}, False),
        ("schedule", set(), False),
    ],
)
def test_confirming_is_for_who_owns_it_and_for_the_manager_but_for_supports_two(key, roles, may):
    assert may_confirm(key, roles) is may


@pytest.mark.parametrize("key", ["acceptance", "escalation", "plan"])
def test_the_manager_may_wait_for_everyone(key):
    assert may_wait(key, {"project_manager"})
    assert not may_wait(key, {"sales"})
    assert not may_wait("sold", {"owner"})


def test_missed_weeks_stay_listed_and_keep_the_updates_open():
    owed = [date(2026, 11, 16), date(2026, 11, 9), date(2026, 11, 23)]
    told = {date(2026, 11, 9), date(2026, 11, 23)}
    assert missed_weeks(owed, told) == (date(2026, 11, 16),)
    assert not weekly_updates_fulfilled("closing", owed, told)
    assert weekly_updates_fulfilled("closing", owed, {*told, date(2026, 11, 16)})


def test_updates_are_done_at_the_close_and_not_before():
    assert not weekly_updates_fulfilled("active", [], set())
    assert not weekly_updates_fulfilled("delivered", [], set())
    assert weekly_updates_fulfilled("closed", [], set())


def test_only_done_and_waived_let_a_project_close():
    states = dict.fromkeys(BY_KEY, State.DONE) | {"plan": State.WAIVED}
    assert open_blockers(states) == []
    states |= {"acceptance": State.WAITING, "sold": State.REOPENED, "dates": State.NOT_DUE}
    assert open_blockers(states) == [Key.SOLD, Key.DATES, Key.ACCEPTANCE]
    assert open_blockers({}) == list(Key)


def test_every_responsibility_is_due_at_the_end():
    assert all(state_from(key, (), conditions=ALL_TRUE).state == State.OPEN for key in BY_KEY)
