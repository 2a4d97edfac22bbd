"""R13: the portal cannot write. The role is the wall, the READ ONLY transaction the fence.

Seen to bite: with INSERT on one table granted to the role, ``test_the_role_cannot_write_any_table`` was red;
with the resolver's ``read_only`` taken out, ``test_a_request_runs_read_only`` was.
"""

import psycopg2.errors
import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connections

from core.tenancy import organization_scope
from tests.isolation.routes import routes_under
from tests.isolation.rows import tenant_models
from tests.portal.conftest import WEEK, routes

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])
WRITES = ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "LOCK", "CREATE", "DROP", "ALTER")


def test_the_pages_tested_here_are_all_there_are(pages):
    assert len(routes_under("portal/")) == len(pages)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_every_other_method_is_refused(pages, visitor, method):
    for address in [*pages, f"/portal/{'x' * 43}/", "/portal/", f"{pages[0]}anything/else/"]:
        answer = getattr(visitor, method)(address)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD"), address


def test_crawling_the_portal_sends_no_write(pages, visitor, statements):
    with statements() as found:
        for address in [*pages, "/portal/nothing/", f"/portal/{'x' * 43}/", pages[1].replace(WEEK, "2019-01-07")]:
            visitor.get(address)
            visitor.head(address)
    assert len(found) > 10
    assert [sql for sql in found if sql.lstrip().upper().startswith(WRITES)] == []
    assert [sql for sql in found if "FOR UPDATE" in sql] == []


def test_a_request_runs_read_only(pages, visitor, statements):
    with statements() as found:
        visitor.get(pages[0])
    begun = next(i for i, sql in enumerate(found) if "set_config" in sql)
    assert found[begun + 1] == "SET TRANSACTION READ ONLY"


def quoted(name):
    """A name as SQL writes it."""
    return connections["default"].ops.quote_name(name)


def refusal(sql, organization_id=None, **scope):
    """The error of PostgreSQL (42501, 25006 …) for one statement through the portal's connection."""
    connection = connections["portal"]
    with pytest.raises(DatabaseError) as raised, organization_scope(organization_id, using="portal", **scope):
        connection.cursor().execute(sql)
    return raised.value.__cause__


def is_denied(sql, organization_id):
    """Whether the role lacks the right itself (42501); a row policy's refusal has the same code and is not enough."""
    error = refusal(sql, organization_id)
    return isinstance(error, psycopg2.errors.InsufficientPrivilege) and "permission denied for" in str(error)


def test_the_role_cannot_write_any_table(shop):
    tables = connections["default"].introspection.table_names()
    assert len(tables) > 30
    for table in map(quoted, tables):
        for sql in (
            f"INSERT INTO {table} DEFAULT VALUES",
            f"DELETE FROM {table}",
            f"TRUNCATE {table}",
        ):
            assert is_denied(sql, shop.company.organization.pk), sql


def test_the_role_cannot_change_any_column(shop):
    for model in tenant_models():
        table = quoted(model._meta.db_table)
        for field in model._meta.concrete_fields:
            sql = f"UPDATE {table} SET {quoted(field.column)} = NULL"
            assert is_denied(sql, shop.company.organization.pk), sql


def test_even_a_permitted_write_is_refused_by_the_transaction(shop):
    # The app role may write customers: here only READ ONLY stands in the way.
    scope = organization_scope(shop.company.organization.pk, using="default", read_only=True)
    with pytest.raises(DatabaseError) as raised, scope:
        connections["default"].cursor().execute("UPDATE customers_customer SET name = 'x'")
    assert isinstance(raised.value.__cause__, psycopg2.errors.ReadOnlySqlTransaction)


def test_the_transaction_cannot_be_made_writable_again(shop):
    found = refusal("SET TRANSACTION READ WRITE", shop.company.organization.pk, read_only=True)
    assert isinstance(found, psycopg2.errors.ActiveSqlTransaction)


def test_the_role_reads_the_allowed_columns_and_no_other(shop):
    organization = shop.company.organization.pk
    read = refused = 0
    for model in [*tenant_models(), *directory_models()]:
        allowed = settings.PORTAL_COLUMNS.get(model._meta.db_table, ())
        table = quoted(model._meta.db_table)
        for field in model._meta.concrete_fields:
            sql = f"SELECT {quoted(field.column)} FROM {table} LIMIT 1"
            if field.column in allowed:
                with organization_scope(organization, using="portal"):
                    connections["portal"].cursor().execute(sql)
                read += 1
            else:
                assert is_denied(sql, organization), sql
                refused += 1
    assert read == sum(map(len, settings.PORTAL_COLUMNS.values()))
    assert refused > 200


def directory_models():
    """Models of the tables outside every organization."""
    tenants = set(tenant_models())
    return [model for model in apps.get_models() if model not in tenants]


def test_a_visit_leaves_the_directory_as_it_was(pages, visitor):
    before = routes()
    for address in pages:
        visitor.get(address)
    assert routes() == before
