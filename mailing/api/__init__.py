"""API routes of mailing."""
