"""SQL fragments that differ from Django's own PostgreSQL backend."""

from django.db.backends.postgresql.operations import DatabaseOperations


class Operations(DatabaseOperations):
    """Foreign keys are checked at once, so that an error reaches the code that caused it."""

    def deferrable_sql(self):
        # Django's default (INITIALLY DEFERRED) reports a bad reference at COMMIT, after the view
        # has answered. Deferrable still lets a fixture loader defer on purpose.
        return " DEFERRABLE INITIALLY IMMEDIATE"
