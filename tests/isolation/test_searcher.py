"""R2 for the role that searches: it cannot log in, sees five tables by a policy of its own, and owns five functions.

Seen to bite: granting EXECUTE to PUBLIC, a policy for another role, and a function without the tenant condition
each turned these tests red.
"""

import os
import re

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
