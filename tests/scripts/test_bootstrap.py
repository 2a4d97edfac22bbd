import subprocess
import sys

from msp_pm.local_servers import PROJECT
from scripts._dev.test_command import pytest_arguments


def test_two_workers_unless_the_caller_chooses():
    assert pytest_arguments(["tests/core"]) == ["-n", "2", "--dist", "loadgroup", "tests/core"]
    assert pytest_arguments(["-n0", "tests/core"]) == ["-n0", "tests/core"]


def test_gate_selects_the_tests_that_have_a_full_size():
    assert pytest_arguments(["--gate", "-n0"]) == ["-n0", "-m", "gate or faults"]


def test_help_needs_nothing_installed():
    """Without a place to install to, only the options can answer."""
    answer = subprocess.run(
        [sys.executable, "-S", str(PROJECT / "scripts/run"), "--help"],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        env={"PATH": "/nowhere"},
    )
    assert answer.returncode == 0
    assert "--mail-port" in answer.stdout
    assert "requirements" not in answer.stdout + answer.stderr
