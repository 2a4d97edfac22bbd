"""Wiring of the files app."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """See the module docstrings of this app's rooms."""

    name = "files"
