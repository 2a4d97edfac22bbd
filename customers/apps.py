"""Wiring of the customers app."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """See the module docstrings of this app's rooms."""

    name = "customers"
