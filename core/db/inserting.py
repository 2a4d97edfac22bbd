"""Many new rows in one statement, several times as fast as ``bulk_create``: they travel as one JSON text."""

import json
from functools import cache

from django.db import connections, router


def insert_rows(model, rows):
    """Insert objects of ``model`` whose every field is set. No signals, no conflicts; read them again to save them.

    Texts hold no NUL (readers of tables take them out, the API refuses them): JSON of PostgreSQL has none.
    """
    if not rows:
        return
    alias = router.db_for_write(model)
    statement, fields = _statement(model, alias)
    values = [{column: getattr(row, name) for column, name in fields} for row in rows]
    with connections[alias].cursor() as cursor:
        cursor.execute(statement, [json.dumps(values, default=str, ensure_ascii=False)])


@cache
def _statement(model, alias):
    """The statement, and ``(column, attribute)`` of each field."""
    connection = connections[alias]
    quote, fields = connection.ops.quote_name, model._meta.concrete_fields
    columns = ", ".join(quote(field.column) for field in fields)
    types = ", ".join(f"{quote(field.column)} {field.db_type(connection)}" for field in fields)
    table = quote(model._meta.db_table)
    return (
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_to_recordset(%s::jsonb) AS fresh ({types})",  # noqa: S608  names of ours
        [(field.column, field.attname) for field in fields],
    )
