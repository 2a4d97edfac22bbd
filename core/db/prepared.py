"""Reads whose SQL is written once per process: the ORM says what, later calls only send the values.

Writing a wide statement costs Django several times what PostgreSQL needs to run it, and planning it costs PostgreSQL
more than running it (``core.db.plans``). Only for reads that stand on busy pages, whose shape does not depend on
their values.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models.query import get_related_populators

from core.db.plans import ORGANIZATION, Plan, planned
from core.tenancy import current_organization_id, current_scope

SIZES = (1, 2, 5, 10, 25, 50, 100, 200)  # lists are sent as long as one of these: few shapes, few plans
_written: dict = {}


@dataclass(frozen=True, slots=True)
class _Statement:
    """``places`` holds for every parameter ``(name, index)`` of a value (index None for a single one), or None
    where it is fixed."""

    sql: str
    fixed: tuple
    places: tuple
    convert: Callable | None
    objects: Callable | None
    names: tuple
    plan: Plan


def prepared_rows(build, *shape, **values):
    """The rows of ``build(*shape, **values)``, a ``values_list`` queryset, as tuples; one statement.

    ``build`` is called once for each ``shape`` (hashable: what the SQL itself depends on), with stand-ins for the
    ``values``: UUIDs, dates, aware datetimes, texts, whole numbers below a billion, or lists of one of them, for
    ``IN`` (the last of a list may be repeated). It must hand every value to the database as it is; LookupError where it does not.
    The organization in force is always a value.
    """
    return _read(build, shape, values)[1]


def prepared_dicts(build, *shape, **values):
    """The same for a ``values`` queryset: a list of dicts."""
    statement, rows = _read(build, shape, values)
    return [dict(zip(statement.names, row, strict=True)) for row in rows]


def prepared_objects(build, *shape, **values):
    """The same for a queryset of models (``select_related``, ``only`` and annotations included): a list of them."""
    statement, rows = _read(build, shape, values, models=True)
    return statement.objects(rows) if rows else []


def _read(build, shape, values, *, models=False):
    scope = current_scope()
    using = scope.using if scope else "default"
    values = {name: _padded(value) if isinstance(value, list) else value for name, value in values.items()}
    sizes = tuple(len(value) if isinstance(value, list) else None for value in values.values())
    key = (build, shape, tuple(values), sizes, using, scope is None, models)
    statement = _written.get(key)
    if statement is None:
        try:
            statement = _written[key] = _write(build, shape, values, using, models)
        except EmptyResultSet:
            return None, []
    organization = str(current_organization_id()) if scope else None
    with connections[using].cursor() as cursor:
        if scope and planned(cursor, statement.plan, values | {ORGANIZATION: organization}):
            rows = cursor.fetchall()
        else:
            cursor.execute(statement.sql, _filled(statement, values, organization))
            rows = cursor.fetchall()
    return statement, statement.convert(rows) if statement.convert else rows


def _padded(values):
    size = next((size for size in SIZES if size >= len(values)), len(values))
    return values + values[-1:] * (size - len(values)) if values else values


def _filled(statement, values, organization):
    filled = []
    for fixed, place in zip(statement.fixed, statement.places, strict=True):
        if place is None:
            filled.append(fixed)
        elif place[0] is ORGANIZATION:
            filled.append(organization)
        else:
            name, index = place
            filled.append(values[name] if index is None else values[name][index])
    return filled


def _write(build, shape, values, using, models):
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
    query = build(*shape, **stand_ins).query
    compiler = query.get_compiler(using)
    sql, fixed = compiler.as_sql()
    organization = str(current_organization_id()) if current_scope() else None
    places = tuple(_place(value, marks, organization) for value in fixed)
    missing = set(marks.values()) - set(places)
    if missing:
        raise LookupError(f"{build.__name__} does not hand these to the database as they are: {sorted(missing)}")
    objects = _making_objects(compiler, using) if models else None
    plan = Plan.of(connections[using], sql, fixed, places, values)
    return _Statement(sql, tuple(fixed), places, _converting(compiler), objects, tuple(query.selected or ()), plan)


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
    if isinstance(value, str):
        return f"\u2063{number}\u2063"
    raise TypeError(f"{type(value).__name__} cannot stand in a prepared read")


def _place(value, marks, organization):
    if isinstance(value, list):
        return None
    if organization is not None and value == organization:
        return ORGANIZATION, None
    return marks.get((type(value), value))


def _converting(compiler):
    """What fields do to values as they come (few do with PostgreSQL), or None."""
    converters = compiler.get_converters(column[0] for column in compiler.select[: compiler.col_count])
    if not converters:
        return None
    return lambda rows: [tuple(row) for row in compiler.apply_converters(chain(rows), converters)]


def _making_objects(compiler, using):
    """What ``ModelIterable`` of Django does with each row."""
    info, select = compiler.klass_info, compiler.select
    begin, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column[0].target.attname for column in select[begin:end]]
    populators = get_related_populators(info, select, using)
    notes = tuple(compiler.annotation_col_map.items())

    def objects(rows):
        made = []
        for row in rows:
            one = info["model"].from_db(using, names, row[begin:end])
            for populator in populators:
                populator.populate(row, one)
            for name, place in notes:
                setattr(one, name, row[place])
            made.append(one)
        return made

    return objects
