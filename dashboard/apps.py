"""Wiring of the dashboard app."""

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """See the module docstrings of this app's rooms."""

    name = "dashboard"
