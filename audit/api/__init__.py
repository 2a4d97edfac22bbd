"""API routes of audit."""
