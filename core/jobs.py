"""Background jobs: a bell after commit, and tasks that keep their organization."""

import logging
from dataclasses import dataclass

from celery import Task, current_app
from django.db import connection, transaction

from core.measures import BELLS_NOT_RUNG
from core.tenancy import ScopeError, organization_scope
from core.traces import bell_headers

logger = logging.getLogger(__name__)


def enqueue(name, **kwargs):
    """Ring for the registered task ``name`` once the current transaction has committed.

    The task is looked up by name (``send_task`` would ignore eager mode). A broker that is away
    is logged and swallowed: what must happen is a row already, and a sweeper looks anyway. The
    same bell (name and arguments) rings once per atomic block, however many rows asked for it.
    """
    bell = _Bell(_task(name), kwargs)
    here = set(connection.savepoint_ids)
    if not any(waiting == bell and block == here for block, waiting, _ in connection.run_on_commit):
        transaction.on_commit(bell)


def _task(name):
    if name not in current_app.tasks:
        current_app.loader.import_default_modules()  # only workers have done so by themselves
    return current_app.tasks[name]


@dataclass(frozen=True)
class _Bell:
    task: Task
    kwargs: dict

    def __call__(self):
        try:
            self.task.apply_async(kwargs=self.kwargs, retry=False, headers=bell_headers())
        except Exception:
            BELLS_NOT_RUNG.inc()
            logger.warning("bell not rung, the sweeper will look: %s", self.task.name, exc_info=True)


class OrganizationTask(Task):
    """A task of one organization: needs ``organization_id`` as keyword.

    ``scoped`` (default) wraps the run in the organization's scope and so in one transaction;
    ``scoped=False`` is for work that commits in between and enters scopes of its own.
    """

    abstract = True
    scoped = True

    def __call__(self, *args, **kwargs):
        organization_id = kwargs.get("organization_id")
        if not organization_id:
            raise ScopeError(f"{self.name} was called without an organization")
        if not self.scoped:
            return super().__call__(*args, **kwargs)
        with organization_scope(organization_id):
            return super().__call__(*args, **kwargs)
