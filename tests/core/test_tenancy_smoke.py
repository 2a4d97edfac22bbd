"""The scope: what a tenant table answers inside, outside and across."""

import pytest
from django.db import DatabaseError, transaction

from accounts.models import Organization
from core.tenancy import ScopeError, organization_scope
from customers.models import Customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def organizations():
    return [Organization.objects.create(slug=slug, name=slug.title()) for slug in ("harbor", "summit")]


def test_a_scope_sees_its_own_rows_only(organizations):
    ours, theirs = organizations
    with organization_scope(ours.pk):
        Customer.objects.create(name="Acme")
        assert Customer.objects.count() == 1
    with organization_scope(theirs.pk):
        assert Customer.objects.count() == 0


def test_outside_a_scope_the_manager_refuses():
    with pytest.raises(ScopeError):
        Customer.objects.count()


def test_outside_a_scope_the_database_refuses():
    with pytest.raises(DatabaseError), transaction.atomic():
        Customer._base_manager.count()


def test_leaving_a_scope_puts_the_outer_one_back(organizations):
    ours, theirs = organizations
    with organization_scope(ours.pk):
        with organization_scope(theirs.pk):
            Customer.objects.create(name="Other")
        assert Customer.objects.count() == 0
        assert not Customer._base_manager.exists()


def test_a_failed_statement_leaves_the_outer_scope_usable(organizations):
    ours, theirs = organizations
    with organization_scope(ours.pk):
        with pytest.raises(DatabaseError), organization_scope(theirs.pk):
            Customer.objects.create(organization_id=ours.pk, name="Smuggled")
        assert Customer._base_manager.count() == 0
