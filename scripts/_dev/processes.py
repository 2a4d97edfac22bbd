"""Facts about operating-system processes: is it alive, is it still the one we started, end its group."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path


def birth(pid: int) -> str | None:
    """When the process started, in the system's own words; None when it is gone or a zombie.

    Pid and birth together name one process for good: a pid alone is reused. A zombie counts as
    dead, because containers without an init never reap orphans.
    """
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            return None
        return None if fields[0] in "ZX" else fields[19]
    if not shutil.which("ps"):
        return None
    answer = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.split(maxsplit=1)
    return None if len(answer) < 2 or answer[0].startswith("Z") else answer[1].strip()


def is_alive(pid: int, born: str | None = None) -> bool:
    """True when the process runs and, if `born` is given, is the very same one."""
    now = birth(pid)
    return now is not None and (born is None or now == born)


def end_group(pid: int, *, first: signal.Signals = signal.SIGTERM, patience: float = 10.0) -> None:
    """Ask the process to stop, then end its whole group. Effect: returns when the process is gone."""
    with suppress(ProcessLookupError):
        os.kill(pid, first)
    wait_until_gone(pid, patience)
    kill_group(pid)
    wait_until_gone(pid, 5.0)


def kill_group(pid: int) -> None:
    """Kill what is left of the group that this process led, whether or not it lives itself."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def wait_until_gone(pid: int, patience: float) -> bool:
    """Wait at most `patience` seconds for the process to be gone; True when it is."""
    deadline = time.monotonic() + patience
    while is_alive(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
