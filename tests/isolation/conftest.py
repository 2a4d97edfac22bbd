"""Two filled organizations for the isolation tests."""

import pytest

from tests.conftest import CANARY
from tests.isolation.rows import Rows


@pytest.fixture
def filled(harbor, rival):
    """``(our rows, their rows)``: both companies with a row in every tenant table."""
    with harbor.scope():
        ours = Rows(harbor).fill()
    with rival.scope():
        theirs = Rows(rival, f" {CANARY}").fill()
    return ours, theirs
