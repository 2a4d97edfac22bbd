"""R19: a worker that lives but no longer consumes ends by itself, so that its supervisor starts a fresh one.

A live worker is told to stop listening to its queues, which is what the reported defect looks like from outside.
Seen to fail: with WORKER_WATCHDOG_SECONDS = 0 the process stays.
"""

import pytest

from core.watchdog import STUCK, own_queue
from msp_pm.celery import app
from tests.faults.stack import Stack, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def test_a_worker_that_no_longer_consumes_ends_within_its_limit(process_environment, tmp_path):
    with Stack(process_environment, tmp_path, FAULTS_WATCHDOG="2") as stack:
        worker = stack.worker()
        name = wait_until(lambda: next(iter(app.control.ping(timeout=0.5)), None), 30, worker.said)
        hostname = next(iter(name))
        for queue in ("celery", own_queue(hostname)):
            app.control.cancel_consumer(queue, destination=[hostname])
        wait_until(lambda: worker.child.poll() is not None, 20, worker.said)
        assert worker.child.returncode == STUCK
