"""Makes the virtual environment and installs the pinned requirements; standard library only.

Runs under whatever Python started the command, then hands over to the environment's own. Installs
again only when the requirement files have changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from scripts._dev.problem import Problem, explain_failure

PROJECT = Path(__file__).resolve().parent.parent.parent
ENVIRONMENT = PROJECT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
MARKER = ENVIRONMENT / "installed.json"
SETS = {
    "run": ("requirements.txt", "requirements/embedded.txt"),
    "test": ("requirements/dev.txt",),
}


def prepare_environment(kind: str) -> None:
    """See to it that the virtual environment exists and holds the `run` or `test` requirements."""
    if not _usable():
        with step("Creating the virtual environment .venv"):
            _create()
    if _fingerprint(kind) != _installed().get(kind):
        with step("Installing the pinned requirements (a minute the first time)"):
            _install(kind)


def hand_over(module: str, arguments: list[str]) -> NoReturn:
    """Replace this process by the environment's Python, so that signals and exit codes go straight."""
    os.chdir(PROJECT)
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), "-m", module, *arguments])


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what is being done and, after it, how long it took."""
    print(f"{what} ...", flush=True)
    start = time.monotonic()
    yield
    print(f"  done in {time.monotonic() - start:.1f} s", flush=True)


def _usable() -> bool:
    """An environment whose Python was removed or upgraded away does not run any more."""
    if not PYTHON.exists():
        return False
    probe = [str(PYTHON), "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def _create() -> None:
    command = [sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    output = answer.stdout + answer.stderr
    if answer.returncode and "ensurepip" in output:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Problem(f"Python's venv module is incomplete: install python{version}-venv and try again.")
    if answer.returncode:
        raise Problem(explain_failure("The virtual environment could not be made", output))


def _install(kind: str) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input", "--require-hashes"]
    command += ["--disable-pip-version-check", "--no-warn-script-location"]
    for name in SETS[kind]:
        command += ["-r", str(PROJECT / name)]
    environment = os.environ | {"PIP_ROOT_USER_ACTION": "ignore"}
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise Problem(explain_failure("The requirements could not be installed", answer.stderr))
    marked = _installed() | {kind: _fingerprint(kind)}
    if kind == "test":
        marked["run"] = _fingerprint("run")  # the development set contains the run-time set
    MARKER.write_text(json.dumps(marked))


def _fingerprint(kind: str) -> str:
    content = b"".join((PROJECT / name).read_bytes() for name in SETS[kind])
    return hashlib.sha256(content).hexdigest()


def _installed() -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads(MARKER.read_text())
        return found
    except (FileNotFoundError, ValueError):
        return {}
