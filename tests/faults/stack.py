"""Live processes for fault tests: workers, scheduler and web server on the test database.

``Stack`` starts each as a process group of its own, so that a kill takes the pool with it. Waiting is
polling of a condition with a limit, never a fixed sleep.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import redis

PROJECT = Path(__file__).resolve().parent.parent.parent
FULL = bool(os.environ.get("MSP_GATE"))


def wait_until(condition, seconds, what):
    """Poll until ``condition()`` is true and return its value; fail with ``what`` after ``seconds``."""
    ends = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < ends, f"still not so after {seconds} s: {what() if callable(what) else what}"
        time.sleep(0.05)


class Process:
    """One child in a process group of its own, its output in a file."""

    def __init__(self, command, environment, log):
        self.log = log
        with log.open("ab") as stream:
            self.child = subprocess.Popen(
                command,
                cwd=PROJECT,
                env=environment,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def signal(self, number):
        """Signal the whole group; a group that is gone is fine."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.child.pid, number)

    def kill(self):
        """kill -9 of the whole group, and wait for it."""
        self.signal(signal.SIGKILL)
        self.child.wait()

    def said(self):
        """The output so far, for the message of a failing test."""
        return self.log.read_text(errors="replace")[-3000:]


class Stack:
    """Child processes that share the test's database and broker. Use as a context manager.

    ``environment`` is the fixture ``process_environment``; ``settings`` go to every child
    (see ``tests.faults.settings``). The broker's database is emptied at the start.
    """

    def __init__(self, environment, directory, **settings):
        self.directory = Path(directory)
        self.clock = self.directory / "clock"
        self.clock.write_text("0")
        self.environment = environment | {
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "FAULTS_CLOCK": str(self.clock),
            **settings,
        }
        self.processes = []

    def __enter__(self):
        redis.from_url(self.environment["REDIS_URL"]).flushdb()
        return self

    def __exit__(self, *exc_info):
        for process in self.processes:
            process.kill()

    def travel(self, *, hours=0, minutes=0):
        """Set how far every child's clock is ahead of the real one."""
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(str(hours * 3600 + minutes * 60))
        fresh.replace(self.clock)  # never half written

    def worker(self, name="worker", *, app="msp_pm", concurrency=1, **settings):
        """A Celery worker with a prefork pool."""
        options = ["--pool", "prefork", "--concurrency", str(concurrency), "--hostname", f"{name}@%h"]
        quick = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "warning"]
        return self._start(name, ["-m", "celery", "-A", app, "worker", *options, *quick], settings)

    def beat(self, name="beat", **settings):
        """A scheduler that ticks every second."""
        schedule = ["--schedule", str(self.directory / f"{name}-schedule"), "--pidfile", ""]
        return self._start(
            name, ["-m", "celery", "-A", "msp_pm", "beat", "--loglevel", "warning", *schedule], settings
        )

    def web(self, port, name="web", **settings):
        """gunicorn on loopback."""
        return self._start(name, ["-m", "gunicorn", "msp_pm.wsgi", "--bind", f"127.0.0.1:{port}"], settings)

    def production_web(self, port, name="production-web", **settings):
        """gunicorn as production starts it, on loopback."""
        figures = self.directory / f"{name}-figures"
        settings = {"BIND": f"127.0.0.1:{port}", "PROMETHEUS_MULTIPROC_DIR": figures} | settings
        return self._start(name, ["-m", "gunicorn", "-c", "python:msp_pm.gunicorn", "msp_pm.wsgi"], settings)

    def _start(self, name, arguments, settings):
        environment = self.environment | {key: str(value) for key, value in settings.items()}
        process = Process([sys.executable, *arguments], environment, self.directory / f"{name}.log")
        self.processes.append(process)
        return process
