"""Asking one address again and again: with wrk when it is installed, else with a small client of our own."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import statistics
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

SCRIPT = Path(__file__).with_name("request.lua")


@dataclass(frozen=True)
class Target:
    """An address and the one header it needs."""

    url: str
    header: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Load:
    """What one run saw. Times in milliseconds, `bytes` per answer with its head."""

    rps: float
    p50_ms: float
    p95_ms: float
    bytes: float
    requests: int
    errors: int


def run(target: Target, *, connections: int, seconds: int) -> Load:
    """Ask for `seconds` over `connections` connections at once."""
    if shutil.which("wrk"):
        return _by_wrk(target, connections, seconds)
    return _by_threads(target, connections, seconds)


def best(target: Target, *, connections: int, seconds: int, rounds: int) -> Load:
    """The round in the middle of `rounds`, by p50."""
    loads = [run(target, connections=connections, seconds=seconds) for _ in range(rounds)]
    return sorted(loads, key=lambda load: load.p50_ms)[len(loads) // 2]


def check(target: Target) -> int:
    """Ask once; the status."""
    parts = urlsplit(target.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    connection.request("GET", _path(parts), headers=_headers(target))
    status = connection.getresponse().status
    connection.close()
    return status


def _by_wrk(target: Target, connections: int, seconds: int) -> Load:
    command = [
        "wrk",
        "-t1",
        f"-c{connections}",
        f"-d{seconds}s",
        "--timeout",
        "30s",
        "-s",
        str(SCRIPT),
        target.url,
    ]
    name, value = target.header
    environment = os.environ | {"HEADER_NAME": name, "HEADER_VALUE": value}
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return Load(**json.loads(answer.stdout.strip().splitlines()[-1]))


def _by_threads(target: Target, connections: int, seconds: int) -> Load:
    ends, times, sizes, errors = time.perf_counter() + seconds, [], [], []
    threads = [
        threading.Thread(target=_ask, args=(target, ends, times, sizes, errors)) for _ in range(connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ordered = sorted(times) or [0.0]
    return Load(
        rps=len(times) / seconds,
        p50_ms=statistics.median(ordered),
        p95_ms=ordered[int(len(ordered) * 0.95)],
        bytes=sum(sizes) / max(1, len(sizes)),
        requests=len(times),
        errors=len(errors),
    )


def _ask(target: Target, ends: float, times: list[float], sizes: list[int], errors: list[int]) -> None:
    parts = urlsplit(target.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    while time.perf_counter() < ends:
        begin = time.perf_counter()
        connection.request("GET", _path(parts), headers=_headers(target))
        answer = connection.getresponse()
        sizes.append(len(answer.read()))
        times.append((time.perf_counter() - begin) * 1000)
        if answer.status != 200:
            errors.append(answer.status)


def _path(parts) -> str:
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _headers(target: Target) -> dict[str, str]:
    name, value = target.header
    return {name: value} if name else {}
