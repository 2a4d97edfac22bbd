"""R4: no reference across tenants, and no telling a foreign id from one that does not exist.

Seen to bite: with Django's own single-column foreign keys every update below was accepted.
"""

import psycopg2.errors
import pytest
from django.db import IntegrityError, connection, transaction

from core.db.grants import APPEND_ONLY_TABLES
from core.db.keys import tenant_key
from core.tables import DIRECTORY_TABLES
from tests.isolation.rows import random_id, tenant_models

pytestmark = pytest.mark.django_db

UNIQUE_INDEXES = """
SELECT c.relname, i.indexrelid::regclass::text,
       (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = i.indkey[0])
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND i.indisunique ORDER BY 1, 2
"""


def tenant_references():
    """``(model, field)`` for every foreign key between tenant tables, from the models."""
    return [
        (model, field)
        for model in tenant_models()
        for field in model._meta.concrete_fields
        if field.many_to_one and tenant_key(field.remote_field.model)
    ]


def refusal_of(model, field, row, parent_id):
    table, column = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name(field.column)
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        connection.cursor().execute(
            f"UPDATE {table} SET {column} = %s WHERE id = %s", [str(parent_id), str(row.pk)]
        )
    assert isinstance(refusal.value.__cause__, psycopg2.errors.ForeignKeyViolation), (model, field.name)
    return str(refusal.value).replace(str(parent_id), "ID")


def test_there_are_references_to_test():
    assert len(tenant_references()) > 20


def test_a_parent_of_the_rival_is_refused_like_one_that_does_not_exist(filled, harbor):
    ours, theirs = filled
    for model, field in tenant_references():
        if model._meta.db_table in APPEND_ONLY_TABLES:  # may only be added to
            continue
        with harbor.scope():
            foreign = refusal_of(model, field, ours[model], theirs[field.remote_field.model].pk)
            missing = refusal_of(model, field, ours[model], random_id())
        assert foreign == missing


def test_every_composite_reference_stands_in_the_catalogue():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, array_length(conkey, 1), confrelid::regclass::text "
            "FROM pg_constraint WHERE contype = 'f'"
        )
        rows = cursor.fetchall()
    tenant_tables = {model._meta.db_table for model in tenant_models()}
    single = [(child, parent) for child, width, parent in rows if parent in tenant_tables and width != 2]
    assert single == []


def test_every_unique_index_of_a_tenant_table_starts_with_the_organization():
    with connection.cursor() as cursor:
        cursor.execute(UNIQUE_INDEXES)
        rows = cursor.fetchall()
    assert [r for r in rows if r[0] not in DIRECTORY_TABLES and r[2] != "organization_id"] == []
