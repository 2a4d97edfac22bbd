"""P8: one worker process keeps its connection and does not crawl. The ratio to the limits is scripts/bench's."""

import sys

import pytest

from tests.faults.stack import FULL
from tests.faults.throughput import measure

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def test_one_worker_sends_at_least_fifty_mails_over_each_connection(harbor, process_environment, tmp_path):
    found = measure(process_environment, tmp_path, harbor, 3000 if FULL else 300)
    sys.stderr.write(f"\n{found.per_second:.0f} mails/s, {found.per_connection:.0f} per connection\n")
    assert found.per_connection >= 50
    assert found.per_second > 25
