"""P8: how fast live workers empty an outbox, for the tests and for the benchmark."""

import time
from dataclasses import dataclass

from tests.faults.mails import count, queue_many, states
from tests.faults.sink import Sink
from tests.faults.stack import Stack, wait_until


@dataclass(frozen=True, slots=True)
class Throughput:
    """What was measured: mails, seconds from the first to the last acceptance, connections used."""

    mails: int
    seconds: float
    connections: int

    @property
    def per_second(self):
        """Mails accepted in a second."""
        return self.mails / self.seconds

    @property
    def per_connection(self):
        """Mails over one connection."""
        return self.mails / self.connections


def measure(environment, directory, company, mails, *, workers=1):
    """Queue ``mails`` and let ``workers`` processes send them; every acceptance is its own commit.

    The workers are up before the bell rings, so that starting them is not part of the figure.
    """
    moments = []
    with Sink(before_yes=lambda _step: moments.append(time.monotonic())) as sink:
        with Stack(environment, directory, EMAIL_URL=sink.url()) as stack:
            stack.beat()
            running = [stack.worker(f"worker{number}") for number in range(workers)]
            queue_many(company, 1, kind="warm_up")
            wait_until(lambda: count(company, "accepted") == 1, 30, running[0].said)
            moments.clear()
            before = sink.connections
            queue_many(company, mails)
            wait_until(
                lambda: len(moments) == mails, 30 + mails / 20, lambda: (states(company), running[0].said())
            )
        return Throughput(mails, moments[-1] - moments[0], sink.connections - before)
