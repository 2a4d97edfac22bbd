"""Counting statements the way budgets do: without transactions, savepoints and the scope's setting."""

from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

OVERHEAD = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK", "BEGIN", "COMMIT", "SELECT SET_CONFIG")


@contextmanager
def statements():
    """``with statements() as made:`` fills the list with the SQL of every statement that counts."""
    made = []
    with CaptureQueriesContext(connection) as captured:
        yield made
    made += [query["sql"] for query in captured if not query["sql"].upper().startswith(OVERHEAD)]
