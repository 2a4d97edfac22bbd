"""The API of dashboard: search."""
