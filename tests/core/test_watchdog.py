"""A worker that lives but takes no messages is ended; one that is busy, or whose broker is away, is not."""

import pytest

from core.watchdog import Watchdog


class World:
    """Time, the broker and the hands of a worker."""

    def __init__(self):
        self.now, self.broker, self.busy, self.ended = 0, True, False, 0
        self.dog = Watchdog(
            limit=90, ring=lambda: self.broker, busy=lambda: self.busy, end=self.end, clock=lambda: self.now
        )

    def end(self):
        self.ended += 1

    def pass_time(self, seconds, *, takes):
        for _ in range(0, seconds, 10):
            self.now += 10
            self.dog.look()
            if takes:
                self.dog.seen()


@pytest.fixture
def world():
    return World()


def test_a_worker_that_takes_its_messages_lives(world):
    world.pass_time(600, takes=True)
    assert not world.ended


def test_a_worker_that_takes_nothing_for_the_limit_is_ended(world):
    world.pass_time(90, takes=False)
    assert not world.ended
    world.pass_time(30, takes=False)
    assert world.ended


def test_a_broker_that_is_away_is_no_reason(world):
    world.broker = False
    world.pass_time(600, takes=False)
    world.broker = True
    world.pass_time(90, takes=False)
    assert not world.ended


def test_full_hands_are_no_reason(world):
    world.busy = True
    world.pass_time(600, takes=False)
    assert not world.ended
