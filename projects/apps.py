"""Wiring of the projects app."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """See the module docstrings of this app's rooms."""

    name = "projects"
