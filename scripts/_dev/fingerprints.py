"""What a start may leave out: fingerprints of the files and of the database that an earlier start prepared."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path

import psycopg2

from msp_pm.local_servers import PROJECT

# The cluster and its timeline change with a restore, the two numbers with a database or table made anew,
# the rows with every migration done or undone.
DATABASE_FACTS = """
SELECT (SELECT system_identifier::text FROM pg_control_system()),
       (SELECT timeline_id FROM pg_control_checkpoint()),
       (SELECT oid::text FROM pg_database WHERE datname = current_database()),
       'django_migrations'::regclass::oid::text,
       (SELECT string_agg(concat_ws(' ', id, app, name, applied), ',' ORDER BY id) FROM django_migrations)
"""


def static_fingerprint() -> str:
    """Changes whenever a static file or a pinned package does; then files must be collected again."""
    return _of_files([*PROJECT.glob("static/**/*"), *PROJECT.glob("*/static/**/*")]).hexdigest()


def schema_fingerprint(owner_url: str) -> str | None:
    """Changes with every Python file (migrations, models, grants), package, database and row of a migration.

    None when the database does not tell (never migrated, or its server keeps these facts to itself).
    """
    rooms = [room for room in PROJECT.iterdir() if room.name != "tests" and not room.name.startswith(".")]
    digest = _of_files(path for room in rooms for path in room.glob("**/*.py"))
    connection = psycopg2.connect(owner_url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(DATABASE_FACTS)
            digest.update(json.dumps(cursor.fetchone()).encode())
    except psycopg2.Error:
        return None
    finally:
        connection.close()
    return digest.hexdigest()


def _of_files(paths: Iterable[Path]) -> hashlib._Hash:
    digest = hashlib.sha256((PROJECT / "requirements.txt").read_bytes())
    digest.update(sys.prefix.encode())
    for path in sorted(paths):
        if path.is_file():
            facts = path.stat()
            digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest
