"""Wiring of the audit app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """See the module docstrings of this app's rooms."""

    name = "audit"
