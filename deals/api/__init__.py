"""API routes of deals."""
