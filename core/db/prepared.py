"""Reads whose SQL is written once per process: the ORM says what, later calls only send the values.

Writing a wide statement costs Django several times what PostgreSQL needs to run it. Only for reads that stand
on busy pages, whose shape does not depend on their values.
"""

import datetime as dt
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections

from core.tenancy import current_organization_id, current_scope

ORGANIZATION = "organization in force"
_written: dict = {}


@dataclass(frozen=True, slots=True)
class _Statement:
    """``places`` holds for every parameter ``(name, index)`` of a value, or None where it is fixed."""

    sql: str
    fixed: tuple
    places: tuple
    convert: object


def prepared_rows(build, *shape, **values):
    """The rows of ``build(*shape, **values)``, a ``values_list`` queryset, as tuples; one statement.

    ``build`` is called once for each ``shape`` (hashable: what the SQL itself depends on), with stand-ins for the
    ``values``: UUIDs, dates, aware datetimes, whole numbers below a billion, or lists of one of them (their length
    belongs to the shape). It must hand every value to the database as it is; LookupError where it does not. The
    organization in force is always a value.
    """
    using = current_scope().using
    sizes = tuple(len(value) if isinstance(value, list) else None for value in values.values())
    key = (build, shape, tuple(values), sizes, using)
    statement = _written.get(key)
    if statement is None:
        try:
            statement = _written[key] = _write(build, shape, values, using)
        except EmptyResultSet:
            return []
    with connections[using].cursor() as cursor:
        cursor.execute(statement.sql, _filled(statement, values))
        rows = cursor.fetchall()
    return statement.convert(rows) if statement.convert else rows


def _filled(statement, values):
    organization = str(current_organization_id())
    return [
        fixed
        if place is None
        else organization
        if place is ORGANIZATION
        else values[place[0]]
        if place[1] is None
        else values[place[0]][place[1]]
        for fixed, place in zip(statement.fixed, statement.places, strict=True)
    ]


def _write(build, shape, values, using):
    marks, number = {}, 0
    stand_ins = {}
    for name, value in values.items():
        many = isinstance(value, list)
        made = []
        for index, one in enumerate(value if many else [value]):
            number += 1
            mark = _stand_in(one, number)
            marks[type(mark), mark] = (name, index if many else None)
            made.append(mark)
        stand_ins[name] = made if many else made[0]
    compiler = build(*shape, **stand_ins).query.get_compiler(using)
    sql, fixed = compiler.as_sql()
    places = tuple(_place(value, marks) for value in fixed)
    missing = set(marks.values()) - set(places)
    if missing:
        raise LookupError(f"{build.__name__} does not hand these to the database as they are: {sorted(missing)}")
    return _Statement(sql, tuple(fixed), places, _converting(compiler))


def _stand_in(value, number):
    """A value of the same type that stands nowhere else."""
    if isinstance(value, UUID):
        return UUID(int=(0xFEED << 112) + number)
    if isinstance(value, dt.datetime):
        return dt.datetime(1, 1, 2, tzinfo=dt.UTC) + dt.timedelta(seconds=number)
    if isinstance(value, dt.date):
        return dt.date(1, 1, 1) + dt.timedelta(days=number)
    if isinstance(value, int) and not isinstance(value, bool):
        return 2_000_000_000 + number
    raise TypeError(f"{type(value).__name__} cannot stand in a prepared read")


def _place(value, marks):
    if isinstance(value, str):
        return ORGANIZATION if value == str(current_organization_id()) else None
    if isinstance(value, list):
        return None
    return marks.get((type(value), value))


def _converting(compiler):
    """What fields do to values as they come (few do with PostgreSQL), or None."""
    converters = compiler.get_converters(column[0] for column in compiler.select[: compiler.col_count])
    if not converters:
        return None
    return lambda rows: [tuple(row) for row in compiler.apply_converters(chain(rows), converters)]
