"""A real PgBouncer in transaction mode in front of the test database."""

import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import connections

from scripts._dev.account import server_account

INI = """
[databases]
{name} = host={HOST} port={PORT} dbname={name}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = plain
auth_file = {users}
pool_mode = transaction
default_pool_size = {pool_size}
max_client_conn = 100
ignore_startup_parameters = extra_float_digits,options
"""


@contextmanager
def pooled(program, *, pool_size=2):
    """Run PgBouncer and yield its ``{"HOST", "PORT"}`` for Django."""
    settings = connections["default"].settings_dict
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        listen = probe.getsockname()[1]
    account = server_account()
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder)
        users, ini = directory / "users.txt", directory / "pgbouncer.ini"
        users.write_text(f'"{settings["USER"]}" "{settings["PASSWORD"]}"\n')
        ini.write_text(
            INI.format(name=settings["NAME"], listen=listen, users=users, pool_size=pool_size, **settings)
        )
        for path in (directory, users, ini):
            account.own(path)
        process = subprocess.Popen(
            [program, "-q", str(ini)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **account.popen_arguments(),
        )
        try:
            _wait_until_listening(listen, process)
            yield {"HOST": "127.0.0.1", "PORT": str(listen)}
        finally:
            process.terminate()
            process.wait(10)


def _wait_until_listening(port, process):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.2):
            return
    raise AssertionError(f"PgBouncer did not listen (exit code {process.poll()})")
