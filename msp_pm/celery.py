"""The Celery application. Tasks are found in each app's ``tasks`` module."""

import os

from celery import Celery
from celery.signals import setup_logging, task_postrun, task_prerun, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "msp_pm.settings.dev")

app = Celery("msp_pm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def refuse_unsafe_roles(**kwargs):
    """A worker does not start with a database role that row-level security does not bind."""
    from core import checks

    checks.refuse_unsafe_roles()


@setup_logging.connect
def keep_our_logging(**kwargs):
    """Celery leaves the logs to ``settings.LOGGING``."""


@task_prerun.connect
def name_the_run(task_id=None, task=None, **kwargs):
    """Everything a task logs carries the id of the request that rang for it."""
    from core import traces

    traces.enter_task(task_id, task.request)


@task_postrun.connect
def forget_the_name(task_id=None, **kwargs):
    """The next task has a name of its own."""
    from core import traces

    traces.leave_task(task_id)


@worker_init.connect
def watch_the_worker(**kwargs):
    """A worker that takes no more messages ends, so that its supervisor starts a fresh one."""
    from core import watchdog

    watchdog.connect()
