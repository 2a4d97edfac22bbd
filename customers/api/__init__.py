"""API routes of customers."""
