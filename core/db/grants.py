"""What the run-time roles may do: granted again after every migrate, so that no table is forgotten.

``app`` reads and writes rows but owns nothing, and can only add to the audit trail. ``portal`` reads
the allow-listed columns (``settings.PORTAL_COLUMNS``, table -> columns) and nothing else.
"""

from django.conf import settings
from django.db import connections

APPEND_ONLY_TABLES = (
    "audit_auditevent",
    "audit_auditlink",
    "projects_baselinetask",
    "projects_changeordersignature",
    "projects_outofscopesignature",
    "projects_planbaseline",
    "projects_sowsignature",
)

# Directory tables hold every organization's rows. The portal sees those of the one in force only: a second,
# restrictive policy for its role beside the one that leaves the table open to the others.
IN_FORCE = "current_setting('app.organization_id')::uuid"
PORTAL_ROWS = {
    "accounts_organization": f"id = {IN_FORCE}",
    "accounts_membership": f"organization_id = {IN_FORCE}",
    "accounts_user": (
        "EXISTS (SELECT 1 FROM accounts_membership member"  # noqa: S608  no input stands in it
        f" WHERE member.user_id = accounts_user.id AND member.organization_id = {IN_FORCE})"
    ),
}


def grant_run_time_roles(sender=None, using="default", **kwargs):
    """Grant the roles their rights on all tables of ``using``. Idempotent; needs the owner role."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if not _owns_the_tables(cursor):  # Django's flush announces a migration too, to whoever runs it
            return
        existing = _existing_roles(cursor)
        tables = set(connection.introspection.table_names(cursor))
        if settings.APP_ROLE in existing:
            _grant_app(cursor, connection.ops.quote_name, settings.APP_ROLE, tables)
        if settings.PORTAL_ROLE in existing:
            _grant_portal(cursor, connection.ops.quote_name, settings.PORTAL_ROLE, tables)


def _owns_the_tables(cursor):
    cursor.execute(
        "SELECT count(*) FROM pg_tables WHERE tablename = 'django_migrations' AND tableowner = current_user"
    )
    return cursor.fetchone()[0] > 0


def _existing_roles(cursor):
    cursor.execute(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [[settings.APP_ROLE, settings.PORTAL_ROLE]]
    )
    return {name for (name,) in cursor.fetchall()}


def _grant_app(cursor, quote, role, tables):
    role = quote(role)
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
    cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
    cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
    cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}")
    for table in APPEND_ONLY_TABLES:
        if table in tables:
            cursor.execute(f"REVOKE UPDATE, DELETE ON {quote(table)} FROM {role}")


def _grant_portal(cursor, quote, role, tables):
    role = quote(role)
    cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}")
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
    for table, columns in settings.PORTAL_COLUMNS.items():
        if table in tables:
            names = ", ".join(quote(column) for column in columns)
            cursor.execute(f"GRANT SELECT ({names}) ON {quote(table)} TO {role}")
            _restrict_rows(cursor, quote(table), role, PORTAL_ROWS.get(table))


def _restrict_rows(cursor, table, role, condition):
    if condition is None:
        return
    cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    for policy in ("directory", "portal"):
        cursor.execute(f"DROP POLICY IF EXISTS {policy} ON {table}")
    cursor.execute(f"CREATE POLICY directory ON {table} USING (true) WITH CHECK (true)")
    cursor.execute(f"CREATE POLICY portal ON {table} AS RESTRICTIVE FOR SELECT TO {role} USING ({condition})")
