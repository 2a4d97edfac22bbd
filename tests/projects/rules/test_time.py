"""On-Time: every boundary of slip, start and delivery."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import WorkingCalendar
from projects.choices import Color
from projects.rules.facts import Thresholds, TimeFacts
from projects.rules.health import slip_tolerance, time_verdict

WEEK = WorkingCalendar()
TODAY = date(2026, 11, 23)  # a Monday
FRIDAY = date(2026, 12, 18)


def judge(today=TODAY, calendar=WEEK, stale_tasks=0, **facts):
    known = {
        "committed_start": TODAY,
        "committed_end": FRIDAY,
        "forecast_end": FRIDAY,
        "started_on": TODAY,
    }
    return time_verdict(TimeFacts(**{**known, **facts}), calendar, today=today, stale_tasks=stale_tasks)


@pytest.mark.parametrize(
    ("forecast", "slip", "color"),
    [
        (date(2026, 12, 17), -1, Color.GREEN),
        (date(2026, 12, 18), 0, Color.GREEN),
        (date(2026, 12, 19), 0, Color.GREEN),  # the Saturday after is no working day
        # 20 working days committed: at risk up to 2
        (date(2026, 12, 21), 1, Color.AMBER),
        (date(2026, 12, 22), 2, Color.AMBER),
        (date(2026, 12, 23), 3, Color.RED),
    ],
)
def test_color_of_the_slip(forecast, slip, color):
    verdict = judge(forecast_end=forecast)
    assert (verdict.slip_days, verdict.color) == (slip, color)


@pytest.mark.parametrize(
    ("facts", "color", "reason"),
    [
        ({"started_on": None}, Color.NOT_SCHEDULED, "nothing_scheduled"),  # in time only if all began today
        ({"started_on": None, "forecast_end": date(2026, 12, 21)}, Color.AMBER, "end_slightly_late"),
        ({"started_on": None, "committed_end": None}, Color.NOT_SCHEDULED, "end_not_committed"),
        ({}, Color.NOT_SCHEDULED, "nothing_scheduled"),  # begun, and the rest has no day
        ({"delivered_on": FRIDAY}, Color.GREEN, "end_on_the_day"),  # nothing is left to plan
    ],
)
def test_while_work_has_no_day_nothing_is_on_track(facts, color, reason):
    verdict = judge(is_planned=False, **facts)
    assert (verdict.color, verdict.reason) == (color, reason)


def test_a_holiday_is_not_a_day_late():
    calendar = WorkingCalendar(holidays=frozenset({date(2026, 12, 21)}))
    assert judge(calendar=calendar, forecast_end=date(2026, 12, 22)).slip_days == 1


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (None, FRIDAY, "1"),  # without a duration
        (date(2026, 12, 14), FRIDAY, "1"),  # 5 days: half a day is raised to one
        (TODAY, FRIDAY, "2.0"),  # 20 days
        (date(2026, 1, 5), FRIDAY, "5"),  # 250 days: capped at five
    ],
)
def test_tolerance_is_a_share_of_the_duration_within_limits(start, end, days):
    facts = TimeFacts(committed_start=start, committed_end=end, forecast_end=None)
    assert slip_tolerance(facts, WEEK) == Decimal(days)


def test_tolerance_belongs_to_the_organization():
    facts = TimeFacts(committed_start=TODAY, committed_end=FRIDAY, forecast_end=None)
    assert slip_tolerance(facts, WEEK, Thresholds(slip_ratio=Decimal("0.2"))) == 4


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"committed_end": None}, "end_not_committed"),
        ({"forecast_end": None}, "end_no_forecast"),
        (
            {"committed_start": None, "committed_end": None, "forecast_end": None},
            "end_not_committed",
        ),
    ],
)
def test_no_dates_is_not_scheduled(facts, reason):
    verdict = judge(**facts)
    assert (verdict.color, verdict.reason) == (Color.NOT_SCHEDULED, reason)
    assert verdict.slip_days is None


def test_finished_early_is_measured_at_delivery():
    verdict = judge(delivered_on=date(2026, 12, 10), forecast_end=None, today=date(2027, 3, 1))
    assert (verdict.slip_days, verdict.color) == (-6, Color.GREEN)


def test_finished_late_stays_late_whatever_the_forecast_said():
    verdict = judge(delivered_on=date(2026, 12, 28), forecast_end=FRIDAY, today=date(2027, 3, 1))
    assert (verdict.slip_days, verdict.color) == (6, Color.RED)


def test_open_work_is_never_forecast_into_the_past():
    verdict = judge(forecast_end=FRIDAY, today=date(2026, 12, 22))
    assert (verdict.end.expected, verdict.slip_days) == (date(2026, 12, 22), 2)


@pytest.mark.parametrize(
    ("today", "slip", "color", "reason"),
    [
        (date(2026, 11, 23), 0, Color.GREEN, "end_on_the_day"),
        (date(2026, 11, 20), 0, Color.GREEN, "end_on_the_day"),
        (date(2026, 11, 25), 2, Color.AMBER, "start_slightly_late"),
        (date(2026, 11, 26), 3, Color.RED, "start_late"),
    ],
)
def test_a_late_start_is_judged_the_same_way_while_outstanding(today, slip, color, reason):
    verdict = judge(today=today, started_on=None)
    assert (verdict.start.slip_days, verdict.color, verdict.reason) == (
        slip,
        color,
        reason,
    )


@pytest.mark.parametrize(
    ("materials", "facts", "slip", "color", "reason"),
    [
        (None, {}, 0, Color.GREEN, "end_on_the_day"),
        (date(2026, 11, 23), {}, 0, Color.GREEN, "end_on_the_day"),  # there on the promised morning
        (date(2026, 11, 20), {}, 0, Color.GREEN, "end_on_the_day"),  # early does not make the start early
        (date(2026, 11, 24), {}, 1, Color.AMBER, "start_slightly_late"),
        (date(2026, 11, 25), {}, 2, Color.AMBER, "start_slightly_late"),
        (date(2026, 11, 26), {}, 3, Color.RED, "start_late"),
        (date(2026, 11, 28), {}, 4, Color.RED, "start_late"),  # a Saturday: four days after Monday's promise
        (date(2026, 11, 26), {"started_on": TODAY}, 0, Color.GREEN, "end_on_the_day"),  # begun without them
        (date(2026, 11, 26), {"committed_start": None}, None, Color.GREEN, "end_on_the_day"),  # nothing promised
        (date(2026, 11, 26), {"delivered_on": FRIDAY}, 3, Color.GREEN, "end_on_the_day"),
        (date(2026, 11, 26), {"forecast_end": date(2026, 12, 23)}, 3, Color.RED, "end_late"),  # the end says it
    ],
)
def test_a_critical_material_that_comes_late_makes_the_start_late_before_the_day(
    materials, facts, slip, color, reason
):
    known = {"started_on": None, "earliest_start": materials} | facts
    verdict = judge(today=date(2026, 11, 18), **known)
    assert (verdict.start.slip_days, verdict.color, verdict.reason) == (slip, color, reason)


YEAR = date(2026, 1, 5)  # 250 working days to FRIDAY: a tenth would be 25


@pytest.mark.parametrize(
    ("forecast", "slip", "color"),
    [
        (date(2026, 12, 24), 4, Color.AMBER),
        (date(2026, 12, 25), 5, Color.AMBER),  # at the cap
        (date(2026, 12, 26), 5, Color.AMBER),  # the Saturday after it
        (date(2026, 12, 28), 6, Color.RED),
        (date(2027, 1, 22), 25, Color.RED),  # a tenth of the duration
    ],
)
def test_a_long_project_is_at_risk_for_five_days_at_most(forecast, slip, color):
    verdict = judge(committed_start=YEAR, started_on=YEAR, forecast_end=forecast)
    assert (verdict.slip_days, verdict.color) == (slip, color)


@pytest.mark.parametrize(
    ("committed", "forecast", "slip"),
    [
        (date(2027, 3, 12), date(2027, 3, 15), 1),  # over the Sunday of 23 hours (New York)
        (date(2027, 3, 26), date(2027, 3, 29), 1),  # over the Sunday of 23 hours (Vienna)
        (date(2026, 10, 30), date(2026, 11, 2), 1),  # over the Sunday of 25 hours (New York)
        (date(2026, 10, 23), date(2026, 10, 26), 1),  # over the Sunday of 25 hours (Vienna)
        (date(2027, 3, 12), date(2027, 3, 14), 0),  # on that Sunday itself
        (date(2027, 3, 15), date(2027, 3, 12), -1),
    ],
)
def test_a_day_of_23_or_25_hours_is_one_day(committed, forecast, slip):
    verdict = judge(
        today=date(2026, 10, 1),
        committed_start=None,
        started_on=None,
        committed_end=committed,
        forecast_end=forecast,
    )
    assert verdict.slip_days == slip


def test_a_late_start_is_history_once_the_work_has_begun():
    verdict = judge(started_on=date(2026, 11, 30), today=date(2026, 12, 1))
    assert verdict.start.color == Color.RED
    assert verdict.color == Color.GREEN


def test_no_committed_start_says_nothing_about_the_end():
    assert judge(committed_start=None, started_on=None).color == Color.GREEN


@pytest.mark.parametrize(
    ("facts", "color"),
    [
        ({}, Color.AMBER),
        ({"delivered_on": FRIDAY}, Color.GREEN),
        ({"committed_end": None}, Color.NOT_SCHEDULED),
    ],
)
def test_unconfirmed_hours_keep_time_from_green_until_delivery(facts, color):
    assert judge(stale_tasks=1, **facts).color == color


@given(
    st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    st.dates(date(2026, 11, 23), date(2028, 1, 1)),
)
def test_slip_has_the_sign_of_the_calendar(committed, forecast):
    slip = judge(committed_end=committed, forecast_end=forecast).slip_days
    assert slip <= 0 if forecast <= committed else slip >= 0
