"""The Celery application. Tasks are found in each app's ``tasks`` module."""

import os

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "msp_pm.settings.dev")

app = Celery("msp_pm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def refuse_unsafe_roles(**kwargs):
    """A worker does not start with a database role that row-level security does not bind."""
    from core import checks

    checks.refuse_unsafe_roles()
