"""Wiring of the scheduling app."""

from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    """See the module docstrings of this app's rooms."""

    name = "scheduling"

    def ready(self):
        """Offer what can be imported."""
        from imports.kinds import register
        from scheduling.imports import TICKETS

        register(TICKETS)
