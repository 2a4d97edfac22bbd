"""R2 for the role that searches: it cannot log in, sees five tables by a policy of its own, and owns five functions.

That the checks bite is a test of its own: with the right open to everybody, a policy for another role, a function
without the tenant condition, a whole table readable, each of them finds it.
"""

import os
import re
import sys

import psycopg2
import pytest
from django.conf import settings
from django.db import DatabaseError, ProgrammingError, connection, connections, transaction

from customers.models import Customer

pytestmark = pytest.mark.django_db
SEARCHED = {
    "search_contacts": "customers_contact",
    "search_customers": "customers_customer",
    "search_deals": "deals_deal",
    "search_projects": "projects_project",
    "search_tasks": "projects_task",
}
FUNCTIONS = """
SELECT p.proname, r.rolname, p.prosecdef, p.proconfig, p.proacl::text[], p.prosrc
FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = 'public' AND p.prosecdef ORDER BY p.proname
"""


def rows_of(sql, values=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


@pytest.fixture
def owner():
    """A transaction of the owner of the schema, rolled back at the end."""
    owner = psycopg2.connect(os.environ["DATABASE_OWNER_URL"], dbname=connections["default"].settings_dict["NAME"])
    with owner.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '20s'")
        yield cursor
    owner.rollback()
    owner.close()


def test_the_functions_that_run_with_other_rights_are_the_five_searches():
    found = {name: rest for name, *rest in rows_of(FUNCTIONS)}
    assert found.keys() == SEARCHED.keys()
    for name, (owner, _definer, configuration, grants, source) in found.items():
        assert owner == settings.SEARCHER_ROLE, name
        assert configuration == ["search_path=pg_catalog, public, pg_temp"], name
        assert {grant.split("=")[0] for grant in grants} == {settings.APP_ROLE, settings.SEARCHER_ROLE}, name
        assert source.count("t.organization_id = $1") == 2, name


def test_the_searcher_cannot_log_in_and_bypasses_nothing():
    flags = "rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit"
    found = rows_of(f"SELECT {flags} FROM pg_roles WHERE rolname = %s", [settings.SEARCHER_ROLE])
    assert found == [(False,) * 6]


def test_a_policy_of_the_searcher_stands_on_the_searched_tables_only():
    found = rows_of(
        "SELECT tablename, policyname, roles::text[], cmd, qual, with_check FROM pg_policies "
        "WHERE policyname = 'searcher' OR roles::text[] @> ARRAY[%s] ORDER BY tablename",
        [settings.SEARCHER_ROLE],
    )
    expected = [
        (table, "searcher", [settings.SEARCHER_ROLE], "SELECT", "true", None)
        for table in sorted(SEARCHED.values())
    ]
    assert found == expected


def test_the_searcher_may_read_single_columns_and_change_nothing():
    tables = rows_of(
        "SELECT relname FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND ("
        "has_table_privilege(%(role)s, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE') OR "
        "has_any_column_privilege(%(role)s, c.oid, 'INSERT, UPDATE'))",
        {"role": settings.SEARCHER_ROLE},
    )
    assert tables == []
    assert rows_of("SELECT has_schema_privilege(%s, 'public', 'CREATE')", [settings.SEARCHER_ROLE]) == [(False,)]


def test_the_run_time_role_cannot_become_the_searcher(harbor):
    with harbor.scope(), pytest.raises(ProgrammingError), transaction.atomic():
        rows_of(f"SET LOCAL ROLE {settings.SEARCHER_ROLE}")


def test_a_search_outside_a_scope_is_loud():
    with pytest.raises(DatabaseError, match=r"app\.organization_id|invalid input"), transaction.atomic():
        rows_of("SELECT * FROM search_customers(ARRAY['acme'], 10)")


@pytest.mark.django_db(transaction=True)
def test_a_search_reaches_its_rows_by_the_index(harbor):
    with harbor.scope():
        Customer.objects.bulk_create([Customer(name=f"Company {n:05d}") for n in range(6000)])
    owner = psycopg2.connect(os.environ["DATABASE_OWNER_URL"], dbname=connections["default"].settings_dict["NAME"])
    with owner, owner.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('customers_customer_fragments')")  # as autovacuum does
        cursor.execute("ANALYZE customers_customer")
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'search_customers'")
        query = re.search(r"\$query\$(.*)\$query\$", cursor.fetchone()[0], re.DOTALL)[1]
        cursor.execute(f"PREPARE wanted (uuid, text[], text[], integer) AS {query}")
        cursor.execute(f"SET LOCAL ROLE {settings.SEARCHER_ROLE}")
        cursor.execute("SELECT set_config('app.organization_id', %s, true)", [str(harbor.organization.pk)])
        values = [str(harbor.organization.pk), ["0299"], ["%0299%"], 400]
        cursor.execute("EXPLAIN EXECUTE wanted (%s, %s, %s, %s)", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    owner.close()
    assert plan.count("customers_customer_fragments") == 2, plan
    assert "Seq Scan" not in plan
    assert "organization_id = current_setting" not in plan


AS_SEARCHER = "GRANT CREATE ON SCHEMA public TO {searcher}; SET LOCAL ROLE {searcher};"
WITHOUT_TENANT = """
DO $do$ BEGIN EXECUTE replace(pg_get_functiondef('search_customers'::regproc), 't.organization_id = $1', 'true');
END $do$"""


@pytest.mark.parametrize(
    ("statements", "check"),
    [
        (
            AS_SEARCHER + "GRANT EXECUTE ON FUNCTION search_customers(text[], integer) TO PUBLIC; RESET ROLE",
            test_the_functions_that_run_with_other_rights_are_the_five_searches,
        ),
        (
            AS_SEARCHER + WITHOUT_TENANT + "; RESET ROLE",
            test_the_functions_that_run_with_other_rights_are_the_five_searches,
        ),
        (
            "ALTER POLICY searcher ON customers_customer TO {app}",
            test_a_policy_of_the_searcher_stands_on_the_searched_tables_only,
        ),
        (
            "CREATE POLICY more ON audit_auditevent FOR SELECT TO {searcher} USING (true)",
            test_a_policy_of_the_searcher_stands_on_the_searched_tables_only,
        ),
        (
            "GRANT SELECT ON customers_customer TO {searcher}",
            test_the_searcher_may_read_single_columns_and_change_nothing,
        ),
        (
            "GRANT CREATE ON SCHEMA public TO {searcher}",
            test_the_searcher_may_read_single_columns_and_change_nothing,
        ),
    ],
    ids=["for everybody", "no tenant", "another role", "another table", "a whole table", "may create"],
)
def test_each_of_these_doors_would_be_found(owner, monkeypatch, statements, check):
    def as_owner_sees(sql, values=None):
        owner.execute(sql, values)
        return owner.fetchall()

    monkeypatch.setattr(sys.modules[__name__], "rows_of", as_owner_sees)
    check()
    owner.execute(statements.replace("{searcher}", settings.SEARCHER_ROLE).replace("{app}", settings.APP_ROLE))
    with pytest.raises(AssertionError):
        check()
