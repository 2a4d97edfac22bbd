"""Multiplying the originals: temporary tables without row security, then one INSERT … SELECT per table and organization.

COPY is refused under row-level security, so rows never leave the server: the originals are read inside their own
scope into temporary tables, and written inside the scope of each organization with ids that follow from them.
"""

import json
import time

from django.db import connection

from accounts.models import Membership, Organization
from customers.models import Contact, Customer
from deals.models import Deal, DealLine
from projects.models import (
    BomLine,
    Evidence,
    Milestone,
    Project,
    ProjectContact,
    ProjectNumber,
    Responsibility,
    Task,
    TimeEntry,
)

# (model, how its rows lead to the project); in the order of references.
COPIED = (
    (Deal, "t.id = p.deal_id"),
    (DealLine, "t.deal_id = p.deal_id"),
    (Project, "t.id = p.id"),
    (Responsibility, "t.project_id = p.id"),
    (Evidence, "t.responsibility_id IN (SELECT id FROM projects_responsibility r WHERE r.project_id = p.id)"),
    (Task, "t.project_id = p.id"),
    (BomLine, "t.project_id = p.id"),
    (Milestone, "t.project_id = p.id"),
    (TimeEntry, "t.project_id = p.id"),
    (ProjectContact, "t.project_id = p.id"),
)
MODELS = {model for model, _path in COPIED}
# A new id: milliseconds in front, so that rows of one project lie together; the rest follows from the original's id.
NEW_ID = (
    "(lpad(to_hex(%(base)s + n), 12, '0') || '7' || substr(md5(%(organization)s || n || {0}), 1, 3)"
    " || '8' || substr(md5(%(organization)s || n || {0}), 4, 15))::uuid"
)

CUSTOMER = "(%(customers)s::uuid[])[1 + n %% cardinality(%(customers)s::uuid[])]"


def take_patterns(projects):
    """Fill the temporary tables from ``projects`` of the organization in force."""
    numbers = {str(project.pk): number for number, project in enumerate(projects)}
    with connection.cursor() as cursor:
        for model, path in COPIED:
            table = model._meta.db_table
            cursor.execute(
                f"CREATE TEMPORARY TABLE bulk_{table} AS SELECT (%s::jsonb ->> p.id::text)::int AS pattern, t.* "  # noqa: S608
                f"FROM projects_project p JOIN {table} t ON {path} WHERE p.id = ANY(%s::uuid[])",
                [json.dumps(numbers), list(numbers)],
            )


def drop_patterns():
    """Remove the temporary tables."""
    with connection.cursor() as cursor:
        for model, _path in COPIED:
            cursor.execute(f"DROP TABLE IF EXISTS bulk_{model._meta.db_table}")


def multiply(crowd, originals, *, count, patterns, first):
    """Write ``count`` copies, numbered from ``first``, in the scope of the crowd's organization. Returns the rows written.

    ``originals`` is the Crowd of the organization whose projects were taken.
    """
    people = {str(originals.members[key].pk): str(member.pk) for key, member in crowd.members.items()}
    values = {
        "organization": str(crowd.organization.pk),
        "base": int(time.time() * 1000),
        "count": count,
        "patterns": patterns,
        "first": first,
        "people": json.dumps(people),
        "customers": [str(customer.pk) for customer in crowd.customers],
    }
    rows = 0
    with connection.cursor() as cursor:
        for model, _path in COPIED:
            cursor.execute(_statement(model), values)
            rows += cursor.rowcount
    ProjectNumber.objects.update(last=first + count - 1)
    return rows


def _statement(model):
    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(model, field) for field in fields)
    table = model._meta.db_table
    return (
        f"INSERT INTO {table} ({columns}) SELECT {values} FROM generate_series(1, %(count)s) n "  # noqa: S608
        f"JOIN bulk_{table} t ON t.pattern = n %% %(patterns)s"
    )


def _value(model, field):
    """The SQL for one column of a copy."""
    column = f't."{field.column}"'
    if field.primary_key or field.related_model in MODELS:
        return f"CASE WHEN {column} IS NULL THEN NULL ELSE {NEW_ID.format(column)} END"
    by_target = {
        Organization: "%(organization)s::uuid",
        Membership: f"(%(people)s::jsonb ->> {column}::text)::uuid",
        Customer: CUSTOMER,
        Contact: f"(SELECT c.id FROM customers_contact c WHERE c.customer_id = {CUSTOMER} AND c.role = t.role)",  # noqa: S608
    }
    by_name = {
        (Project, "sequence"): "%(first)s + n - 1",
        (Project, "title"): f"{column} || ' ' || %(first)s + n - 1",
        (Deal, "title"): f"{column} || ' ' || %(first)s + n - 1",
        (Deal, "external_id"): "'bulk-' || %(first)s + n",
    }
    return by_target.get(field.related_model) or by_name.get((model, field.name)) or column
