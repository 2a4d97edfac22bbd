"""`scripts/test_release`: an earlier release's tests on this schema (R22)."""

import os
import subprocess
import sys

import pytest

from msp_pm.local_servers import PROJECT

OWN = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_PORTAL_URL", "REDIS_URL")


def run(*arguments):
    environment = {name: value for name, value in os.environ.items() if name not in OWN and "PYTEST" not in name}
    command = [sys.executable, "scripts/test_release", *arguments]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)


def test_a_release_must_be_named():
    done = run()
    assert done.returncode == 2
    assert done.stderr == "Name the release to test: scripts/test_release REVISION [pytest arguments].\n"


def test_a_release_that_git_does_not_know_is_said_in_a_sentence():
    done = run("no-such-release")
    assert done.returncode == 2
    assert done.stderr.startswith("git knows no release 'no-such-release' here: ")


@pytest.mark.gate
@pytest.mark.skipif(not os.environ.get("MSP_GATE"), reason="full size: scripts/test --gate")
def test_its_tests_run_on_the_schema_of_the_tree():
    done = run("HEAD", "tests/customers", "-q")
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout
