"""DATA_DIR and the small files in it: who may use it, which processes belong to a run."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from msp_pm.local_servers import STATE_FILE, running_environment
from scripts._dev import processes
from scripts._dev.account import Account
from scripts._dev.problem import Problem

NEEDED_MEGABYTES = 150


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
        free = shutil.disk_usage(directory).free // 2**20
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Problem(f"The disk that holds {directory} is full.") from error
        raise Problem(f"The data directory {directory} cannot be used: {error.strerror}. Set DATA_DIR.") from error
    if free < NEEDED_MEGABYTES:
        need = f"{free} MB are free, {NEEDED_MEGABYTES} MB are needed"
        raise Problem(f"The disk that holds {directory} is full: {need}.")
    return directory


def require_enterable(directory: Path, account: Account) -> None:
    """As root the servers run as a service account, which must be able to enter DATA_DIR."""
    if account.run(["/bin/sh", "-c", 'cd "$0"', directory]).returncode:
        raise Problem(
            f"The servers' own account cannot enter {directory}: "
            "set DATA_DIR to a place below directories that everybody may enter."
        )


@contextmanager
def only_run(directory: Path) -> Iterator[None]:
    """Hold the lock of this DATA_DIR; the system lets go of it whatever happens to us."""
    with (directory / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            address = (running_environment(directory) or {}).get("SITE_URL", "starting up")
            raise Problem(f"MSP PM is already running with {directory} ({address}).") from error
        end_abandoned(directory)
        try:
            yield
        finally:
            (directory / STATE_FILE).unlink(missing_ok=True)


def record_run(directory: Path, environment: Mapping[str, str], pids: Mapping[str, int]) -> None:
    """Write down what runs, for `manage.py` and for the run that comes after a kill -9."""
    children = {name: [pid, processes.birth(pid)] for name, pid in pids.items()}
    supervisor = {"pid": os.getpid(), "birth": processes.birth(os.getpid())}
    state = {"supervisor": supervisor, "children": children, "environment": dict(environment)}
    write_private(directory / STATE_FILE, json.dumps(state, indent=1))


def end_abandoned(directory: Path) -> None:
    """End the children of a supervisor that was killed before it could stop them."""
    try:
        children = json.loads((directory / STATE_FILE).read_text())["children"]
    except (FileNotFoundError, ValueError, KeyError):
        return
    for pid, born in reversed(children.values()):
        if processes.is_alive(pid, born):
            processes.end_group(pid, first=signal.SIGINT, patience=5)
    (directory / STATE_FILE).unlink(missing_ok=True)
