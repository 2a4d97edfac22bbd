"""Settings of the child processes in fault tests: short leases, and a clock that the test can move.

``FAULTS_CLOCK`` names a file with a number of seconds; it is read at every look at the clock, so that
an hour passes in all processes at once.
"""

import datetime as dt
import os
from pathlib import Path

from msp_pm.settings.test import *  # noqa: F403


class MovedBy:
    """A CLOCK_OFFSET whose length stands in a file."""

    def __init__(self, path):
        self.path = Path(path)

    def __radd__(self, instant):
        return instant + dt.timedelta(seconds=float(self.path.read_text() or 0))


WHITENOISE_USE_FINDERS = True  # pages in a browser, served by gunicorn
if os.environ.get("FAULTS_CLOCK"):
    CLOCK_OFFSET = MovedBy(os.environ["FAULTS_CLOCK"])
MAIL_LEASE = dt.timedelta(seconds=float(os.environ.get("FAULTS_LEASE", "600")))
MAIL_UNKNOWN_WAIT = dt.timedelta(seconds=float(os.environ.get("FAULTS_WAIT", "900")))
MAIL_BATCH = int(os.environ.get("FAULTS_BATCH", "100"))
WORKER_WATCHDOG_SECONDS = float(os.environ.get("FAULTS_WATCHDOG", "90"))
EMAIL_TIMEOUT = float(os.environ.get("FAULTS_TIMEOUT", "30"))
CELERY_BEAT_SCHEDULE = {
    name: entry | {"schedule": 1}
    for name, entry in CELERY_BEAT_SCHEDULE.items()  # noqa: F405
}
if os.environ.get("FAULTS_DIE"):
    MIDDLEWARE = ["tests.faults.dying.DyingMiddleware", *MIDDLEWARE]  # noqa: F405
