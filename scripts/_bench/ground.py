"""The servers and processes of one measurement, all on loopback, all children of this run, all stopped at its end."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg2

from msp_pm.local_servers import PROJECT, data_dir
from scripts._bench.load import Target, check
from scripts._dev import stack
from scripts._dev.account import server_account
from scripts._dev.ports import LOOPBACK, free_port
from scripts._dev.postgres import Cluster
from scripts._dev.problem import Problem
from scripts._dev.state import prepare_data_dir
from scripts._dev.supervisor import Program, Supervisor

LIMITS = Path(__file__).with_name("limits")
PATIENCE = 30.0


class Ground:
    """PostgreSQL, Redis and what runs on them. `environment` is that of every process of the product."""

    def __init__(self) -> None:
        base = prepare_data_dir(data_dir())
        self.home = Path(tempfile.mkdtemp(prefix="bench-", dir=base))
        self.home.chmod(0o711)
        self.supervisor = Supervisor()
        self.supervisor.handle_signals()
        self.port, self.mail_port = free_port(), free_port()
        self.environment: dict[str, str] = {}
        self.limits_environment: dict[str, str] = {}

    def start_servers(self) -> None:
        """Real, durable servers (fsync on), a database of its own for the limits, and the product's schema."""
        own = {
            name: value for name, value in os.environ.items() if name not in (*stack.DATABASE_URLS, "REDIS_URL")
        }
        urls = stack.start_servers(self.supervisor, self.home, own)
        self.environment = stack.shared_environment(urls, self.home, self.port, self.mail_port, own)
        self.environment["RATE_LIMIT_FACTOR"] = "100000"  # measured is the product, not its brake
        self.environment["EMAIL_URL"] = f"smtp://{LOOPBACK}:{self.mail_port}"
        self.limits_environment = own | {"PGURL": self._limits_database(urls["DATABASE_OWNER_URL"])}
        self.manage("migrate", "--no-input", "--verbosity", "0")
        self.manage("collectstatic", "--no-input", "--verbosity", "0")

    def _limits_database(self, owner_url: str) -> str:
        cluster = Cluster(self.home / "postgres", self.home / "runtime", server_account())
        cluster.port = int(owner_url.rsplit(":", 1)[1].split("/", maxsplit=1)[0])
        connection = psycopg2.connect(cluster.url("superuser", "postgres"))
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("CREATE DATABASE limits")
        connection.close()
        return cluster.url("superuser", "limits")

    def manage(self, *arguments: str) -> None:
        """One `manage.py` command, to its end."""
        if self.supervisor.run_to_end(stack.manage(arguments[0][:9], list(arguments), self.environment)):
            raise Problem(f"manage.py {arguments[0]} failed; the lines above say why.")

    def inside(self, *arguments: str) -> dict:
        """What `scripts._bench.inside` says (one line of JSON), run in the product's environment."""
        return json.loads(finished([sys.executable, "-m", "scripts._bench.inside", *arguments], self.environment))

    def begin_inside(self, *arguments: str) -> subprocess.Popen[str]:
        """The same without waiting; `json.loads(process.communicate()[0])` is what it says."""
        command = [sys.executable, "-m", "scripts._bench.inside", *arguments]
        return subprocess.Popen(command, cwd=PROJECT, env=self.environment, stdout=subprocess.PIPE, text=True)

    def vacuum(self) -> None:
        """Fresh statistics for the planner, as autovacuum would make them in time."""
        connection = psycopg2.connect(self.environment["DATABASE_OWNER_URL"])
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        connection.close()

    def serve(
        self, name: str, application: str, port: int, environment: Mapping[str, str], directory: Path
    ) -> int:
        """gunicorn with two sync workers, the same for limits and product. The pid of its master."""
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            application,
            "--bind",
            f"{LOOPBACK}:{port}",
            "-w",
            "2",
            "-k",
            "sync",
        ]
        command += ["--log-level", "warning", "--no-control-socket"]
        child = self.supervisor.start(Program(name, command, environment, options={"cwd": directory}))
        wait_for(Target(f"http://{LOOPBACK}:{port}/"))
        return child.pid

    def stop(self) -> None:
        """Stop everything and remove what it wrote."""
        self.supervisor.stop()
        shutil.rmtree(self.home, ignore_errors=True)


def finished(command: list[str], environment: Mapping[str, str], directory: Path = PROJECT) -> str:
    """The last line that a command printed. Raises Problem when it failed."""
    answer = subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise Problem(f"{' '.join(command[-4:])} failed: {answer.stderr[-1500:]}")
    return answer.stdout.strip().splitlines()[-1]


def wait_for(target: Target) -> None:
    """Return once something answers there, whatever it says."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            check(target)
            return
        except OSError as error:
            if time.monotonic() > deadline:
                raise Problem(f"{target.url} does not answer.") from error
            time.sleep(0.1)


def worker_memory(master: int) -> float:
    """Resident megabytes of the workers of a gunicorn master together; 0 where the system does not say."""
    children = Path(f"/proc/{master}/task/{master}/children")
    if not children.exists():
        return 0.0
    pids = children.read_text().split()
    lines = [line for pid in pids for line in Path(f"/proc/{pid}/status").read_text().splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
