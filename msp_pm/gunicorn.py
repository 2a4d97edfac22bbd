"""gunicorn in production: ``gunicorn -c python:msp_pm.gunicorn msp_pm.wsgi``. Knows no Django.

SIGHUP starts new workers and lets the old ones finish what they have begun; so does SIGTERM before the end.
"""

import os
import shutil
import tempfile
from pathlib import Path

bind = os.environ.get("BIND", "0.0.0.0:8000")
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS") or 4)
timeout = 60
graceful_timeout = 30
keepalive = 5
max_requests = 20_000  # a slow leak in a library never becomes an outage
max_requests_jitter = 2_000
# X-Forwarded-Proto is believed from these addresses only; everybody else is taken as they come.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
accesslog = None  # core.measures writes the line about each request, with its id and its organization
errorlog = "-"
loglevel = "warning"
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108  gunicorn's own heartbeat files
proc_name = "msp-pm-web"


def on_starting(server):
    """A fresh directory for the figures of this host's web processes (see ``core.measures``)."""
    directory = Path(
        os.environ.get("PROMETHEUS_MULTIPROC_DIR") or Path(tempfile.gettempdir()) / f"msp-pm-{os.getpid()}"
    )
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(directory)


def child_exit(server, worker):
    """What a worker that ended was doing counts no longer; what it has done stays."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server):
    """Leave nothing behind."""
    shutil.rmtree(os.environ.get("PROMETHEUS_MULTIPROC_DIR", ""), ignore_errors=True)
