"""R21: deploys are invisible. Web and workers are exchanged while people ask and mails leave.

gunicorn as in production gets SIGHUP again and again, workers SIGTERM one after the other: no request fails, every
mail leaves once. Small here, full size with MSP_GATE=1. Seen to fail: with SIGKILL in place of SIGHUP's grace
(``test_a_deploy_that_kills_would_be_seen``, kept as a test).
"""

import os
import signal
import subprocess
from collections import Counter

import pytest

from scripts._dev.ports import free_port
from tests.faults.mails import count, queue_many, rows, states
from tests.faults.sink import Sink
from tests.faults.stack import FULL, Stack, wait_until
from tests.faults.web_load import Visitor

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
TIMES, MAILS = (10, 1000) if FULL else (2, 60)


def children(process):
    """Pids of gunicorn's workers."""
    found = subprocess.run(["pgrep", "-P", str(process.child.pid)], capture_output=True, text=True, check=False)
    return set(found.stdout.split())


def web_server(stack, port):
    """gunicorn as in production, on loopback; its process once it answers."""
    web = stack.production_web(port)
    wait_until(lambda: answers(port), 40, web.said)
    return web


def answers(port):
    try:
        return Visitor(port, "/readyz").ask(0)[0] == 200
    except OSError:
        return False


def test_a_rolling_restart_of_the_web_fails_no_request(process_environment, tmp_path):
    port = free_port()
    with Stack(process_environment, tmp_path) as stack:
        web = web_server(stack, port)
        with Visitor(port, "/account/login/") as visitor:
            for _ in range(TIMES):
                before, asked = children(web), visitor.turn
                os.kill(web.child.pid, signal.SIGHUP)
                wait_until(lambda before=before: not before & children(web), 60, web.said)
                wait_until(lambda asked=asked: visitor.turn > asked + 20, 20, web.said)
    assert visitor.failed == []
    assert set(visitor.statuses) == {200}
    assert visitor.statuses[200] > 40


def test_a_deploy_that_kills_would_be_seen(process_environment, tmp_path):
    port = free_port()
    with Stack(process_environment, tmp_path) as stack:
        web = web_server(stack, port)
        with Visitor(port, "/account/login/") as visitor:
            web.kill()
            wait_until(lambda: visitor.failed, 20, "a request fails")


def test_a_rolling_restart_of_the_workers_loses_and_doubles_nothing(harbor, process_environment, tmp_path):
    with Sink() as sink, Stack(process_environment, tmp_path, EMAIL_URL=sink.url(), FAULTS_BATCH="10") as stack:
        stack.beat()
        workers = [stack.worker("one"), stack.worker("two")]
        queue_many(harbor, MAILS)
        for turn in range(TIMES):
            wanted = (turn + 1) * MAILS // (TIMES + 2)
            wait_until(lambda wanted=wanted: len(sink.accepted) >= wanted, 120, lambda: states(harbor))
            old = workers.pop(0)
            workers.append(stack.worker(f"more{turn}"))
            os.kill(old.child.pid, signal.SIGTERM)
            wait_until(lambda old=old: old.child.poll() is not None, 60, old.said)
        wait_until(lambda: count(harbor, "accepted") == MAILS, 120, lambda: (states(harbor), workers[0].said()))
    assert Counter(sink.ids()) == Counter(mail.message_id for mail in rows(harbor))
    assert not any(mail.may_have_arrived_twice for mail in rows(harbor))
