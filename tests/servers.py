"""pytest plugin: real servers for the suite, started before Django reads its settings.

Nothing is started when DATABASE_OWNER_URL is in the environment already (own servers, xdist workers).
Also finds the two optional programs, a browser and PgBouncer, and says loudly when one is missing.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Generator
from pathlib import Path

import pytest

from scripts._dev.problem import Problem
from scripts._dev.test_servers import TestServers

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_BROWSERS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
_servers: list[TestServers] = []


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(args: list[str]) -> Generator[None, object, object]:
    """A wrapper, because it must run before pytest-django's own hook loads the settings."""
    # The browser driver runs an event loop in the test's thread; Django would refuse queries beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        _take_own_redis_database(worker)
    elif "DATABASE_OWNER_URL" not in os.environ and not {"--help", "-h", "--version"} & set(args):
        _start()
    return (yield)


def _start() -> None:
    # Python ignores Ctrl-C when it was started in the background of a script; both must clear up.
    for way in (signal.SIGINT, signal.SIGTERM):
        signal.signal(way, _interrupt)
    servers = TestServers()
    _servers.append(servers)
    try:
        os.environ.update(servers.start())
        servers.migrate(os.environ)  # meanwhile the tests are collected
    except Problem as problem:
        servers.stop()
        raise pytest.UsageError(str(problem)) from problem


def _interrupt(*_: object) -> None:
    """End like Ctrl-C, so that the servers are stopped and removed."""
    raise KeyboardInterrupt


def _take_own_redis_database(worker: str) -> None:
    """Parallel workers share the server, so each gets a numbered database of its own."""
    address, _, _ = os.environ["REDIS_URL"].rpartition("/")
    os.environ["REDIS_URL"] = f"{address}/{int(worker.removeprefix('gw')) % 15 + 1}"


def pytest_configure(config: pytest.Config) -> None:
    """Register the database fixtures here: fixtures of later plugins win over pytest-django's."""
    config.pluginmanager.import_plugin("tests.roles")


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    while _servers:
        _servers.pop().stop()


def find_browser() -> str | None:
    """Path of an installed Chromium or Chrome; CHROMIUM_PATH goes first."""
    named = os.environ.get("CHROMIUM_PATH")
    found = (shutil.which(name) for name in BROWSERS)
    installed = (path for path in MAC_BROWSERS if Path(path).exists())
    return named or next((path for path in found if path), None) or next(installed, None)


def find_pgbouncer() -> str | None:
    """Path of PgBouncer; Debian puts it where an ordinary user's PATH does not look."""
    return shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin:/opt/homebrew/bin")


def require(found: str | None, what: str) -> str:
    """`found`, or skip the test saying what is missing; under CI=true fail instead."""
    if found:
        return found
    sentence = f"{what} is not installed, so this test did not run"
    if os.environ.get("CI", "").lower() in ("true", "1"):
        pytest.fail(sentence)
    pytest.skip(sentence)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was skipped for want of a program is said at the very end, in capitals."""
    reasons = {
        report.longrepr[2]
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple) and "is not installed" in report.longrepr[2]
    }
    for reason in sorted(reasons):
        terminalreporter.write_line(f"NOT TESTED: {reason.removeprefix('Skipped: ')}", red=True)
