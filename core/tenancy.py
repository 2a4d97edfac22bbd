"""The scope: one organization, one transaction, and the setting that row-level security reads.

Nothing reaches a tenant table outside a scope. Requests enter it in ``core.middleware``, Celery
tasks in ``core.jobs``, commands through ``core.management``; tests use it directly.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from django.db import connections, transaction

SETTING = "app.organization_id"
# Pages join eight to ten small tables by their keys, in an order that needs no search: PostgreSQL took 8 ms to try
# all orders of such a statement and 1 ms to run it. Set with the organization, so that it costs no statement and
# ends with the transaction behind a pooler as well. What the session has planned is asked in the same statement, because
# behind a pooler each transaction may meet another session (``core.db.plans``).
ENTER = (
    "SELECT set_config(%s, %s, true), set_config('join_collapse_limit', '4', true),"
    " ARRAY(SELECT name FROM pg_prepared_statements)"
)


class ScopeError(RuntimeError):
    """Tenant data was touched outside a scope, or through the scope of another organization."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The organization in force and the database alias its rows are read from."""

    organization_id: UUID
    using: str = "default"


_scope: ContextVar[Scope | None] = ContextVar("organization_scope", default=None)


def current_scope() -> Scope | None:
    """The scope in force, or None outside every organization."""
    return _scope.get()


def current_organization_id() -> UUID:
    """The id of the organization in force.

    Raises ScopeError outside a scope: a forgotten scope must be an error, never an empty page.
    """
    scope = _scope.get()
    if scope is None:
        raise ScopeError("tenant data needs an organization scope")
    return scope.organization_id


@contextmanager
def organization_scope(organization_id, *, using="default", read_only=False):
    """Enter one organization inside a transaction on the alias ``using``.

    The setting is the transaction's first statement and ends with it (``set_config(…, true)``), so
    a pooled connection never carries it on. Entering the same organization again is a savepoint;
    leaving puts the previous value back, because releasing a savepoint does not. ``read_only``
    makes the transaction READ ONLY after the first statement, where it can no longer be undone.
    """
    organization_id = UUID(str(organization_id))
    connection = connections[using]
    previous = _scope.get()
    nested = connection.in_atomic_block
    with transaction.atomic(using=using):
        _set(connection, str(organization_id), read_only=read_only)
        token = _scope.set(Scope(organization_id, using))
        try:
            yield
        finally:
            _scope.reset(token)
            # The end of a transaction clears the setting by itself, and so does a rollback to a savepoint.
            if nested and _usable(connection):
                same_alias = previous is not None and previous.using == using
                _set(connection, str(previous.organization_id) if same_alias else "")


def _usable(connection):
    """Whether a statement can still run: not after an error, whether or not Django saw it (3, 4: in error, unknown)."""
    if connection.needs_rollback or connection.connection is None:
        return False
    return connection.connection.info.transaction_status not in (3, 4)


def _set(connection, value, *, read_only=False):
    with connection.cursor() as cursor:
        cursor.execute(ENTER, [SETTING, value])
        connection.planned = set(cursor.fetchone()[-1])
        if read_only:
            cursor.execute("SET TRANSACTION READ ONLY")


class ScopeRouter:
    """Sends every statement to the alias of the scope in force (the portal has its own role)."""

    def db_for_read(self, model, **hints):
        scope = _scope.get()
        return scope.using if scope else None

    db_for_write = db_for_read

    def allow_relation(self, obj1, obj2, **hints):
        return True

    def allow_migrate(self, db, app_label, **hints):
        return db == "default"
