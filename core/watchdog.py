"""Ends a worker that lives but takes no more messages, so that its supervisor starts a fresh one.

A worker can stay alive after the broker came back and yet never consume again. Each worker therefore listens to a
queue of its own beside the common one and is sent a message there; a worker that takes nothing for ``limit`` seconds
while the broker accepts messages and no task runs is ended with exit code 70. A broker that is away, or a worker whose
hands are full, is no reason: the task time limit ends a task that hangs.
"""

import logging
import os
import threading
import time
from pathlib import Path

from celery import signals
from celery.worker import state
from django.conf import settings

logger = logging.getLogger(__name__)

STUCK = 70  # EX_SOFTWARE


class Watchdog:
    """Judges by three functions: ``ring()`` sends a message and says whether the broker took it, ``busy()`` says
    whether a task runs, ``end()`` ends the process. ``seen()`` is called for every message that arrives.
    """

    def __init__(self, *, limit, ring, busy, end, clock=time.monotonic):
        self.limit, self.ring, self.busy, self.end, self.clock = limit, ring, busy, end, clock
        self.waiting_since = None

    def seen(self, **kwargs):
        """A message arrived: whatever was waited for is there."""
        self.waiting_since = None

    def look(self):
        """One look. True when the worker was found stuck and ended."""
        now = self.clock()
        if self.busy():
            self.waiting_since = None
        elif self.waiting_since is not None and now - self.waiting_since > self.limit:
            logger.critical("this worker takes no messages any more; it ends so that a fresh one starts")
            self.end()
            return True
        if not self.ring():
            self.waiting_since = None
        elif self.waiting_since is None and not self.busy():
            self.waiting_since = now
        return False


def own_queue(hostname):
    """The queue that only the worker of that name listens to."""
    return f"watch.{hostname}"


def _listen_to_own_queue(sender=None, instance=None, **kwargs):
    instance.app.amqp.queues.select_add(own_queue(sender))


def _start(sender=None, **kwargs):
    limit = settings.WORKER_WATCHDOG_SECONDS
    if not limit:
        return
    hostname, app = sender.hostname, sender.app

    def ring():
        try:
            app.tasks["core.watch"].apply_async(queue=own_queue(hostname), retry=False, expires=limit)
        except Exception:  # noqa: BLE001  any client error means that the broker is away
            return False
        return True

    dog = Watchdog(limit=limit, ring=ring, busy=lambda: bool(state.active_requests), end=lambda: os._exit(STUCK))
    signals.task_received.connect(dog.seen, weak=False, dispatch_uid="core.watchdog.seen")
    threading.Thread(target=_look_again_and_again, args=(dog, limit / 4), daemon=True, name="watchdog").start()


def _look_again_and_again(dog, pause):
    """The first look waits: a worker that has just started has a queue to read first. A container's health check
    reads the age of WORKER_ALIVE_FILE, touched whenever the worker owes no answer.
    """
    while True:
        if settings.WORKER_ALIVE_FILE and dog.waiting_since is None:
            Path(settings.WORKER_ALIVE_FILE).touch()
        time.sleep(pause)
        dog.look()


def connect():
    """Called once by ``msp_pm.celery``: every worker gets its queue and its watchdog."""
    signals.celeryd_after_setup.connect(_listen_to_own_queue, weak=False, dispatch_uid="core.watchdog.queue")
    signals.worker_ready.connect(_start, weak=False, dispatch_uid="core.watchdog.start")
