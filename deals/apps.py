"""Wiring of the deals app."""

from django.apps import AppConfig


class DealsConfig(AppConfig):
    """See the module docstrings of this app's rooms."""

    name = "deals"
