"""A long table of tickets through the command, beside a COPY by the owner into a table with the same keys and indexes."""

from __future__ import annotations

import csv
import datetime as dt
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import psycopg2

from msp_pm.local_servers import PROJECT
from scripts._bench.ground import Ground
from scripts._bench.table import Line
from scripts._dev.bootstrap import step
from scripts._dev.problem import Problem

MILLION, QUICK_ROWS = 1_000_000, 50_000
SMALL_PART = 20  # the memory of all rows is compared with that of a twentieth of them
HEAD = "number,opened_at,resolved_at,closed_at,category,priority,assignment_group,assigned_to,short_description,company"
START = dt.datetime(2023, 11, 1)  # noqa: DTZ001  as an export writes it
SLUG = "imports"


class Run(NamedTuple):
    """What one command took."""

    seconds: float
    megabytes: float


def imports(ground: Ground, rows: int) -> list[Line]:
    """Speed and memory of an import of ``rows`` tickets into an organization without any."""
    small, large = ground.home / "small.csv", ground.home / "large.csv"
    with step(f"Writing tables of {rows // SMALL_PART:,} and {rows:,} tickets"):
        write_tickets(small, rows // SMALL_PART, "S")
        write_tickets(large, rows, "L")
    ground.manage("create_organization", SLUG, "Imports", "--owner", "owner@imports.example")
    with step("Importing them"):
        few, many = _import(ground, small), _import(ground, large)
    with step("Importing the long one again: nothing is new"):
        again = _import(ground, large)
    with step("Copying as much"):
        copied, seconds = _copy(ground)
    limit = copied / seconds
    return [
        Line("P11", f"import of {rows:,} tickets", rows / many.seconds, "rows/s", limit, 0.5, at_least=True),
        Line("P11", "the same table again", rows / again.seconds, "rows/s", limit, 0.5, at_least=True),
        Line("P11", "its memory, beside a twentieth of it", many.megabytes, "MB", few.megabytes, 1.1),
    ]


def write_tickets(path: Path, rows: int, prefix: str) -> None:
    """Tickets of three years as ServiceNow exports them, in order of time."""
    some = random.Random(rows)  # noqa: S311  no secrets
    minutes = 3 * 365 * 24 * 60 / rows
    with path.open("w", newline="") as stream:
        lines = csv.writer(stream)
        lines.writerow(HEAD.split(","))
        for number in range(rows):
            opened = START + dt.timedelta(minutes=minutes * number)
            closed = opened + dt.timedelta(minutes=some.randrange(90, 3000))
            lines.writerow(
                [
                    f"{prefix}{number:07d}",
                    _written(opened),
                    _written(closed),
                    _written(closed),
                    f"Category {some.randrange(40)}",
                    some.choice(["1 - Critical", "2 - High", "3 - Moderate", "4 - Low"]),
                    f"Group {some.randrange(60)}",
                    "?",
                    f"Something does not work {number}",
                    f"Customer {some.randrange(300)}",
                ]
            )


def _written(moment: dt.datetime) -> str:
    return f"{moment.day}/{moment.month}/{moment.year} {moment:%H:%M}"


def _import(ground: Ground, path: Path) -> Run:
    command = [sys.executable, "manage.py", "import_support_requests", SLUG, str(path)]
    begun = time.monotonic()
    with subprocess.Popen(
        command, cwd=PROJECT, env=ground.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise Problem(f"The import of {path.name} failed.")
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Run(time.monotonic() - begun, used.ru_maxrss / unit)


def _copy(ground: Ground) -> tuple[int, float]:
    """``(rows, seconds)`` of a COPY of all imported requests. Not into their own table: policies refuse COPY there."""
    path = ground.home / "copied"
    connection = psycopg2.connect(ground.environment["DATABASE_OWNER_URL"])
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT id FROM accounts_organization WHERE slug = %s", [SLUG])
        cursor.execute("SELECT set_config('app.organization_id', %s, true)", [str(cursor.fetchone()[0])])
        with path.open("wb") as stream:
            cursor.copy_expert("COPY (SELECT * FROM scheduling_supportrequest) TO STDOUT (FORMAT binary)", stream)
        cursor.execute("CREATE TABLE copied (LIKE scheduling_supportrequest INCLUDING ALL)")
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = 'scheduling_supportrequest'::regclass AND contype = 'f'"
        )
        for (definition,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE copied ADD {definition}")
    begun = time.monotonic()
    with connection, connection.cursor() as cursor:
        with path.open("rb") as stream:
            cursor.copy_expert("COPY copied FROM STDIN (FORMAT binary)", stream)
        rows = cursor.rowcount
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    seconds = time.monotonic() - begun
    connection.close()
    return rows, seconds
