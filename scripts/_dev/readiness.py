"""Asking the product over HTTP whether it is there yet."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable

from scripts._dev.supervisor import Stopped, Supervisor


def answers(url: str) -> str | None:
    """The body of whatever the address answers, errors included; None when nobody listens."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as response:
            body: bytes = response.read()
            return body.decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.read().decode(errors="replace")
    except OSError:
        return None


def wait_until(condition: Callable[[], bool], supervisor: Supervisor, *, patience: float) -> bool:
    """Ask again and again, keeping the children alive meanwhile. Raises Stopped on Ctrl-C."""
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            return False
        if supervisor.stopping.wait(0.25):
            raise Stopped
        supervisor.revive()
    return True
