"""Fresh, fast, temporary servers for one test run; removed when it ends, however it ends."""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from msp_pm.local_servers import PROJECT, data_dir
from scripts._dev import processes
from scripts._dev.account import server_account
from scripts._dev.postgres import Cluster
from scripts._dev.redis_server import RedisServer
from scripts._dev.state import prepare_data_dir

PREFIX = "tests-"
SCHEMA_LOCK = "MSP_TEST_SCHEMA"  # in the environment: the file that is locked while the schema is being written


class TestServers:
    """PostgreSQL and Redis for one run of the suite. `start()` answers the environment to test in."""

    __test__ = False  # not a test class, whatever pytest thinks of its name

    def __init__(self) -> None:
        self.base = prepare_data_dir(data_dir())
        self.account = server_account()
        self.home: Path | None = None
        self.children: list[subprocess.Popen[Any]] = []
        self.migration: subprocess.Popen[Any] | None = None

    def start(self) -> dict[str, str]:
        """Start both servers. Effects: child processes and a temporary directory below DATA_DIR."""
        remove_abandoned(self.base)
        self.home = Path(tempfile.mkdtemp(prefix=PREFIX, dir=self.base))
        self.home.chmod(0o711)
        atexit.register(self.stop)
        cluster = Cluster(self.home / "postgres", self.base / "runtime", self.account, fast=True)
        cluster.prepare()
        server = self._spawn(cluster.command(), cluster.log)
        cache = RedisServer(self.base / "runtime", self.account)
        bell = self._spawn(cache.command(), self._log("redis"), cache.configuration())
        cluster.wait_until_ready(server)
        cluster.create_roles_and_database()
        cache.wait_until_ready(bell)
        files = self.home / "files"
        files.mkdir()
        return {
            "DATABASE_URL": cluster.url("app"),
            "DATABASE_OWNER_URL": cluster.url("owner"),
            "DATABASE_PORTAL_URL": cluster.url("portal"),
            "REDIS_URL": cache.url(),
            "DATA_DIR": str(files),
            SCHEMA_LOCK: str(self.home / "schema.lock"),
        }

    def migrate(self, environment: Mapping[str, str]) -> None:
        """Begin to write the schema into the cluster's own database, of which the test databases are copies.

        Effects: a child process beside the caller, which holds the file at SCHEMA_LOCK locked until it is done.
        """
        with Path(environment[SCHEMA_LOCK]).open("w") as lock, self._log("migrate").open("wb") as stream:
            fcntl.flock(lock, fcntl.LOCK_EX)  # of the open file, which the child inherits
            self.migration = subprocess.Popen(
                [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"],
                cwd=PROJECT,
                env={**environment, "DJANGO_SETTINGS_MODULE": "msp_pm.settings.test"},
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                pass_fds=[lock.fileno()],
            )

    def _log(self, name: str) -> Path:
        assert self.home is not None
        return self.home / f"{name}.log"

    def _spawn(self, command: list[str], log: Path, given: bytes = b"") -> subprocess.Popen[Any]:
        assert self.home is not None
        with log.open("wb") as stream:
            child = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **self.account.popen_arguments(),
            )
        assert child.stdin is not None
        child.stdin.write(given)
        child.stdin.close()
        self.children.append(child)
        self._write_pids()
        return child

    def _write_pids(self) -> None:
        """Lets the next run clear away after a test run that was killed with no chance to do so."""
        assert self.home is not None
        known = [os.getpid(), *(child.pid for child in self.children)]
        lines = [f"{pid} {processes.birth(pid)}" for pid in known]
        (self.home / "processes").write_text("\n".join(lines))

    def stop(self) -> None:
        """Stop the servers and remove everything they wrote; may be called twice."""
        if self.migration:
            self.migration.kill()
            self.migration.wait()
        for child in self.children:
            with suppress(ProcessLookupError):
                child.send_signal(signal.SIGQUIT)  # nothing here is worth an orderly end
        for child in self.children:
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self.children.clear()
        if self.home:
            shutil.rmtree(self.home, ignore_errors=True)


def remove_abandoned(base: Path) -> None:
    """End the servers and remove the files of test runs whose own process is gone."""
    for home in base.glob(f"{PREFIX}*"):
        try:
            owner, *children = [line.split(" ", 1) for line in (home / "processes").read_text().splitlines()]
        except (FileNotFoundError, ValueError):
            continue  # a run that is starting at this very moment
        if processes.is_alive(int(owner[0]), owner[1]):
            continue
        for pid, born in children:
            if processes.is_alive(int(pid), born):
                processes.end_group(int(pid), first=signal.SIGQUIT)
        shutil.rmtree(home, ignore_errors=True)
