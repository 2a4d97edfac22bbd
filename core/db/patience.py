"""Taking locks with patience: ask for a short while, let everybody else through, ask again.

A migration that waits for a lock makes everybody wait who comes after it. So the owner's statements give up after
LOCK_TIMEOUT and the whole migration, which is one transaction, is tried again.
"""

import time

import psycopg2.errors
from django.db import OperationalError

LOCK_TIMEOUT = "3s"
TRIES = 40
PAUSE = 2.0


def is_lock_timeout(error):
    """Whether the statement gave up waiting for a lock."""
    return isinstance(error.__cause__, psycopg2.errors.LockNotAvailable)


def with_patience(connection, act, *, say=None, timeout=LOCK_TIMEOUT, tries=TRIES, pause=PAUSE):
    """Run ``act()`` with ``lock_timeout`` on ``connection`` until it gets its locks; its result.

    ``say`` hears of every further try. After ``tries`` the error is raised: somebody holds the table for minutes.
    """
    for attempt in range(1, tries + 1):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [timeout])
        try:
            return act()
        except OperationalError as error:
            if not is_lock_timeout(error) or attempt == tries:
                raise
            if say:
                say(f"A table is in use; try {attempt + 1} of {tries} in {pause:g} s.")
            time.sleep(pause)
    raise AssertionError("unreachable")
