"""Bulk data: the counts that were asked for, in every organization its own rows, as true as what the product makes."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Organization
from core import clock
from core.models import DueWork
from core.tenancy import organization_scope
from mailing.choices import MailState
from mailing.models import OutgoingMail
from projects.actions import refresh_all
from projects.judgment import HEALTH_FIELDS
from projects.models import Project, Responsibility, Task


@pytest.fixture
def bulk(db):
    """Two organizations with 30 projects of 4 tasks."""
    call_command("seed_bulk", organizations=2, projects=30, tasks=4, verbosity=0)
    return list(Organization.objects.filter(slug__startswith="bulk-").order_by("slug"))


def test_each_organization_has_its_own_projects_with_tasks_and_the_twelve(bulk):
    seen = set()
    for organization in bulk:
        with organization_scope(organization.pk):
            projects = list(Project.objects.all())
            assert sorted(project.sequence for project in projects) == list(range(1, 31))
            assert Task.objects.count() == 30 * 4
            assert Responsibility.objects.count() == 30 * 12
            assert {row.organization_id for row in projects} == {organization.pk}
            ids = {project.pk for project in projects}
        assert not ids & seen
        seen |= ids


def test_people_and_customers_of_a_copy_are_its_own(bulk):
    with organization_scope(bulk[1].pk):
        for project in Project.objects.select_related("customer", "project_manager__user", "lead_tech", "deal"):
            assert project.customer.organization_id == bulk[1].pk
            assert project.project_manager.user.email.endswith(f"@{bulk[1].slug}.example")
            assert project.deal.organization_id == bulk[1].pk


def test_stored_health_is_what_the_rules_say(bulk):
    fields = [name for name in HEALTH_FIELDS if name != "health"]
    with organization_scope(bulk[0].pk):
        before = list(Project.objects.order_by("sequence").values(*fields))
        refresh_all(bulk[0], clock.now())
        assert list(Project.objects.order_by("sequence").values(*fields)) == before
        assert len({row["time_color"] for row in before}) > 1


def test_nothing_is_due_and_nothing_is_mailed(bulk):
    assert not DueWork.objects.filter(organization__in=bulk).exists()
    for organization in bulk:
        with organization_scope(organization.pk):
            assert not OutgoingMail.objects.filter(state=MailState.QUEUED).exists()


def test_seeding_again_adds_further_organizations(bulk):
    call_command("seed_bulk", organizations=1, projects=3, tasks=1, verbosity=0)
    assert Organization.objects.filter(slug="bulk-0003").exists()


def test_less_than_one_is_refused():
    with pytest.raises(CommandError):
        call_command("seed_bulk", organizations=0, projects=3, tasks=1)
