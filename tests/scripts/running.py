"""`scripts/run` as a child process, with servers, ports and a data directory of its own."""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from msp_pm.local_servers import PROJECT
from scripts._dev.ports import free_port

OUR_VARIABLES = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_PORTAL_URL", "REDIS_URL", "EMAIL_URL")


@contextmanager
def data_directory():
    """A directory that the servers' account may enter, which pytest's own 0700 ones are not for root."""
    directory = Path(tempfile.mkdtemp())
    directory.chmod(0o711)
    try:
        yield directory
    finally:
        shutil.rmtree(directory)


def start_run(data_dir, *arguments, **settings):
    """The started command; ``settings`` go into its environment, later arguments win over the free ports."""
    environment = {name: value for name, value in os.environ.items() if name not in OUR_VARIABLES}
    environment |= {"DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "msp_pm.settings.dev", **settings}
    ports = ("--port", str(free_port()), "--mail-port", str(free_port()), "--mail-page-port", str(free_port()))
    command = [sys.executable, "-m", "scripts._dev.run_command", "--no-demo", *ports, *arguments]
    return subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def read_until(process, text):
    """The output up to the line that contains ``text``; fails with it when the process ends before."""
    seen = []
    for line in process.stdout:
        seen.append(line)
        if text in line:
            return "".join(seen)
    raise AssertionError("".join(seen))
