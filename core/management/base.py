"""What every command of ours shares: a refused rule is one plain sentence, not a traceback."""

from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from core.identifiers import uuid7
from core.middleware import named_request


class DomainCommand(BaseCommand):
    """Subclasses write ``run(**options)``; what it returns is printed.

    A DomainError ends the command with its sentence and exit code 1. Audit rows carry a name of this run.
    """

    def handle(self, *args, **options):
        with named_request(f"command-{uuid7().hex[-12:]}"):
            try:
                return self.run(**options)
            except DomainError as error:
                raise CommandError(error.message) from error

    def run(self, **options):
        """Do the work and return what to print, or None."""
        raise NotImplementedError
