"""``export_organization ORG FILE``: everything of one organization as one file."""

from django.conf import settings

from accounts.management.organization import organization_named
from core.management.base import DomainCommand
from operations.archive import export_organization


class Command(DomainCommand):
    """The archive goes to FILE, which must not exist; ``import_organization`` reads it."""

    help = "Write every row and file of one organization to a zip file. Keep it like a backup."

    def add_arguments(self, parser):
        parser.add_argument("organization", help="slug")
        parser.add_argument("file", help="the archive to write, for example acme.zip")

    def run(self, **options):
        organization = organization_named(options["organization"])
        counts = export_organization(
            organization=organization, path=options["file"], uploads=settings.DATA_DIR / "uploads"
        )
        return f"{organization.slug}: {sum(counts.values())} rows of {len(counts)} tables in {options['file']}"
