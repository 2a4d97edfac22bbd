"""One embedded Redis-compatible server: loopback, random password, nothing kept on disk."""

from __future__ import annotations

import secrets
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis

from scripts._dev.account import Account
from scripts._dev.binaries import find_redis
from scripts._dev.ports import LOOPBACK, free_port
from scripts._dev.problem import Problem


@dataclass
class RedisServer:
    """Address and configuration of the server; whoever starts the command owns the process."""

    runtime: Path
    account: Account
    port: int = field(default_factory=free_port)
    password: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)

    def command(self) -> list[str]:
        """The command line; it reads its configuration from standard input."""
        return [str(find_redis(self.account, self.runtime)), "-"]

    def configuration(self) -> bytes:
        """Given on standard input, so that the password never shows in a process list.

        `noeviction`: a broker that evicts loses messages.
        """
        lines = (
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self.password}",
            'save ""',
            "appendonly no",
            "daemonize no",
            "maxmemory-policy noeviction",
        )
        return ("\n".join(lines) + "\n").encode()

    def url(self, database: int = 0) -> str:
        """Connection URL of one of the numbered databases."""
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/{database}"

    def wait_until_ready(self, server: subprocess.Popen[Any] | None = None, patience: float = 20) -> None:
        """Return when the server answers PING."""
        deadline = time.monotonic() + patience
        client = redis.Redis.from_url(self.url())
        while True:
            try:
                client.ping()
                break
            except redis.exceptions.ConnectionError as error:
                dead = server is not None and server.poll() is not None
                if dead or time.monotonic() > deadline:
                    raise Problem(f"Redis did not start on port {self.port}.") from error
                time.sleep(0.03)
        client.close()
