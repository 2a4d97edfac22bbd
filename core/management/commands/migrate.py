"""``migrate`` that never makes users wait: short lock time-outs, and another try (see ``core.db.patience``)."""

from django.core.management.commands import migrate
from django.db import connections

from core.db.patience import with_patience


class Command(migrate.Command):
    """Django's command, each run of it under a lock time-out; what was applied before a time-out stays applied."""

    def handle(self, *args, **options):
        connection = connections[options["database"]]
        return with_patience(
            connection, lambda: super(Command, self).handle(*args, **options), say=self.stderr.write
        )
