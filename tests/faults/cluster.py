"""A PostgreSQL server of one test's own, to be killed, backed up and restored. Durable, unlike the suite's."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import psycopg2

from scripts._dev.account import server_account
from scripts._dev.ports import free_port
from scripts._dev.postgres import Cluster
from tests.faults.stack import PROJECT, wait_until

SCRIPTS = ("archive_wal", "backup", "restore", "roles.sql")


class OwnServer:
    """The server below a directory that goes away with the test run. Use as a context manager."""

    def __init__(self, *settings):
        base = Path(os.environ["DATA_DIR"]).parent
        self.home = base / f"own-{uuid4().hex[:8]}"
        self.home.mkdir()
        self.home.chmod(0o711)
        self.account = server_account()
        self.cluster = Cluster(self.home / "server", base.parent / "runtime", self.account)
        self.settings = settings
        self.process = None
        self.scripts = self.home / "scripts"
        self.scripts.mkdir()
        for name in SCRIPTS:
            shutil.copy(PROJECT / "scripts" / name, self.scripts / name)
            (self.scripts / name).chmod(0o755)

    def __enter__(self):
        self.cluster.prepare()
        self.start()
        return self

    def __exit__(self, *exc_info):
        self.kill()
        shutil.rmtree(self.home, ignore_errors=True)

    def directory(self, name):
        """A new directory that the server's account may write to."""
        path = self.home / name
        path.mkdir()
        self.account.own(path)
        return path

    def start(self):
        """Start the server on its port and wait until it answers."""
        command = self.cluster.command() + [part for setting in self.settings for part in ("-c", setting)]
        with self.cluster.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, start_new_session=True, **self.account.popen_arguments()
            )
        self.cluster.wait_until_ready(self.process)

    def kill(self):
        """kill -9 of the postmaster and everything it started; what it had locked is cleared away."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        children = subprocess.run(
            ["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        self.process.wait()
        for pid in children.stdout.split():
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
        self.process = None
        (self.cluster.data / "postmaster.pid").unlink(missing_ok=True)

    def move_to(self, data):
        """From now on the server is the one on another data directory, on a port of its own."""
        self.kill()
        self.cluster.data = data
        self.cluster.port = free_port()

    def environment(self):
        """PATH and PG* of a superuser, for the shell scripts."""
        password = self.cluster.url("superuser").split(":")[2].partition("@")[0]
        return {
            "PATH": f"{self.cluster.programs}:/usr/local/bin:/usr/bin:/bin",
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.cluster.port),
            "PGUSER": "postgres",
            "PGPASSWORD": password,
            "LC_ALL": "C",
        }

    def shell(self, *command, **extra):
        """Run one of the scripts as the server's account; its answer, whatever the exit code."""
        return self.account.run(["sh", *command], env=self.environment() | extra)

    def manage(self, *arguments, **extra):
        """Run a command of manage.py against this server; fails with what it said."""
        answer = subprocess.run(
            [sys.executable, "-W", "ignore", "manage.py", *arguments],
            cwd=PROJECT,
            env=os.environ | self.urls() | {"DJANGO_SETTINGS_MODULE": "tests.faults.settings"} | extra,
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 0, answer.stdout + answer.stderr
        return answer.stdout

    def urls(self):
        """The three database addresses."""
        return {
            f"DATABASE_{name}URL": self.cluster.url(role)
            for name, role in (("", "app"), ("OWNER_", "owner"), ("PORTAL_", "portal"))
        }

    def connect(self, role="superuser", database="msp_pm"):
        """A psycopg2 connection in autocommit."""
        connection = psycopg2.connect(self.cluster.url(role, database))
        connection.autocommit = True
        return connection

    def ask(self, statement, *parameters, role="superuser"):
        """All rows of one statement."""
        with self.connect(role) as connection, connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            rows = cursor.fetchall() if cursor.description else []
        connection.close()
        return rows

    def tables(self):
        """``{table: (rows, hash of all rows)}`` of the whole database."""
        names = self.ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        hashed = "SELECT count(*), md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '')) FROM \"{}\" t"
        return {name: self.ask(hashed.format(name))[0] for (name,) in names}

    def until(self, statement, wanted, seconds=30):
        """Wait until the statement's first value is the wanted one."""
        wait_until(lambda: self.ask(statement)[0][0] == wanted, seconds, statement)
