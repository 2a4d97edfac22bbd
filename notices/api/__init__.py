"""Inbox of the API."""
