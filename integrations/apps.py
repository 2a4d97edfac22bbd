"""Wiring of the integrations app."""

from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    """See the module docstrings of this app's rooms."""

    name = "integrations"
