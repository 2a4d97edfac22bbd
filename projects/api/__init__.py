"""API routes of projects."""
