"""Database fixtures: the owner role makes the test database, the run-time roles run the tests.

`default` connects as `msp_app` and `portal` as `msp_portal`, so every test has exactly the rights of
production, plus TRUNCATE, which Django needs to empty the tables after transactional tests.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

import pytest

from scripts._dev.postgres import DATABASE
from scripts._dev.test_servers import SCHEMA_LOCK

RUN_TIME_ROLES = {"default": "DATABASE_URL", "portal": "DATABASE_PORTAL_URL"}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Generator[None]:
    """The owner creates the test database, of the migrated one where there is one, and finally drops it."""
    from django.db import connections

    settings = connections["default"].settings_dict
    app = credentials("DATABASE_URL")
    settings.update(credentials("DATABASE_OWNER_URL"))
    settings["TEST"]["TEMPLATE"] = _migrated_database()
    yield
    settings.update(app)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Generator[None]:
    """Hand the migrated test database to the run-time roles for the length of the session."""
    from django.db import connections

    default = connections["default"]
    with django_db_blocker.unblock():
        _grant(default)
        for connection in connections.all():
            connection.close()
    for alias, variable in RUN_TIME_ROLES.items():
        if alias in connections:
            settings = connections[alias].settings_dict
            settings.update(credentials(variable), NAME=default.settings_dict["NAME"])
    if "portal" in connections:
        # Same database: emptying it once, as `app`, is enough (the portal role could not).
        connections["portal"].settings_dict["TEST"]["MIRROR"] = "default"
    yield
    with django_db_blocker.unblock():
        for connection in connections.all():
            connection.close()
    default.settings_dict.update(credentials("DATABASE_OWNER_URL"))


def _migrated_database() -> str | None:
    """The database that the run's first process migrated, waited for; None on servers of somebody else's."""
    if SCHEMA_LOCK not in os.environ:
        return None
    with Path(os.environ[SCHEMA_LOCK]).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
    return DATABASE


def _grant(connection: Any) -> None:
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    roles = ", ".join(credentials(variable)["USER"] for variable in RUN_TIME_ROLES.values())
    app = credentials("DATABASE_URL")["USER"]
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT CONNECT ON DATABASE {name} TO {roles}")
        cursor.execute(f"GRANT TEMPORARY ON DATABASE {name} TO {app}")
        cursor.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {app}")


def credentials(variable: str) -> dict[str, str]:
    parts = urlsplit(os.environ[variable])
    return {"USER": unquote(parts.username or ""), "PASSWORD": unquote(parts.password or "")}


@pytest.fixture
def process_environment(transactional_db: None) -> dict[str, str]:
    """Environment for real child processes (web, worker, beat) that work on the test database."""
    from django.db import connections

    name = connections["default"].settings_dict["NAME"]
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_OWNER_URL"}
    for variable in RUN_TIME_ROLES.values():
        environment[variable] = urlunsplit(urlsplit(os.environ[variable])._replace(path=f"/{name}"))
    return environment
