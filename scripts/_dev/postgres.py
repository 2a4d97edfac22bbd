"""One embedded PostgreSQL cluster: create it, build the command that runs it, make roles and database.

The server is always a direct child of the process that starts it, never detached through pg_ctl, so
that it is reaped and cannot be left behind unnoticed.
"""

from __future__ import annotations

import json
import secrets
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2

from scripts._dev import processes
from scripts._dev.account import Account
from scripts._dev.binaries import find_postgres
from scripts._dev.ports import LOOPBACK, free_port
from scripts._dev.problem import Problem, explain_failure
from scripts._dev.state import write_private

DATABASE = "msp_pm"
ROLES = {"superuser": "postgres", "owner": "msp_owner", "app": "msp_app", "portal": "msp_portal"}
ROLES_SQL = Path(__file__).resolve().parent.parent / "roles.sql"
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass
class Cluster:
    """A cluster below `home`. `fast` gives up durability: for tests only."""

    home: Path
    runtime: Path
    account: Account
    fast: bool = False
    port: int = 0

    def __post_init__(self) -> None:
        self.data = self.home / "data"
        self.log = self.home / "server.log"
        self.secrets_file = self.home / "passwords.json"
        self.programs, self.major = find_postgres(self.account, self.runtime, wanted_major=self._major_on_disk())

    def _major_on_disk(self) -> int | None:
        try:
            return int((self.data / "PG_VERSION").read_text().split(".")[0])
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise Problem(f"The data directory {self.data} cannot be read: {error}.") from error

    def prepare(self) -> None:
        """Create the cluster unless it exists, clear away a dead predecessor, choose a port."""
        if not (self.data / "PG_VERSION").exists():
            self._initialize()
        self._clear_stale_pid()
        self.port = free_port()

    def _initialize(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        self.home.mkdir(parents=True, exist_ok=True)
        self.home.chmod(0o711)
        self.data.mkdir(mode=0o700)
        self.account.own(self.data)
        passwords = {role: secrets.token_urlsafe(24) for role in ROLES}
        write_private(self.secrets_file, json.dumps(passwords))
        password_file = self.home / "initdb-password"
        write_private(password_file, passwords["superuser"])
        self.account.own(password_file)
        try:
            answer = self.account.run(self._initdb(password_file))
        finally:
            password_file.unlink()
        if answer.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            raise Problem(explain_failure("PostgreSQL could not create its data directory", answer.stderr))

    def _initdb(self, password_file: Path) -> list[str | Path]:
        # No ICU in the pinned build; the built-in provider lowers and sorts UTF-8 the same everywhere.
        builtin = ["--locale-provider=builtin", "--locale=C.UTF-8"]
        locale = builtin if self.major >= 17 else ["--locale=C"]
        command: list[str | Path] = [self.programs / "initdb", "-D", self.data, "-U", "postgres"]
        command += ["-A", "scram-sha-256", f"--pwfile={password_file}", "-E", "UTF8", *locale]
        return [*command, "--no-sync"] if self.fast else command

    def _clear_stale_pid(self) -> None:
        """After a kill -9 the pid file stays; a zombie postmaster would make PostgreSQL refuse to start."""
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists():
            return
        pid = int(pid_file.read_text().split()[0])
        if processes.is_alive(pid) and self._is_ours(pid):
            processes.end_group(pid, first=signal.SIGINT)
        pid_file.unlink(missing_ok=True)

    def _is_ours(self, pid: int) -> bool:
        command = Path(f"/proc/{pid}/cmdline")
        if command.exists():
            return str(self.data) in command.read_bytes().decode(errors="replace")
        listing = ["ps", "-o", "args=", "-p", str(pid)]
        return str(self.data) in subprocess.run(listing, capture_output=True, text=True, check=False).stdout

    def command(self) -> list[str]:
        """The command line of the server, listening on loopback TCP only."""
        settings = [
            "listen_addresses=127.0.0.1",
            f"port={self.port}",
            "unix_socket_directories=",  # macOS limits socket paths to about 100 bytes
            "timezone=UTC",
            "log_timezone=UTC",
            "max_connections=100",
            *(FAST if self.fast else ()),
        ]
        command = [str(self.programs / "postgres"), "-D", str(self.data)]
        for setting in settings:
            command += ["-c", setting]
        return command

    def url(self, role: str, database: str = DATABASE) -> str:
        """Connection URL of one of ROLES."""
        password = json.loads(self.secrets_file.read_text())[role]
        return f"postgresql://{ROLES[role]}:{password}@{LOOPBACK}:{self.port}/{database}"

    def wait_until_ready(self, server: subprocess.Popen[Any] | None = None, patience: float = 60) -> None:
        """Return when the server answers; judged by a connection, never by a pid."""
        deadline = time.monotonic() + patience
        while True:
            try:
                psycopg2.connect(self.url("superuser", "postgres")).close()
                return
            except psycopg2.OperationalError as error:
                dead = server is not None and server.poll() is not None
                if dead or time.monotonic() > deadline:
                    raise Problem(explain_failure("PostgreSQL did not start", self._last_log())) from error
                time.sleep(0.03)

    def _last_log(self) -> str:
        return self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""

    def create_roles_and_database(self) -> None:
        """Bring roles, passwords, database and its privileges to the wanted state; repeatable."""
        passwords = json.loads(self.secrets_file.read_text())
        connection = psycopg2.connect(self.url("superuser", "postgres"))
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(ROLES_SQL.read_text())
            for role in ("owner", "app", "portal"):
                cursor.execute(f"ALTER ROLE {ROLES[role]} PASSWORD %s", [passwords[role]])
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER msp_owner")
            cursor.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
            cursor.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO msp_app, msp_portal")
            cursor.execute(f"GRANT TEMPORARY ON DATABASE {DATABASE} TO msp_app")
        connection.close()
