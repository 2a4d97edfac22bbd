"""R2: the database refuses on its own. Read from PostgreSQL's catalogue, so no table is forgotten.

Seen to bite: dropping a policy, lifting FORCE and granting BYPASSRLS each turned these tests red
(``test_a_dropped_policy_is_noticed`` keeps the first proof running).
"""

import psycopg2.errors
import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, connections, transaction

from core.checks import unsafe_role_reasons
from core.db.grants import APPEND_ONLY_TABLES
from core.tables import DIRECTORY_TABLES, DIRECTORY_TABLES_WITH_KEY
from tests.isolation.rows import tenant_models

pytestmark = pytest.mark.django_db

POLICY = "(organization_id = (current_setting('app.organization_id'::text))::uuid)"
TABLES = """
SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
       (SELECT array_agg(pg_get_expr(p.polqual, p.polrelid) || ' / ' || pg_get_expr(p.polwithcheck, p.polrelid))
        FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname <> 'searcher'),
       (SELECT a.attnotnull FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organization_id'),
       (SELECT array_agg(a.attname ORDER BY k.n) FROM pg_index i
        CROSS JOIN unnest(i.indkey) WITH ORDINALITY k(attnum, n)
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
        WHERE i.indrelid = c.oid AND i.indisprimary)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY c.relname
"""


def catalogue():
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return {row[0]: row[1:] for row in cursor.fetchall()}


def unguarded_tables():
    """Tables that are neither listed as directory nor fully guarded, with what they lack."""
    found = {}
    for table, (enabled, forced, policies, not_null, key) in catalogue().items():
        if table in DIRECTORY_TABLES or table in DIRECTORY_TABLES_WITH_KEY:
            continue
        lacks = [
            name
            for name, holds in {
                "row security": enabled,
                "forced": forced,
                "the loud policy": policies == [f"{POLICY} / {POLICY}"],
                "organization_id NOT NULL": not_null,
                "key led by organization_id": (key or [""])[0] == "organization_id",
            }.items()
            if not holds
        ]
        if lacks:
            found[table] = lacks
    return found


def test_every_table_is_guarded_or_listed():
    assert unguarded_tables() == {}


def test_the_list_of_directory_tables_names_only_what_exists():
    assert (DIRECTORY_TABLES.keys() | DIRECTORY_TABLES_WITH_KEY.keys()) <= catalogue().keys()


@pytest.mark.django_db(databases=["default", "portal"])
def test_the_run_time_roles_are_bound_by_row_security():
    for alias in ("default", "portal"):
        assert unsafe_role_reasons(alias) == []


@pytest.mark.django_db(databases=["default", "portal"])
def test_the_connections_use_the_roles_of_the_contract():
    for alias, role in (("default", settings.APP_ROLE), ("portal", settings.PORTAL_ROLE)):
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == (role,)


def test_no_role_of_ours_is_a_member_of_another_but_the_owner_of_the_searcher():
    # The owner must be able to hand a function over; being NOINHERIT, it sees no more rows by that.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.rolname, m.rolname FROM pg_auth_members a JOIN pg_roles r ON r.oid = a.roleid "
            "JOIN pg_roles m ON m.oid = a.member WHERE m.rolname LIKE 'msp\\_%'"
        )
        assert cursor.fetchall() == [(settings.SEARCHER_ROLE, "msp_owner")]


def test_raw_sql_finds_no_row_of_the_rival(filled, harbor, rival):
    with harbor.scope(), connection.cursor() as cursor:
        for model in guarded_models():
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(
                f"SELECT count(*), count(*) FILTER (WHERE organization_id = %s) FROM {table}",
                [str(rival.organization.pk)],
            )
            total, foreign = cursor.fetchone()
            assert (total > 0, foreign) == (True, 0), model._meta.label


def test_raw_inserts_and_updates_with_the_rival_s_id_are_refused(filled, harbor, rival):
    for model in guarded_models():
        table = connection.ops.quote_name(model._meta.db_table)
        theirs = str(rival.organization.pk)
        statements = [f"INSERT INTO {table} (organization_id, id) VALUES (%s, gen_random_uuid())"]
        if model._meta.db_table not in APPEND_ONLY_TABLES:
            statements.append(f"UPDATE {table} SET organization_id = %s")
        for statement in statements:
            with harbor.scope(), pytest.raises(ProgrammingError) as refusal, transaction.atomic():
                connection.cursor().execute(statement, [theirs])
            assert isinstance(refusal.value.__cause__, psycopg2.errors.InsufficientPrivilege), statement


def test_the_audit_trail_cannot_be_rewritten(filled, harbor):
    for statement in (
        "UPDATE audit_auditevent SET verb = 'x'",
        "DELETE FROM audit_auditevent",
        "UPDATE audit_auditlink SET digest = 'x'",
        "DELETE FROM audit_auditlink",
    ):
        with harbor.scope(), pytest.raises(ProgrammingError) as refusal, transaction.atomic():
            connection.cursor().execute(statement)
        assert isinstance(refusal.value.__cause__, psycopg2.errors.InsufficientPrivilege)


def guarded_models():
    return [m for m in tenant_models() if m._meta.db_table not in DIRECTORY_TABLES_WITH_KEY]
