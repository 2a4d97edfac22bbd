"""Wiring of the deals app."""

from django.apps import AppConfig


class DealsConfig(AppConfig):
    """See the module docstrings of this app's rooms."""

    name = "deals"

    def ready(self):
        """Offer what can be imported."""
        from deals.imports import DEALS
        from imports.kinds import register

        register(DEALS)
