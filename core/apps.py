"""Wiring of the core app: grants after migrations, system checks."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    """Knows no noun of ours: tenancy, database backend, clock, jobs, errors, tokens."""

    name = "core"

    def ready(self):
        from core import checks  # noqa: F401  registers the checks; needs loaded apps
        from core.db.grants import grant_run_time_roles
        from core.limit_words import say_limits_our_way

        say_limits_our_way()
        post_migrate.connect(grant_run_time_roles, dispatch_uid="core.grants")
