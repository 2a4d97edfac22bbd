"""`scripts/run`: everything a person needs to try MSP PM, under one supervisor, until Ctrl-C."""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg2

from msp_pm.local_servers import PROJECT, data_dir, read_env_file
from scripts._dev import stack
from scripts._dev.bootstrap import step
from scripts._dev.fingerprints import schema_fingerprint, static_fingerprint
from scripts._dev.ports import require_free
from scripts._dev.problem import Problem, exit_plainly
from scripts._dev.readiness import answers, wait_until
from scripts._dev.run_options import run_options
from scripts._dev.state import only_run, prepare_data_dir, record_run
from scripts._dev.supervisor import Stopped, Supervisor

CHECK_PATIENCE = 60.0
RECORDED = (*stack.DATABASE_URLS, "REDIS_URL", "EMAIL_URL", "SITE_URL", "SECRET_KEY", "CLOCK_OFFSET")


def main() -> int:
    """Start, tend, stop. Exit code 0, or 1 when `--check` found the product not fully healthy."""
    options = run_options()
    read_env_file(os.environ)
    directory = prepare_data_dir(data_dir())
    with only_run(directory):
        _require_ports(options)
        supervisor = Supervisor()
        supervisor.handle_signals()
        try:
            return Run(options, directory, supervisor).go()
        except Stopped:
            return 0
        finally:
            print("Stopping ...", flush=True)
            supervisor.stop()
            print("Stopped.", flush=True)


def _require_ports(options: argparse.Namespace) -> None:
    require_free(options.port, "web pages", "end what uses it or choose another with --port")
    if "EMAIL_URL" not in os.environ:
        way_out = "end what uses it (another MSP PM?) or choose another with"
        require_free(options.mail_port, "mail catcher", f"{way_out} --mail-port")
        require_free(options.mail_page_port, "mail page", f"{way_out} --mail-page-port")


class Run:
    """One run: the steps from nothing to a working product, and what is told to the person."""

    def __init__(self, options: argparse.Namespace, directory: Path, supervisor: Supervisor) -> None:
        self.options = options
        self.directory = directory
        self.supervisor = supervisor
        self.own_mail = "EMAIL_URL" in os.environ
        self.environment: dict[str, str] = {}

    def go(self) -> int:
        """Everything in order; returns when stopped (or checked)."""
        begin = time.monotonic()
        self._start_servers()
        self._prepare()
        self._start_product()
        if self.options.check:
            return self._check()
        if not self._wait_for_pages():
            raise Problem("The web pages did not start within 60 s; the lines above say why.")
        self._greet(time.monotonic() - begin)
        self.supervisor.tend(self._record)
        return 0

    def _start_servers(self) -> None:
        with step("Starting PostgreSQL and Redis"):
            urls = stack.start_servers(self.supervisor, self.directory, os.environ)
        self.environment = stack.shared_environment(
            urls, self.directory, self.options.port, self.options.mail_port, os.environ
        )
        self._record()

    def _record(self) -> None:
        known = {name: self.environment[name] for name in RECORDED if name in self.environment}
        record_run(self.directory, known, self.supervisor.pids())

    def _prepare(self) -> None:
        self._migrate()
        marker, current = self.directory / "static.fingerprint", static_fingerprint()
        if not marker.exists() or marker.read_text() != current:
            with step("Collecting static files"):
                self._manage("collectstatic", "--no-input", "--clear", "--verbosity", "0")
            marker.write_text(current)
        if not self.options.no_demo and _has_seed() and not has_organizations(self.environment):
            with step("Creating the demo organizations"):
                self._manage("seed_demo")

    def _migrate(self) -> None:
        """Migrate and grant, unless this code did it last and the database is still that one."""
        marker, owner = self.directory / "schema.fingerprint", self.environment["DATABASE_OWNER_URL"]
        if marker.exists() and marker.read_text() == schema_fingerprint(owner):
            return
        with step("Migrating the database"):
            self._manage("migrate", "--no-input", "--verbosity", "1")
        marker.write_text(schema_fingerprint(owner) or "unknown")

    def _manage(self, *arguments: str) -> None:
        program = stack.manage(arguments[0][:7], list(arguments), self.environment)
        if self.supervisor.run_to_end(program):
            raise Problem(f"manage.py {arguments[0]} failed; the lines above say why.")

    def _start_product(self) -> None:
        programs = stack.product_programs(self.environment, self.options.port)
        if not self.own_mail:
            ports = (self.options.mail_port, self.options.mail_page_port)
            programs.append(stack.mail_catcher(self.directory, *ports))
        for program in programs:
            self.supervisor.start(program)
        self._record()

    def _wait_for_pages(self) -> bool:
        return wait_until(lambda: answers(self._local("/healthz")) is not None, self.supervisor, patience=60)

    def _check(self) -> int:
        """Wait for full health, print it. Beat and worker prove themselves by a message through the queue."""
        report: dict[str, object] = {}

        def healthy() -> bool:
            answer = answers(self._local("/readyz"))
            report.clear()
            report.update(_decoded(answer))
            return report.get("status") == "ok"

        good = wait_until(healthy, self.supervisor, patience=CHECK_PATIENCE)
        print(json.dumps(report, indent=2) if report else "/readyz did not answer", flush=True)
        return 0 if good else 1

    def _local(self, path: str) -> str:
        return f"http://127.0.0.1:{self.options.port}{path}"

    def _greet(self, seconds: float) -> None:
        lines = [f"MSP PM is ready after {seconds:.1f} s: {self.environment['SITE_URL']}"]
        if not self.own_mail:
            lines.append(f"Mails it sends: http://127.0.0.1:{self.options.mail_page_port}")
        print("\n" + "\n".join(lines), flush=True)
        if _has_seed():
            arguments = ["seed_demo", "--print-logins"]
            self.supervisor.run_to_end(stack.manage("demo", arguments, self.environment))
        print("Ctrl-C stops everything.\n", flush=True)


def _decoded(answer: str | None) -> Mapping[str, object]:
    try:
        found = json.loads(answer or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def has_organizations(environment: Mapping[str, str]) -> bool:
    """True when at least one organization exists (so that nothing is added to a used database)."""
    with psycopg2.connect(environment["DATABASE_OWNER_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM accounts_organization)")
        row = cursor.fetchone()
    connection.close()
    return bool(row and row[0])


def _has_seed() -> bool:
    return any(PROJECT.glob("*/management/commands/seed_demo.py"))


if __name__ == "__main__":
    exit_plainly(main)
