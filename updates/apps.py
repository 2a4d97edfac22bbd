"""Wiring of the updates app."""

from django.apps import AppConfig


class UpdatesConfig(AppConfig):
    """See the module docstrings of this app's rooms."""

    name = "updates"
