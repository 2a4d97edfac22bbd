"""The servers of a test run are gone after it, however it ended."""

import os
import signal
import subprocess
import sys

import pytest

from msp_pm.local_servers import PROJECT
from scripts._dev import processes
from scripts._dev.test_servers import PREFIX, remove_abandoned

RUN = "import tests.servers as plugin, time, pathlib; plugin._start();print('up', flush=True); time.sleep(600)"


def start(data_dir):
    environment = {"DATA_DIR": str(data_dir), "PATH": os.environ["PATH"]}
    run = subprocess.Popen(
        [sys.executable, "-c", RUN], cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert run.stdout.readline() == "up\n"
    [home] = data_dir.glob(f"{PREFIX}*")
    known = [line.split(" ", 1) for line in (home / "processes").read_text().splitlines()]
    servers = [(int(pid), born) for pid, born in known if int(pid) != run.pid]
    assert len(servers) == 2
    assert all(processes.is_alive(*server) for server in servers)
    return run, servers


@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_removes_its_servers_and_files(data_dir, way):
    run, servers = start(data_dir)
    run.send_signal(way)
    run.communicate(timeout=20)
    assert not any(processes.is_alive(*server) for server in servers)
    assert not list(data_dir.glob(f"{PREFIX}*"))


def test_the_next_run_removes_what_a_killed_one_left(data_dir):
    run, servers = start(data_dir)
    remove_abandoned(data_dir)
    assert all(processes.is_alive(*server) for server in servers)  # its owner lives: hands off
    run.kill()
    run.communicate(timeout=20)
    assert all(processes.is_alive(*server) for server in servers)
    remove_abandoned(data_dir)
    assert not any(processes.is_alive(*server) for server in servers)
    assert not list(data_dir.glob(f"{PREFIX}*"))
