"""Statements that PostgreSQL plans once per session: ``PREPARE`` at their first use there, ``EXECUTE`` afterwards.

A page's statement joins a handful of small tables under row-level security; planning that took PostgreSQL up to five
times as long as running it. Sessions may be shared by a pooler that changes them between transactions, so nothing is
remembered here: entering a scope asks the session which names it knows (``core.tenancy.ENTER``), and a name is the
digest of its statement, so that processes which share a session share its plans.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass
from uuid import UUID

from psycopg2.extensions import AsIs

ORGANIZATION = "organization in force"
MOST = 100  # of one session; each holds its plan in the memory of the server


@dataclass(frozen=True, slots=True)
class Plan:
    """``prepare`` is run once a session, ``execute`` each time; ``places`` are the values in the order of both."""

    name: str
    prepare: str
    execute: str
    places: tuple

    @classmethod
    def of(cls, connection, sql, fixed, places, values):
        """The plan of ``sql``, whose parameters are ``fixed`` where ``places`` is None, else a value's place.

        ``values`` are any of the values to come, for their types. What is fixed is written into the statement.
        """
        numbers = {place: number for number, place in enumerate(dict.fromkeys(filter(None, places)), 1)}
        marks = [
            one if place is None else AsIs(f"${numbers[place]}") for one, place in zip(fixed, places, strict=True)
        ]
        with connection.cursor() as cursor:
            text = cursor.cursor.mogrify(sql, marks or None).decode()
        kinds = ", ".join(_kind(_at(values, place)) for place in numbers)
        name = f"msp_{hashlib.sha256(f'{kinds} {text}'.encode()).hexdigest()[:24]}"
        prepare = f"PREPARE {name}{f' ({kinds})' if kinds else ''} AS {text}".replace("%", "%%")
        slots = f" ({', '.join(['%s'] * len(numbers))})" if numbers else ""
        return cls(name, prepare, f"EXECUTE {name}{slots}", tuple(numbers))


def planned(cursor, plan, values):
    """Run ``plan`` with ``values`` (name -> value or list, ORGANIZATION among them) on ``cursor``; one statement.

    False, and nothing was run, where the session has planned enough already. Only inside a scope.
    """
    known = cursor.db.planned
    if plan.name not in known and len(known) >= MOST:
        return False
    sql = plan.execute if plan.name in known else f"{plan.prepare}; {plan.execute}"
    cursor.execute(sql, [_at(values, place) for place in plan.places])
    known.add(plan.name)
    return True


def _at(values, place):
    name, index = place
    value = values.get(name)
    return value if index is None else value[index]


def _kind(value):
    """The type that PostgreSQL is told; texts take the type of what they are compared with."""
    if isinstance(value, UUID):
        return "uuid"
    if isinstance(value, dt.datetime):
        return "timestamptz"
    if isinstance(value, dt.date):
        return "date"
    return "integer" if isinstance(value, int) else "unknown"
