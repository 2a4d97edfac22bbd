"""API routes of updates."""
