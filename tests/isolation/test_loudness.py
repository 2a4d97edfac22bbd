"""R3: a missing context is loud everywhere, never an empty page.

Seen to bite: with the ``NULLIF(current_setting(…, true), '')`` form of the policy the raw counts
below answered 0 instead of failing.
"""

import pytest
from celery import current_app
from django.db import DatabaseError, IntegrityError, connection, transaction

from core.jobs import OrganizationTask
from core.tables import DIRECTORY_TABLES_WITH_KEY
from core.tenancy import ScopeError, organization_scope
from tests.isolation.rows import tenant_models

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", tenant_models(), ids=lambda m: m._meta.label)
def test_a_model_outside_a_scope_refuses_to_count_and_to_create(model):
    with pytest.raises(ScopeError):
        model.objects.count()
    with pytest.raises((ScopeError, DatabaseError, IntegrityError)), transaction.atomic():
        model.objects.create()


@pytest.mark.parametrize("model", tenant_models(), ids=lambda m: m._meta.label)
def test_the_table_outside_a_scope_raises_in_the_database_too(model, harbor):
    if model._meta.db_table in DIRECTORY_TABLES_WITH_KEY:
        assert model._meta.label == "accounts.Membership"
        return
    with organization_scope(harbor.organization.pk):  # the connection has seen a setting: now it holds ''
        pass
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(f"SELECT count(*) FROM {model._meta.db_table}")


def tasks_of_an_organization():
    current_app.loader.import_default_modules()
    return sorted(name for name, task in current_app.tasks.items() if isinstance(task, OrganizationTask))


def test_there_are_tasks_of_an_organization():
    assert tasks_of_an_organization()


@pytest.mark.parametrize("name", tasks_of_an_organization())
def test_a_task_without_an_organization_is_refused(name):
    with pytest.raises(ScopeError):
        current_app.tasks[name]()
