"""Wiring of the operations app."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Figures for machines, alarms for operators, archives of organizations. No tables."""

    name = "operations"
