"""One organization as a file, and back: a loop over every table that has an ``organization_id``.

The archive is a zip of ``rows.jsonl`` (a line per row, ``table<TAB>row as PostgreSQL's own JSON``, so that no number or
instant passes through Python) and ``uploads/…``. It holds secrets' digests and people's password hashes: keep it like
a backup. Tables are read from the catalogue, so that a new one is never forgotten.
"""

import json
import zipfile
from pathlib import Path

from django.db import connection, transaction

from core.errors import DomainError
from core.tenancy import organization_scope

ORGANIZATION = "accounts_organization"
USER = "accounts_user"
MEMBERSHIP = "accounts_membership"
ROWS, UPLOADS = "rows.jsonl", "uploads/"
FORMAT = 1
TABLES = """
SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND c.column_name = 'organization_id' AND t.table_type = 'BASE TABLE'
ORDER BY c.table_name
"""
COLUMNS = """
SELECT column_name FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position
"""
BATCH = 500


def tables_of_an_organization():
    """Names of every table with a row per organization, directory tables included."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return [name for (name,) in cursor.fetchall()]


def export_organization(*, organization, path, uploads):
    """Write the archive of ``organization`` to ``path`` (new file); ``uploads`` is the directory of all uploads.

    One repeatable-read snapshot. Returns ``{table: rows}``.
    """
    counts = {}
    with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(ROWS, "w", force_zip64=True) as stream, transaction.atomic():
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            stream.write(f"{json.dumps({'format': FORMAT, 'organization': str(organization.pk)})}\n".encode())
            with organization_scope(organization.pk):
                for table, condition in _sources():
                    counts[table] = _write_rows(stream, table, condition, organization.pk)
        for file in _files(Path(uploads) / str(organization.pk)):
            archive.write(file, UPLOADS + str(file.relative_to(uploads)))
    return counts


def _sources():
    members = f"id IN (SELECT user_id FROM {MEMBERSHIP} WHERE organization_id = %s)"  # noqa: S608  names are constants
    return [
        (ORGANIZATION, "id = %s"),
        (USER, members),
        *((table, "organization_id = %s") for table in tables_of_an_organization()),
    ]


def _files(directory):
    return sorted(path for path in directory.rglob("*") if path.is_file()) if directory.is_dir() else []


def _write_rows(stream, table, condition, organization_id):
    name = connection.ops.quote_name(table)
    count = 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT row_to_json(t)::text FROM {name} t WHERE {condition}", [str(organization_id)])  # noqa: S608
        while rows := cursor.fetchmany(BATCH):
            stream.write("".join(f"{table}\t{row}\n" for (row,) in rows).encode())
            count += len(rows)
    return count


@transaction.atomic
def import_organization(*, path, uploads, replace=False):
    """Put the archived organization into this database, beside the others. Needs the owner role. ``{table: rows}``.

    409 when the organization is there, unless ``replace``: then its rows make way in the same transaction. People are
    matched by id, then by address, and are never changed; nobody else's row is touched, which row-level security sees
    to. Files are written after the rows; those that are there stay.
    """
    with zipfile.ZipFile(path) as archive, archive.open(ROWS) as stream:
        head = json.loads(stream.readline())
        if head.get("format") != FORMAT:
            raise DomainError("unknown_format", "Nothing was changed: this archive is of another format.")
        counts = _import_rows(stream, head["organization"], replace)
        _write_files(archive, Path(uploads))
    return counts


def _import_rows(stream, organization_id, replace):
    tables = tables_of_an_organization()
    with organization_scope(organization_id), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        _make_way(cursor, tables, organization_id, replace)
        counts, people, batch, current = {}, {}, [], None
        for line in stream:
            table, _, row = line.decode().rstrip("\n").partition("\t")
            if table != current or len(batch) == BATCH:
                _insert(cursor, current, batch)
                batch, current = [], table
            if table == USER:
                _match(cursor, row, people)
            else:
                batch.append(_with_people(row, people) if table == MEMBERSHIP else row)
            counts[table] = counts.get(table, 0) + 1
        _insert(cursor, current, batch)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return counts


def _make_way(cursor, tables, organization_id, replace):
    cursor.execute(f"SELECT slug FROM {ORGANIZATION} WHERE id = %s", [organization_id])  # noqa: S608
    found = cursor.fetchone()
    if found and not replace:
        raise DomainError(
            "organization_exists",
            f"Nothing was changed: {found[0]} is in this database; --replace puts the archive in its place.",
        )
    for table in tables:
        name = connection.ops.quote_name(table)
        cursor.execute(f"DELETE FROM {name} WHERE organization_id = %s", [organization_id])  # noqa: S608
    cursor.execute(f"DELETE FROM {ORGANIZATION} WHERE id = %s", [organization_id])  # noqa: S608


def _insert(cursor, table, rows):
    if not rows:
        return
    cursor.execute(COLUMNS, [table])
    columns = ", ".join(connection.ops.quote_name(name) for (name,) in cursor.fetchall())
    if not columns:
        raise DomainError("unknown_table", f"Nothing was changed: this release knows no table {table}.")
    name = connection.ops.quote_name(table)
    cursor.execute(
        f"INSERT INTO {name} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{name}, %s)",  # noqa: S608
        [f"[{','.join(rows)}]"],
    )


def _match(cursor, row, people):
    """Find the person of an archived user, or make them; ``people`` maps the archived id to the one here."""
    person = json.loads(row)
    cursor.execute(
        f"SELECT id FROM {USER} WHERE id::text = %s OR email = %s ORDER BY id::text = %s DESC LIMIT 1",  # noqa: S608
        [str(person["id"]), person["email"], str(person["id"])],
    )
    found = cursor.fetchone()
    if found is None:
        _insert(cursor, USER, [row])
    elif str(found[0]) != str(person["id"]):
        people[str(person["id"])] = str(found[0])


def _with_people(row, people):
    """A membership row that names the person of this database."""
    for there, here in people.items():
        row = row.replace(f'"user_id":"{there}"', f'"user_id":"{here}"')
    return row


def _write_files(archive, uploads):
    root = uploads.resolve()
    for name in archive.namelist():
        if not name.startswith(UPLOADS) or name.endswith("/"):
            continue
        target = (root / name.removeprefix(UPLOADS)).resolve()
        if not target.is_relative_to(root):
            raise DomainError("unsafe_path", f"Nothing was changed: {name} points out of the archive.")
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(name))
