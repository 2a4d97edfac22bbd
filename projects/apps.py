"""Wiring of the projects app."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """See the module docstrings of this app's rooms."""

    name = "projects"

    def ready(self):
        """Offer what can be imported."""
        from imports.kinds import register
        from projects.imports import TIME

        register(TIME)
