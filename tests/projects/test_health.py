"""What is stored is what the rules say now, whoever changed a fact, and as days pass."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.models import CostRate, Holiday, StaffProfile
from core.due import reschedule_work
from core.models import DueWork
from core.money import Money
from projects import actions
from projects.judgment import HEALTH_FIELDS, judge, stored
from projects.models import BomLine, Evidence, Project, Responsibility, Task
from projects.queries import health_of, standards
from projects.queries.health_facts import facts_of
from projects.queries.standards import level_rates
from projects.tasks import refresh_organization
from tests.factories.plans import approved_plan
from tests.factories.projects import make_project
from tests.statements import counted_statements

pytestmark = pytest.mark.django_db


def recomputed(project, now):
    fresh = Project.objects.select_related("organization").get(pk=project.pk)
    before = {name: getattr(fresh, name) for name in HEALTH_FIELDS}
    norms = standards(fresh.organization, now.astimezone(fresh.organization.zone).date())
    stored(fresh, judge(fresh, facts_of([fresh.pk])[fresh.pk], norms, now))
    return before, {name: getattr(fresh, name) for name in HEALTH_FIELDS}


def test_every_action_leaves_the_stored_health_true(project, harbor, later):
    lead, pm = harbor.lead_tech, harbor.project_manager
    first, second = Task.objects.filter(project=project)
    acts = [
        lambda now: actions.update_task(task=first, by=lead, now=now, estimate=Decimal(10), assignee=lead),
        lambda now: actions.log_time(
            project=project, member=lead, on=dt.date(2026, 11, 2), hours=Decimal(6), by=lead, now=now, task=first
        ),
        lambda now: actions.set_remaining(task=first, hours=Decimal(9), by=lead, now=now),
        lambda now: approved_plan(project, now=now),
        lambda now: actions.agree_dates(
            project=project, start=dt.date(2026, 11, 2), end=dt.date(2026, 11, 6), by=pm, now=now, how="call"
        ),
        lambda now: actions.hold_project(project=project, by=pm, now=now, reason="x"),
        lambda now: actions.resume_project(project=project, by=pm, now=now),
        lambda now: actions.complete_task(task=first, by=lead, now=now),
        lambda now: actions.complete_task(task=second, by=lead, now=now),
    ]
    for hours, act in enumerate(acts, 1):
        act(later(hours=hours / 10))
        before, after = recomputed(project, later(hours=hours / 10))
        assert before == after, hours


def test_unplanned_hours_stop_counting_once_the_plan_is_approved(project, harbor, later):
    second = Task.objects.filter(project=project).last()
    approved_plan(project, now=later())
    second.refresh_from_db()
    actions.update_task(task=second, by=harbor.lead_tech, now=later(), estimate=Decimal(20))
    project.refresh_from_db()
    assert project.eac == 28
    reopened = {"kind": "change", "effect": "reopens", "text": "x", "by": None, "at": later(hours=1)}
    actions.record_evidence(project=project, key="plan", **reopened)
    project.refresh_from_db()
    assert project.eac == 40


def test_the_forecast_respects_assignees_holidays_and_critical_materials(project, harbor, later):
    _first, second = Task.objects.filter(project=project)
    actions.update_task(task=second, by=harbor.lead_tech, now=later(), assignee=harbor.technician)
    project.refresh_from_db()
    assert project.forecast_end == dt.date(2026, 11, 13)  # 32 h at 6.4 a day from Monday the 9th
    Holiday.objects.create(on=dt.date(2026, 11, 11), name="Veterans Day")
    StaffProfile.objects.filter(member=harbor.technician).update(weekly_hours=20)
    actions.refresh_health(project, now=later())
    assert project.forecast_end == dt.date(2026, 11, 23)  # ten half days, the holiday left out
    BomLine.objects.filter(project=project).update(
        is_critical=True, eta=dt.date(2026, 11, 20), staging_days=1, state="ordered"
    )
    actions.refresh_health(project, now=later())
    assert project.forecast_end == dt.date(2026, 12, 4)  # staged on Monday the 23rd
    assert (project.health["time"]["expected_start"], project.health["time"]["start_slip_days"]) == (
        "2026-11-23",
        9,
    )
    BomLine.objects.filter(project=project).update(state="staged")
    actions.refresh_health(project, now=later())
    assert project.forecast_end == dt.date(2026, 11, 23)


def test_without_tasks_and_hours_there_is_no_forecast(harbor, later):
    with harbor.scope():
        project = make_project(harbor, now=later(), labor=())
        assert (project.forecast_end, project.time_color) == (None, "not_scheduled")


def test_money_is_not_judged_in_a_foreign_currency(project, later):
    Project.objects.filter(pk=project.pk).update(currency="EUR")
    project.refresh_from_db()
    actions.refresh_health(project, now=later())
    assert project.health["cost"] is None
    assert health_of(project).cost is None


def test_money_is_not_judged_where_an_hour_has_no_cost(project, later):
    CostRate.objects.all().delete()
    actions.refresh_health(project, now=later())
    assert project.health["cost"] is None
    assert project.health["budget"]["missing_rates"] == ["L2", "L3"]


def test_a_level_without_people_costs_what_the_next_higher_one_does():
    rates = level_rates([("L2", Decimal(70)), ("L2", Decimal(80)), ("", Decimal(30)), ("L3", None)], "USD")
    assert rates == {
        "L1": Money(Decimal(75), "USD"),
        "L2": Money(Decimal(75), "USD"),
        "": Money(Decimal(60), "USD"),
    }


def test_materials_are_budgeted_bought_and_expected(project, later):
    assert Decimal(project.health["cost"]["ac"]) == 0
    BomLine.objects.filter(project=project).update(state="received", unit_cost=Decimal(4000))
    actions.refresh_health(project, now=later())
    cost = health_of(project).cost
    assert (cost.ac, cost.eac - cost.bac) == (8000, 0)
    BomLine.objects.filter(project=project).update(state="cancelled")
    actions.refresh_health(project, now=later())
    assert health_of(project).cost.eac == 2800


def test_stored_health_is_read_back_as_values(project):
    health = health_of(project)
    assert health.budget.word.label == "Too early"
    assert health.time.reason == "no work has its day yet"
    assert [line.unit for line in health.budget_lines[:2]] == ["hours", "hours"]
    assert health.budget_lines[0].value == 40
    assert health.time_lines[0].value == dt.date(2026, 12, 4)
    assert health.bar.spoken


# Dates that move


def told(project, later, **span):
    actions.record_told(
        project=project,
        start=project.committed_start,
        end=project.forecast_end,
        by=None,
        at=later(**span),
        how="weekly update",
    )


def dates(project):
    return Responsibility.objects.get(project=project, key="dates")


def push_out(project, harbor, now):
    task = Task.objects.filter(project=project).last()
    actions.update_task(task=task, by=harbor.lead_tech, now=now, estimate=Decimal(64))


def test_telling_the_dates_fulfills_the_responsibility(project, later):
    told(project, later)
    assert dates(project).state == "done"
    evidence = dates(project).evidence.get()
    assert "start 2026-11-09, end 2026-11-17 (weekly update)" in evidence.text
    told(project, later, days=7)
    assert dates(project).evidence.count() == 1
    assert project.told_at == later(days=7)


def test_a_date_that_moved_reopens_once_it_still_stands_at_five(project, harbor, later):
    told(project, later)
    push_out(project, harbor, later(hours=3))  # Monday, 13:00
    project.refresh_from_db()
    assert project.dates_moved_at == later(hours=3)
    actions.refresh_health(project, now=later(hours=6, minutes=59))
    assert dates(project).state == "done"
    actions.refresh_health(project, now=later(hours=7))
    assert dates(project).state == "reopened"
    evidence = Evidence.objects.get(responsibility=dates(project), effect="reopens")
    assert evidence.text == "End moved to 2026-11-24, the customer was told 2026-11-17"
    actions.refresh_health(project, now=later(hours=8))
    assert Evidence.objects.filter(effect="reopens").count() == 1
    told(project, later, hours=9)
    assert (dates(project).state, project.dates_moved_at) == ("done", None)


def test_a_date_that_moves_back_before_five_was_no_silence(project, harbor, later):
    told(project, later)
    push_out(project, harbor, later(hours=3))
    actions.update_task(
        task=Task.objects.filter(project=project).last(),
        by=harbor.lead_tech,
        now=later(hours=4),
        estimate=Decimal(32),
    )
    project.refresh_from_db()
    assert project.dates_moved_at is None
    actions.refresh_health(project, now=later(hours=8))
    assert dates(project).state == "done"


def test_a_date_that_moves_after_five_counts_from_the_next_day(project, harbor, later):
    told(project, later)
    push_out(project, harbor, later(hours=8))
    actions.refresh_health(project, now=later(hours=20))
    assert dates(project).state == "done"
    actions.refresh_health(project, now=later(days=1, hours=7))
    assert dates(project).state == "reopened"


def test_a_start_that_passed_is_silence_too_and_an_earlier_end_is_not(project, harbor, later):
    told(project, later)
    task = Task.objects.filter(project=project).last()
    approved_plan(project, now=later())
    actions.update_task(task=task, by=harbor.lead_tech, now=later(hours=1), estimate=Decimal(8))
    project.refresh_from_db()
    assert project.forecast_end < project.told_end
    assert project.dates_moved_at is None
    actions.refresh_health(project, now=later(days=8))  # Tuesday after the promised Monday
    assert project.dates_moved_at == later(days=8)
    actions.refresh_health(project, now=later(days=8, hours=7))
    assert "Start moved to 2026-11-10" in Evidence.objects.get(effect="reopens").text


def test_agreed_dates_are_the_promise_and_the_baseline_stays(project, harbor, later):
    start, end = dt.date(2026, 11, 16), dt.date(2026, 12, 18)
    actions.agree_dates(
        project=project, start=start, end=end, by=harbor.project_manager, now=later(), how="Ann, by mail"
    )
    project.refresh_from_db()
    assert (project.committed_start, project.committed_end, project.told_end) == (start, end, end)
    assert project.baseline_end == dt.date(2026, 12, 4)
    assert dates(project).due_on == dt.date(2026, 11, 9)


# The daily look


def test_nothing_is_on_track_before_somebody_said_when_the_work_happens(project, later):
    assert (project.time_color, project.health["time"]["reason"]) == ("not_scheduled", "nothing_scheduled")
    assert health_of(project).expected_end == project.committed_end  # nobody is told of an earlier end
    project.tasks.update(planned_start=dt.date(2026, 11, 16))
    actions.refresh_health(project, now=later())
    assert project.time_color == "green"
    assert health_of(project).time.reason.endswith("working days early")


def test_days_pass_and_the_verdict_follows(project, harbor, later):
    assert project.time_color == "not_scheduled"
    refresh_organization(harbor.organization.pk, later(days=28))
    project.refresh_from_db()
    # 40 hours from November 30 end two days late, which would be amber; three weeks of late start are red
    assert (project.time_color, project.slip_days, project.health["time"]["reason"]) == ("red", 2, "start_late")
    assert project.forecast_end == dt.date(2026, 12, 8)
    due = DueWork.objects.get(organization=harbor.organization, kind="daily").due_at
    assert due == dt.datetime(2026, 11, 30, 22, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-02T04:00Z", "2026-11-02T05:05Z"),
        ("2026-11-02T05:05Z", "2026-11-02T22:00Z"),
        ("2026-11-02T22:00Z", "2026-11-03T05:05Z"),
        ("2026-11-01T03:00Z", "2026-11-01T04:05Z"),
    ],
)
def test_the_projects_are_looked_at_after_midnight_and_at_five(harbor, now, due):
    assert actions.next_daily_run(
        harbor.organization, dt.datetime.fromisoformat(now)
    ) == dt.datetime.fromisoformat(due)


@pytest.mark.parametrize("count", [3, 60])
def test_the_daily_look_costs_eleven_statements_a_batch(harbor, later, count):
    with harbor.scope():
        for number in range(count):
            make_project(harbor, external_id=f"D-{number}", now=later())
        with counted_statements() as made:
            actions.refresh_all(harbor.organization, later(days=1))
    assert len(made) == 11, made


def test_only_what_changed_looks_changed(project, harbor, later):
    actions.refresh_all(harbor.organization, later(minutes=5))
    project.refresh_from_db()
    assert (project.updated_at, project.health_at) == (later(), later(minutes=5))


def test_work_far_ahead_is_due_again_when_the_clock_was_moved_back(harbor, later):
    reschedule_work(harbor.organization.pk, "daily", later(days=9))
    refresh_organization(harbor.organization.pk, later())
    assert DueWork.objects.get(kind="daily").due_at == later(hours=7)
