"""Reading people, working time and rates."""

from datetime import date
from decimal import Decimal

import pytest

from accounts import queries
from accounts.models import CostRate, Holiday, Membership

pytestmark = pytest.mark.django_db


def test_members_are_found_by_role_and_address(harbor, rival):
    with harbor.scope():
        assert queries.members(harbor.organization).count() == 8
        found = queries.members_with_role(harbor.organization, "support", "dispatcher")
        assert {member.email for member in found} == {"support@harbor.example", "dispatcher@harbor.example"}
        assert queries.member_by_email(" Sales@Harbor.example ") == harbor.sales
        assert queries.member_by_email("sales@summit.example") is None


def test_who_left_is_found_only_when_asked_for(harbor):
    Membership.directory.filter(pk=harbor.support.pk).update(is_active=False)
    with harbor.scope():
        assert queries.member_by_email("support@harbor.example") is None
        assert queries.members(harbor.organization).count() == 7
        assert queries.members(harbor.organization, active=None).count() == 8


def test_the_calendar_knows_weekdays_and_holidays(harbor):
    with harbor.scope():
        Holiday.objects.create(on=date(2026, 11, 26), name="Thanksgiving")
        calendar = queries.working_calendar(harbor.organization)
    assert not calendar.is_working(date(2026, 11, 26))
    assert calendar.is_working(date(2026, 11, 27))
    assert not calendar.is_working(date(2026, 11, 28))


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        (date(2019, 12, 31), 70),  # before the first one: the first one
        (date(2026, 6, 30), 70),
        (date(2026, 7, 1), 80),
        (date(2027, 1, 1), 80),
    ],
)
def test_the_rate_in_force_is_the_latest_begun(harbor, day, rate):
    with harbor.scope():
        CostRate.objects.create(member=harbor.technician, starts_on=date(2026, 7, 1), hourly=80)
        assert queries.cost_rate_on(harbor.technician, day) == Decimal(rate)


def test_a_member_without_rate_has_none(harbor):
    with harbor.scope():
        assert queries.cost_rate_on(harbor.owner, date(2026, 1, 1)) is None


def test_a_member_without_profile_row_has_the_defaults(harbor):
    with harbor.scope():
        queries.profile_of(harbor.owner).delete()
        assert queries.profile_of(harbor.owner).weekly_hours == 40
