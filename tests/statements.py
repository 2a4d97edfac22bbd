"""Counting what a request asks the database, as the budgets of the tests mean it."""

from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

NOT_COUNTED = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "BEGIN", "SELECT set_config(")


@contextmanager
def counted_statements():
    """Yield a list that holds, afterwards, every statement but savepoints and the scope's own setting."""
    found = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found.extend(query["sql"] for query in captured if not query["sql"].startswith(NOT_COUNTED))
