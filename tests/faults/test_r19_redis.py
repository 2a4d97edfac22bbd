"""R19: Redis is expendable. Emptied, full, killed and away in the middle of a weekly run: nothing is lost.

A Redis of this test's own, live web, worker and scheduler. Pages keep answering all the while, mails all leave once,
and the readiness page tells. The test's own process rings at another broker, so that the sweepers must do it. Small
here, full size with MSP_GATE=1.

Seen to fail: without ``mailing.sweep`` in the schedule no mail left after the emptying.
"""

import json
import subprocess
from collections import Counter
from pathlib import Path

import pytest
import redis

from scripts._dev.account import server_account
from scripts._dev.ports import free_port
from scripts._dev.redis_server import RedisServer
from tests.faults.mails import count, queue_many, rows, states
from tests.faults.sink import Sink
from tests.faults.stack import FULL, Stack, wait_until
from tests.faults.test_r21_deploys import web_server
from tests.faults.web_load import Visitor

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
MAILS = 500 if FULL else 20


class OwnRedis:
    """A server that can be killed and comes back, empty, at the same address."""

    def __init__(self, environment):
        account = server_account()
        runtime = Path(environment["DATA_DIR"]).parent.parent / "runtime"
        self.server, self.account = RedisServer(runtime, account), account
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            self.server.command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            **self.account.popen_arguments(),
        )
        self.process.stdin.write(self.server.configuration())
        self.process.stdin.close()
        self.server.wait_until_ready(self.process)
        return redis.from_url(self.server.url())

    def kill(self):
        if self.process:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def own_redis(process_environment):
    own = OwnRedis(process_environment)
    own.client = own.start()
    process_environment["REDIS_URL"] = own.server.url()
    yield own
    own.kill()


def test_nothing_is_lost_when_redis_is_emptied_full_and_away(harbor, own_redis, process_environment, tmp_path):
    port = free_port()
    with Sink() as sink, Stack(process_environment, tmp_path, EMAIL_URL=sink.url()) as stack:
        web = web_server(stack, port)
        workers, beat = [stack.worker()], stack.beat()

        def have_left(mails):
            """A full Redis ends a worker that takes a message just then; its supervisor starts the next."""
            if workers[-1].child.poll() is not None:
                workers.append(stack.worker())
            return count(harbor, "accepted") == mails

        def everything_left(mails):
            wait_until(lambda: have_left(mails), 90, lambda: (states(harbor), workers[-1].said(), beat.said()))

        with Visitor(port, "/account/login/", per_second=20) as visitor:
            queue_many(harbor, MAILS, kind="first")
            own_redis.client.flushall()
            everything_left(MAILS)

            own_redis.client.config_set("maxmemory", "1")
            queue_many(harbor, MAILS, kind="full")
            wait_until(lambda: "degraded" in Visitor(port, "/readyz").ask(0)[1], 20, web.said)
            own_redis.client.config_set("maxmemory", "0")
            everything_left(2 * MAILS)

            own_redis.kill()
            queue_many(harbor, MAILS, kind="away")
            status, body = Visitor(port, "/readyz").ask(0)
            assert (status, json.loads(body)["parts"]["redis"]) == (200, "unreachable")
            asked = visitor.turn
            wait_until(lambda: visitor.turn > asked + 20, 30, web.said)
            own_redis.start()
            everything_left(3 * MAILS)
    assert visitor.failed == []
    assert set(visitor.statuses) == {200}
    assert Counter(sink.ids()) == Counter(mail.message_id for mail in rows(harbor))
