"""Processor time of one request in the process itself: what stays true while other work keeps the machine busy.

`python -m scripts._bench.processor module:application COUNT [--profile NAME] < targets.json`, where the targets map
a name to `[path, header, value]`; prints one line of JSON. The database's own time is not in it.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import io
import json
import pstats
import statistics
import sys
import time
from collections.abc import Callable
from importlib import import_module

WARM = 15


def main() -> None:
    """Read the targets, ask each in turn, print the figures (or a profile of one)."""
    parser = argparse.ArgumentParser()
    parser.add_argument("application")
    parser.add_argument("count", type=int)
    parser.add_argument("--profile", default="", help="a target: where its time goes, on standard error")
    options = parser.parse_args()
    module, _, name = options.application.partition(":")
    targets = json.load(sys.stdin)
    application = getattr(import_module(module), name)
    if options.profile:
        return profiled(application, targets[options.profile], options.count)
    print(json.dumps({key: asked(application, target, options.count) for key, target in targets.items()}))
    return None


def asked(application: Callable, target: list[str], count: int) -> dict[str, float]:
    """Milliseconds of processor (median, p95) and bytes of one answer. Raises RuntimeError unless it says 200."""
    size = [one(application, target) for _ in range(WARM)][-1]
    gc.collect()
    times = sorted(_timed(application, target) for _ in range(count))
    return {"ms": statistics.median(times), "p95": times[int(count * 0.95)], "bytes": size}


def _timed(application: Callable, target: list[str]) -> float:
    begin = time.process_time()
    one(application, target)
    return (time.process_time() - begin) * 1000


def one(application: Callable, target: list[str]) -> int:
    """Ask as gunicorn would; the length of the body."""
    path, header, value = target
    statuses: list[str] = []
    answer = application(_environ(path, header, value), lambda status, *_: statuses.append(status))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    if not statuses[0].startswith("200"):
        raise RuntimeError(f"{path} answered {statuses[0]}")
    return len(body)


def _environ(path: str, header: str, value: str) -> dict:
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if header:
        environ[f"HTTP_{header.upper().replace('-', '_')}"] = value
    return environ


def profiled(application: Callable, target: list[str], count: int) -> None:
    """The functions that take most, by own and by total time."""
    for _ in range(WARM):
        one(application, target)
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(count):
        one(application, target)
    profile.disable()
    for order in ("tottime", "cumulative"):
        pstats.Stats(profile, stream=sys.stderr).strip_dirs().sort_stats(order).print_stats(60)


if __name__ == "__main__":
    main()
