"""Keeps a handful of child processes alive and stops all of them, leaving nothing behind.

Each child runs in a session of its own, so that Ctrl-C reaches the supervisor alone and the children
are stopped in order: last started, first stopped. A child that dies is started again, at growing
intervals while it keeps dying.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from scripts._dev import processes

SLOWEST_RESTART = 30.0
HEALTHY_AFTER = 60.0


@dataclass(frozen=True)
class Program:
    """What to run. `given` goes to standard input; `options` are more arguments of `Popen`.

    Output goes line by line to the terminal behind the program's name, or to `log` if given.
    """

    name: str
    command: list[str]
    environment: Mapping[str, str]
    given: bytes = b""
    log: Path | None = None
    stop_with: signal.Signals = signal.SIGTERM
    patience: float = 15.0
    options: Mapping[str, Any] = field(default_factory=dict)


class Stopped(Exception):
    """The person asked to stop while something was still being prepared."""


class Child:
    """One running program and its restarts."""

    def __init__(self, program: Program, write_line: Callable[[str, str], None]) -> None:
        self.program = program
        self._write_line = write_line
        self._pause = 0.5
        self._due = 0.0
        self._started = 0.0
        self._copier: threading.Thread | None = None
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the program. Effect: a new session, and a thread that copies its output."""
        program = self.program
        target = program.log.open("ab") if program.log else subprocess.PIPE
        options = {"env": dict(program.environment), **program.options}
        self.process = subprocess.Popen(
            program.command,
            stdin=subprocess.PIPE,
            stdout=target,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **options,
        )
        self._started = time.monotonic()
        if not isinstance(target, int):
            target.close()
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):
            self.process.stdin.write(program.given)
            self.process.stdin.close()
        if self.process.stdout:
            self._copier = threading.Thread(target=self._copy, args=(self.process.stdout,), daemon=True)
            self._copier.start()

    def _copy(self, stream: Any) -> None:
        for line in stream:
            self._write_line(self.program.name, line.decode(errors="replace").rstrip())
        stream.close()

    def finish_output(self) -> None:
        """Wait until the last line of an ended program has been written."""
        if self._copier:
            self._copier.join(2)

    def revive(self) -> bool:
        """Start the program again if it died and its pause is over; True when it was started."""
        if self.process is None or self.process.poll() is None:
            return False
        now = time.monotonic()
        if not self._due:
            if now - self._started > HEALTHY_AFTER:
                self._pause = 0.5
            self._due = now + self._pause
            self._report(f"ended with code {self.process.returncode}, starts again in {self._pause:g} s")
            processes.kill_group(self.process.pid)  # its orphans would hold the port
            self._pause = min(self._pause * 2, SLOWEST_RESTART)
        if now < self._due:
            return False
        self._due = 0.0
        self.start()
        return True

    def _report(self, sentence: str) -> None:
        self._write_line(self.program.name, f"*** {sentence}")

    def stop(self) -> None:
        """Stop the program and everything it started."""
        if self.process:
            if self.process.poll() is None:
                with suppress(ProcessLookupError):
                    self.process.send_signal(self.program.stop_with)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(self.program.patience)
            processes.kill_group(self.process.pid)
            self.process.wait(5)
            self.process = None


class Supervisor:
    """Starts children in order, revives the dead, stops all in reverse order."""

    def __init__(self, output: TextIO = sys.stdout) -> None:
        self.children: list[Child] = []
        self.stopping = threading.Event()
        self._output = output
        self._lock = threading.Lock()

    def start(self, program: Program) -> subprocess.Popen[bytes]:
        """Start one more child and keep it alive from now on."""
        child = Child(program, self.write_line)
        self.children.append(child)
        child.start()
        assert child.process is not None
        return child.process

    def write_line(self, name: str, line: str) -> None:
        """One whole line of one child; lines of different children never mix."""
        with self._lock:
            print(f"{name:>7} | {line}", file=self._output, flush=True)

    def handle_signals(self) -> None:
        """From now on Ctrl-C, SIGTERM and SIGHUP ask for an orderly stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())

    def run_to_end(self, program: Program) -> int:
        """Run one program to its end and answer its exit code. Raises Stopped on Ctrl-C."""
        child = Child(program, self.write_line)
        child.start()
        assert child.process is not None
        while child.process.poll() is None:
            if self.stopping.wait(0.05):
                child.stop()
                raise Stopped
        child.finish_output()
        return child.process.returncode

    def tend(self, changed: Callable[[], None] = lambda: None) -> None:
        """Revive dead children until asked to stop; `changed` is called after each restart."""
        while not self.stopping.wait(0.2):
            if self.revive():
                changed()

    def revive(self) -> bool:
        """Start again whatever has died and waited long enough; True when something was started."""
        started = [child.revive() for child in self.children]
        return any(started)

    def pids(self) -> dict[str, int]:
        """Process ids by name, of the children that have been started."""
        running = (child for child in self.children if child.process)
        return {child.program.name: child.process.pid for child in running if child.process}

    def stop(self) -> None:
        """Stop every child, last started first. Safe to call twice."""
        self.stopping.set()
        while self.children:
            self.children.pop().stop()
