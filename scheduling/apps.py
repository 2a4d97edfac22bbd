"""Wiring of the scheduling app."""

from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    """See the module docstrings of this app's rooms."""

    name = "scheduling"
