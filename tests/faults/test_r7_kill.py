"""R7: kill -9 in the middle of the weekly run, and still every recipient gets exactly one mail.

Live workers, a live scheduler, a real mail server. Placed kills hit exactly between "250" and the commit:
the worker is stopped while the server accepts, the 250 goes into its socket, then it is killed. Random
kills come after a random number of acceptances. Small here, full size with MSP_GATE=1.

Seen to fail: with one commit per batch (``tests.faults.careless``, below, kept as a test) a single kill
doubles everything the batch had sent; without the sweeper's look at ended leases the run never ends.
"""

import queue
import random
import signal
import time
from collections import Counter

import pytest

from tests.faults.mails import count, queue_many, rows, states
from tests.faults.sink import Sink
from tests.faults.stack import FULL, Stack, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

RECIPIENTS, PLACED, RANDOM = (3000, 20, 40) if FULL else (60, 2, 3)
LIMIT = 1500 if FULL else 90
SECONDS_PER_MAIL = 0.01 if FULL else 0.03  # a mail server that is not instantaneous, so that kills hit a run
LOOKUP = {"MAIL_LOOKUP": "tests.faults.relay.lookup"}


class Killer:
    """Two workers, killed at chosen and at random acceptances, each replaced at once."""

    def __init__(self, stack, sink, *, app="msp_pm", placed, randomly, among, seed=7):
        self.stack, self.sink, self.app = stack, sink, app
        chance = random.Random(seed)
        moments = chance.sample(range(3, among - 3), placed + randomly)
        self.placed, self.random = set(moments[:placed]), sorted(moments[placed:])
        self.stopped = queue.Queue()
        self.frozen = set()
        self.killed = 0
        sink.behave, sink.before_yes = self._slowly, self._stop_when_chosen
        self.workers = [self._start(slot) for slot in range(2)]

    def _start(self, slot):
        return self.stack.worker(f"worker{slot}", app=self.app, EMAIL_URL=self.sink.url(slot))

    def _slowly(self, step):
        if step.stage == "end":
            time.sleep(SECONDS_PER_MAIL)

    def _stop_when_chosen(self, step):
        number = len(self.sink.accepted)
        if self.placed and number >= min(self.placed) and step.slot not in self.frozen:
            self.placed.discard(min(self.placed))
            self.frozen.add(step.slot)
            self.workers[step.slot].signal(signal.SIGSTOP)
            self.stopped.put(step.slot)

    def strike(self):
        """Carry out what is due: finish off stopped workers, kill at random moments."""
        while not self.stopped.empty():
            self._replace(self.stopped.get())
        if self.random and len(self.sink.accepted) >= self.random[0]:
            self.random.pop(0)
            slot = self.sink.accepted[-1].slot
            if slot not in self.frozen:
                self._replace(slot)

    def _replace(self, slot):
        self.workers[slot].kill()
        self.killed += 1
        self.frozen.discard(slot)
        self.workers[slot] = self._start(slot)


def weekly_run_under_fire(
    environment,
    directory,
    company,
    *,
    app="msp_pm",
    among=RECIPIENTS,
    kills=(PLACED, RANDOM),
    batch=10,
    **settings,
):
    """Queue the mails, let them go out while workers die; returns the sink and the number of kills."""
    settings = {"FAULTS_LEASE": "5", "FAULTS_WAIT": "2", "FAULTS_BATCH": str(batch)} | settings
    with Sink(slots=2) as sink, Stack(environment, directory, EMAIL_URL=sink.url(), **settings) as stack:
        killer = Killer(stack, sink, app=app, placed=kills[0], randomly=kills[1], among=among)
        stack.beat()
        queue_many(company, among)

        def finished():
            killer.strike()
            return count(company, "accepted") == among

        wait_until(finished, LIMIT, lambda: (states(company), killer.workers[0].said(), stack.processes[2].said()))
        assert not killer.placed
        return sink, killer.killed


def test_with_a_relay_that_can_be_asked_nothing_is_lost_and_nothing_doubled(harbor, process_environment, tmp_path):
    sink, killed = weekly_run_under_fire(process_environment, tmp_path, harbor, **LOOKUP)

    mails = rows(harbor)
    assert killed >= PLACED
    assert Counter(sink.ids()) == Counter(mail.message_id for mail in mails)
    assert not any(mail.may_have_arrived_twice for mail in mails)


def test_without_one_at_most_one_repeat_per_kill_and_each_is_shown_as_such(harbor, process_environment, tmp_path):
    sink, killed = weekly_run_under_fire(process_environment, tmp_path, harbor)

    mails = {mail.message_id: mail for mail in rows(harbor)}
    arrived = Counter(sink.ids())
    repeated = [message_id for message_id, times in arrived.items() if times > 1]
    assert set(arrived) == set(mails)
    assert PLACED <= len(repeated) <= killed
    assert all(arrived[message_id] == 2 and mails[message_id].may_have_arrived_twice for message_id in repeated)


def test_one_commit_per_batch_would_double_many_mails_by_a_single_kill(harbor, process_environment, tmp_path):
    sink, killed = weekly_run_under_fire(
        process_environment, tmp_path, harbor, app="tests.faults.careless", among=60, kills=(1, 0), batch=60
    )

    assert sum(Counter(sink.ids()).values()) - 60 > killed
