"""Where the last remaining hour falls."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import WorkingCalendar
from projects.rules.forecast import (
    BookedHours,
    OpenTask,
    forecast_end,
    forecast_spans,
    slip_days,
    unscheduled_capacity,
)

WEEK = WorkingCalendar()
MONDAY = date(2026, 11, 23)
D = Decimal
EIGHT_TENTHS = unscheduled_capacity(WEEK, {"part-time": D(4)})  # 6.4 h a day, 3.2 h part-time


def forecast(*tasks, today=MONDAY, hours_on=EIGHT_TENTHS, **more):
    return forecast_end(tasks, today=today, hours_on=hours_on, **more)


@pytest.mark.parametrize(
    ("hours", "end"),
    [
        ("0", date(2026, 11, 23)),
        ("0.01", date(2026, 11, 23)),
        ("6.4", date(2026, 11, 23)),
        ("6.41", date(2026, 11, 24)),
        ("32", date(2026, 11, 27)),
        ("32.01", date(2026, 11, 30)),  # over the weekend
    ],
)
def test_unbooked_hours_take_eight_tenths_of_the_day(hours, end):
    assert forecast(OpenTask(D(hours))) == end


def test_a_holiday_has_no_hours():
    calendar = WorkingCalendar(holidays=frozenset({date(2026, 11, 24)}))
    assert forecast(OpenTask(D(7)), hours_on=unscheduled_capacity(calendar, {})) == date(2026, 11, 25)


def test_people_work_side_by_side_and_one_person_one_task_after_the_other():
    assert forecast(OpenTask(D(12), "ana"), OpenTask(D(12), "tom")) == date(2026, 11, 24)
    assert forecast(OpenTask(D(12), "ana"), OpenTask(D(12), "ana")) == date(2026, 11, 26)


def test_a_full_day_is_followed_by_the_very_next():
    assert forecast(OpenTask(D("6.4")), OpenTask(D("6.4"))) == date(2026, 11, 24)


def test_daily_hours_are_the_assignees_own():
    assert forecast(OpenTask(D(12), "part-time")) == date(2026, 11, 26)


def test_everything_unassigned_is_one_person():
    assert forecast(OpenTask(D(12)), OpenTask(D(12))) == date(2026, 11, 26)


@pytest.mark.parametrize(
    ("task", "end"),
    [
        (OpenTask(D(2), planned_start=date(2026, 12, 7)), date(2026, 12, 7)),
        (OpenTask(D(7), planned_start=date(2026, 12, 5)), date(2026, 12, 8)),  # from a Saturday
        (OpenTask(D(2), planned_start=date(2026, 11, 2)), MONDAY),  # long ago is no floor
        (OpenTask(D(2), planned_end=date(2026, 12, 18)), date(2026, 12, 18)),
        (OpenTask(D(2), planned_end=date(2026, 11, 2)), MONDAY),
        (OpenTask(D(0), planned_end=date(2026, 12, 18)), date(2026, 12, 18)),
    ],
)
def test_planned_dates_are_floors(task, end):
    assert forecast(task) == end


def test_days_before_a_planned_start_are_free_for_later_tasks():
    later = OpenTask(D(6), "ana", planned_start=date(2026, 11, 25))
    assert forecast(later, OpenTask(D(12), "ana")) == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("earliest", "end"),
    [(date(2026, 12, 1), date(2026, 12, 1)), (date(2026, 11, 1), MONDAY), (None, MONDAY)],
)
def test_nothing_is_laid_before_the_materials_are_there(earliest, end):
    assert forecast(OpenTask(D(6)), earliest_start=earliest) == end


def test_booked_hours_fall_where_they_are_booked():
    booked = (BookedHours(date(2026, 12, 3), D(4)), BookedHours(date(2026, 12, 10), D(4)))
    assert forecast(OpenTask(D(8), "ana", booked=booked)) == date(2026, 12, 10)
    assert forecast(OpenTask(D(4), "ana", booked=booked)) == date(2026, 12, 3)  # the rest is spare


def test_hours_beyond_the_bookings_are_laid_from_today():
    booked = (BookedHours(date(2026, 11, 23), D(4)),)
    assert forecast(OpenTask(D(40), "ana", booked=booked)) == date(2026, 11, 30)


def test_past_bookings_cover_nothing_any_more():
    booked = (BookedHours(date(2026, 11, 20), D(4)),)
    assert forecast(OpenTask(D(7), "ana", booked=booked)) == date(2026, 11, 24)


def test_agreed_hours_in_no_task_come_last():
    assert forecast(OpenTask(D(4)), unplanned_hours=D(4)) == date(2026, 11, 24)
    assert forecast(unplanned_hours=D(4)) == MONDAY


def test_no_plan_has_no_forecast():
    assert forecast() is None


def test_no_capacity_has_no_forecast():
    assert forecast(OpenTask(D(1)), hours_on=lambda _person, _day: D(0)) is None


def test_more_than_three_years_of_work_has_no_forecast():
    assert forecast(OpenTask(D(100_000))) is None


def test_less_than_no_hours_on_a_day_is_no_hours():
    def hours_on(_person, day):
        return D(-3) if day == MONDAY else D(5)

    assert forecast(OpenTask(D(5)), hours_on=hours_on) == date(2026, 11, 24)


def test_slip_is_counted_in_working_days():
    assert slip_days(WEEK, date(2026, 11, 27), date(2026, 11, 30)) == 1
    assert slip_days(WEEK, date(2026, 11, 30), date(2026, 11, 27)) == -1


OPEN_TASKS = st.lists(
    st.builds(
        OpenTask,
        remaining=st.decimals(0, 80, places=2),
        person=st.sampled_from([None, "ana", "tom"]),
        planned_start=st.none() | st.dates(MONDAY, MONDAY + timedelta(days=60)),
    ),
    min_size=1,
    max_size=6,
)


@given(OPEN_TASKS, st.data(), st.decimals(0, 40, places=2))
def test_more_hours_never_end_earlier(tasks, data, extra):
    at = data.draw(st.integers(0, len(tasks) - 1))
    grown = list(tasks)
    old = tasks[at]
    grown[at] = OpenTask(old.remaining + extra, old.person, old.planned_start)
    assert forecast(*grown) >= forecast(*tasks)


@given(OPEN_TASKS, st.integers(1, 20))
def test_a_later_today_never_ends_earlier(tasks, days):
    assert forecast(*tasks, today=MONDAY + timedelta(days=days)) >= forecast(*tasks)


def test_a_task_waits_for_what_it_follows_even_when_that_comes_later_in_the_plan():
    tasks = [
        OpenTask(D("6.4"), "a", key="second", after=("first", "gone")),
        OpenTask(D("12.8"), "b", key="first"),
    ]
    second, first = forecast_spans(tasks, today=MONDAY, hours_on=EIGHT_TENTHS)
    tuesday = MONDAY + timedelta(days=1)
    assert ((first.start, first.end), (second.start, second.end)) == ((MONDAY, tuesday), (tuesday, tuesday))
    (alone,) = forecast_spans(tasks[:1], today=MONDAY, hours_on=EIGHT_TENTHS)
    assert (alone.start, alone.end) == (MONDAY, MONDAY)


def test_a_circle_of_links_does_not_hang_the_forecast():
    assert forecast(OpenTask(D(6), "a", key=1, after=(2,)), OpenTask(D(6), "b", key=2, after=(1,))) == MONDAY
