"""Wiring of the imports app."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """See the module docstrings of this app's rooms."""

    name = "imports"
