import pytest

from tests.scripts.running import data_directory


@pytest.fixture
def data_dir():
    """A directory of its own for the servers of one test."""
    with data_directory() as directory:
        yield directory
