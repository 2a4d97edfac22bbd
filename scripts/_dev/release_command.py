"""`scripts/test_release`: the code of an earlier release on the schema of this one, as during an upgrade (R22).

While an upgrade rolls through the hosts, workers of the release before read and write tables that were migrated
already. Its own tests say whether they can.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from msp_pm.local_servers import PROJECT
from scripts._dev.problem import Problem, exit_plainly
from scripts._dev.test_command import pytest_arguments
from scripts._dev.test_servers import TestServers

# What compares the code with the schema, or brings servers and a schema of its own, says nothing here.
NOT_OURS = ("tests/core/test_migrations.py", "tests/faults", "tests/journeys", "tests/scripts", "tests/production")
SELECTED = "not gate and not faults and not browser"


def main() -> int:
    """The exit code of the earlier release's pytest. Needs git and the requirements of both releases alike."""
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        raise Problem("Name the release to test: scripts/test_release REVISION [pytest arguments].")
    servers = TestServers()
    with tempfile.TemporaryDirectory(prefix="msp-release-") as directory:
        earlier = Path(directory)
        _unpack(sys.argv[1], earlier)
        try:
            environment = os.environ | servers.start()
            servers.migrate(environment)
            return subprocess.call(_command(earlier, sys.argv[2:]), cwd=earlier, env=_of(earlier, environment))
        finally:
            servers.stop()


def _unpack(revision: str, into: Path) -> None:
    packed = subprocess.run(["git", "archive", revision], cwd=PROJECT, capture_output=True, check=False)
    if packed.returncode:
        raise Problem(f"git knows no release {revision!r} here: {packed.stderr.decode().strip()}")
    subprocess.run(["tar", "-x", "-C", str(into)], input=packed.stdout, check=True)


def _command(earlier: Path, given: list[str]) -> list[str]:
    left_out = [f"--ignore={path}" for path in NOT_OURS if (earlier / path).exists()]
    return [sys.executable, "-m", "pytest", *left_out, "-m", SELECTED, *pytest_arguments(given)]


def _of(earlier: Path, environment: dict[str, str]) -> dict[str, str]:
    return environment | {"PYTHONPATH": str(earlier), "PYTHONDONTWRITEBYTECODE": "1"}


if __name__ == "__main__":
    exit_plainly(main)
