"""System checks: refuse to run with a database role that row-level security does not bind."""

import logging
import os

from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connections

logger = logging.getLogger(__name__)

UNSAFE = """
SELECT r.rolname, r.rolsuper, r.rolbypassrls,
       EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relowner = r.oid),
       EXISTS (SELECT 1 FROM pg_auth_members m WHERE m.member = r.oid AND r.rolinherit)
FROM pg_roles r WHERE r.rolname = current_user
"""


def unsafe_role_reasons(alias):
    """Why the role of ``alias`` must not serve requests: a list of sentences, empty when it is safe."""
    with connections[alias].cursor() as cursor:
        cursor.execute(UNSAFE)
        name, is_super, bypasses, owns, inherits = cursor.fetchone()
    reasons = {
        f"database role {name} is a superuser": is_super,
        f"database role {name} has BYPASSRLS": bypasses,
        f"database role {name} owns tables; migrations belong to DATABASE_OWNER_URL": owns,
        f"database role {name} inherits from another role": inherits,
    }
    return [reason for reason, holds in reasons.items() if holds]


@checks.register(checks.Tags.database)
def run_time_roles_are_safe(app_configs=None, databases=None, **kwargs):
    """``manage.py check --database default``: E001 for every unsafe property of a run-time role.

    Silent for the commands that ``manage.py`` runs as the owner on purpose (``migrate`` and its like).
    """
    if os.environ.get("DATABASE_ROLE") == "owner":
        return []
    return [
        checks.Error(reason, id="core.E001", hint="Use the app role of the contract, section 2.")
        for alias in databases or ()
        for reason in unsafe_role_reasons(alias)
    ]


def refuse_unsafe_roles(aliases=("default", "portal")):
    """Stop this process when a run-time role is unsafe; called when a web or worker process starts.

    Raises ImproperlyConfigured with one line per reason. A database that is away is no reason: the process
    serves again when it is back, and ``/readyz`` says so meanwhile.
    """
    reasons = []
    for alias in aliases:
        try:
            reasons += unsafe_role_reasons(alias)
        except OperationalError:
            logger.warning("database %s is away: its role was not checked", alias)
        finally:
            connections[alias].close()
    if reasons:
        raise ImproperlyConfigured("; ".join(reasons))
