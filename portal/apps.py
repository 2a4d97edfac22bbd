"""Wiring of the portal app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """See the module docstrings of this app's rooms."""

    name = "portal"
