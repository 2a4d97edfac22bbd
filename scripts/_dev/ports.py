"""TCP ports on the loopback address."""

from __future__ import annotations

import errno
import socket

from scripts._dev.problem import Problem

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def require_free(port: int, purpose: str, way_out: str) -> None:
    """Raise a Problem naming purpose and way out when the port is taken or not ours to open."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Problem(f"Port {port} ({purpose}) is busy: {way_out}.") from error
            raise Problem(f"Port {port} ({purpose}) cannot be opened: {error.strerror}.") from error
