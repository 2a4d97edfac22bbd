"""Orders and weeks that lists and updates read."""

import datetime as dt

import pytest

from projects.actions import cancel_project, log_time, record_evidence, reopen_project, start_project
from projects.models import Project
from projects.queries import ORDERINGS, missed_update_weeks, projects, projects_owed_updates
from tests.factories.projects import make_project

pytestmark = pytest.mark.django_db


def test_the_worst_verdict_comes_first(project, harbor, later):
    for number, color in enumerate(("red", "green", "amber"), 2):
        other = make_project(harbor, external_id=f"D-{number}", now=later())
        Project.objects.filter(pk=other.pk).update(time_color=color)
    rows = projects(harbor.organization, ordering="-on_time")
    assert [row.time_color for row in rows][:2] == ["red", "amber"]


@pytest.mark.parametrize("ordering", [*ORDERINGS, *(f"-{name}" for name in ORDERINGS)])
def test_every_order_is_one_statement(project, harbor, ordering, django_assert_num_queries):
    with django_assert_num_queries(1):
        rows = list(projects(harbor.organization, ordering=ordering))
        assert (rows[0].customer.name, rows[0].project_manager.name) == ("Acme Dental", "Ana Ruiz")


def test_an_unknown_order_is_an_error(harbor):
    with pytest.raises(KeyError):
        projects(harbor.organization, ordering="salary")


def test_updates_are_owed_from_a_day_after_acceptance_while_work_goes_on(project, harbor, later):
    assert not projects_owed_updates(harbor.organization, later(days=2))
    start_project(project=project, by=harbor.project_manager, now=later())
    assert not projects_owed_updates(harbor.organization, later(hours=23))
    assert list(projects_owed_updates(harbor.organization, later(days=1))) == [project]


def test_a_first_hour_logged_after_the_moment_owes_nothing_in_hindsight(project, harbor, later):
    monday = later(days=14)
    log_time(
        project=project,
        member=harbor.technician,
        on=dt.date(2026, 11, 4),
        hours=2,
        by=harbor.technician,
        now=monday,
    )
    assert missed_update_weeks(project, monday) == ()
    assert missed_update_weeks(project, later(days=21)) == (dt.date(2026, 11, 16),)


def test_a_project_taken_up_again_owes_nothing_for_the_time_it_was_over(project, harbor, later):
    pm = harbor.project_manager
    start_project(project=project, by=pm, now=later())
    cancel_project(project=project, by=pm, now=later(days=2), reason="Sold")
    reopen_project(project=project, by=pm, now=later(days=15), reason="Bought back")
    assert missed_update_weeks(project, later(days=15)) == ()
    assert missed_update_weeks(project, later(days=19)) == (dt.date(2026, 11, 16),)


def test_a_week_without_an_update_stays_missed(project, harbor, later):
    start_project(project=project, by=harbor.project_manager, now=later())
    friday = later(days=4, hours=5)
    assert missed_update_weeks(project, later(days=4, hours=4)) == ()
    assert missed_update_weeks(project, friday) == (dt.date(2026, 11, 2),)
    record_evidence(
        project=project,
        key="weekly_updates",
        kind="update",
        effect="notes",
        text="W46",
        by=None,
        at=later(days=11),
        week_start=dt.date(2026, 11, 9),
    )
    assert missed_update_weeks(project, later(days=12)) == (dt.date(2026, 11, 2),)
