"""``import_support_requests ORG FILE [--dry-run]``: ticket history of any length."""

from imports.management.importing import ImportCommand


class Command(ImportCommand):
    """Imports tickets (contract, section 3)."""

    help = "Import the ticket history of a service desk from a CSV file or an Excel workbook."
    kind = "tickets"
