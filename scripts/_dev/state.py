"""Small files below DATA_DIR: how they are written and who may read them."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from scripts._dev.problem import Problem


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, replacing it in one step."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text)
    draft.replace(path)


def prepare_data_dir(directory: Path) -> Path:
    """Create DATA_DIR (enterable by the servers' account, listable only by us) and prove it is writable."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        if directory.stat().st_uid == os.geteuid():
            directory.chmod(0o711)
        probe = directory / f".probe-{os.getpid()}"
        probe.write_bytes(b"x" * 65536)
        probe.unlink()
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Problem(f"The disk that holds {directory} is full.") from error
        raise Problem(
            f"The data directory {directory} cannot be used: {error.strerror}. Set DATA_DIR."
        ) from error
    return directory
