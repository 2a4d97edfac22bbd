"""What the run-time roles may do: granted again after every migrate, so that no table is forgotten.

``app`` reads and writes rows but owns nothing, and can only add to the audit trail. ``portal`` reads
the allow-listed columns (``settings.PORTAL_COLUMNS``, table -> columns) and nothing else.
"""

from django.conf import settings
from django.db import connections

APPEND_ONLY_TABLES = ("audit_auditevent",)


def grant_run_time_roles(sender=None, using="default", **kwargs):
    """Grant the roles their rights on all tables of ``using``. Idempotent; needs the owner role."""
    connection = connections[using]
    with connection.cursor() as cursor:
        existing = _existing_roles(cursor)
        tables = set(connection.introspection.table_names(cursor))
        if settings.APP_ROLE in existing:
            _grant_app(cursor, connection.ops.quote_name, settings.APP_ROLE, tables)
        if settings.PORTAL_ROLE in existing:
            _grant_portal(cursor, connection.ops.quote_name, settings.PORTAL_ROLE, tables)


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
