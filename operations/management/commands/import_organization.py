"""``import_organization FILE [--replace]``: one organization back into a database, beside the others."""

from django.conf import settings

from core.management.base import DomainCommand
from operations.archive import import_organization


class Command(DomainCommand):
    """Runs as the owner of the tables (``DATABASE_OWNER_URL``): the audit trail takes additions only from others."""

    help = "Put an organization written by export_organization into this database."

    def add_arguments(self, parser):
        parser.add_argument("file", help="an archive of export_organization")
        parser.add_argument("--replace", action="store_true", help="the organization's present rows make way")

    def run(self, **options):
        counts = import_organization(
            path=options["file"], uploads=settings.DATA_DIR / "uploads", replace=options["replace"]
        )
        return f"{sum(counts.values())} rows of {len(counts)} tables imported"
