"""Wiring of the mailing app."""

from django.apps import AppConfig


class MailingConfig(AppConfig):
    """See the module docstrings of this app's rooms."""

    name = "mailing"
