import shutil
import tempfile
from pathlib import Path

import pytest


@pytest.fixture
def data_dir():
    """A directory that the servers' account may enter, which pytest's own 0700 ones are not for root."""
    directory = Path(tempfile.mkdtemp())
    directory.chmod(0o711)
    yield directory
    shutil.rmtree(directory)
