"""Wiring of the notices app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """See the module docstrings of this app's rooms."""

    name = "notices"
