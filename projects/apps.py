"""Wiring of the projects app."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """See the module docstrings of this app's rooms."""

    name = "projects"

    def ready(self):
        """Offer what can be imported; give new organizations the shipped templates."""
        from accounts.founding import furnish_with
        from imports.kinds import register
        from projects.actions.templates_shipped import install_shipped
        from projects.imports import TIME

        register(TIME)
        furnish_with(install_shipped)
