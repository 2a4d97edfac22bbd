"""Wiring of the accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """See the module docstrings of this app's rooms."""

    name = "accounts"
