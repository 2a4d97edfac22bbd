"""Creating test databases."""

from django.db import connections
from django.db.backends.postgresql.creation import DatabaseCreation


class Creation(DatabaseCreation):
    """Test databases without serialized content."""

    def serialize_db_to_string(self):
        # Serializing would select every tenant table without a scope, which is refused.
        return "[]"

    def _destroy_test_db(self, test_database_name, verbosity):
        # The portal's connection leads to the same database; while it is open the database stays.
        connections.close_all()
        super()._destroy_test_db(test_database_name, verbosity)
