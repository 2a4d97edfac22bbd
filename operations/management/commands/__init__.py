"""check_health, export_organization, import_organization."""
