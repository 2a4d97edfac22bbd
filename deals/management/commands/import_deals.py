"""``import_deals ORG FILE [--dry-run]``: closed deals out of a spreadsheet."""

from imports.management.importing import ImportCommand


class Command(ImportCommand):
    """Imports closed deals (contract, section 3)."""

    help = "Import closed deals from a CSV file or an Excel workbook."
    kind = "deals"
