"""The running product as an operator has it: one command, a data directory, `manage.py`, the catcher."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from msp_pm.local_servers import PROJECT
from scripts._dev.ports import free_port
from tests.scripts.running import read_until, start_run


def poll(find, seconds, what):
    """The first true answer of ``find()``; fails with ``what`` after so many seconds."""
    pause, ends = threading.Event(), time.monotonic() + seconds
    while True:
        found = find()
        if found:
            return found
        assert time.monotonic() < ends, f"not after {seconds} s: {what}"
        pause.wait(0.3)


class Product:
    """`scripts/run` on ports of its own. A second start on the same directory is the next morning."""

    def __init__(self, data_dir):
        self.data_dir = data_dir
        self.port, self.mail_port, self.page_port = free_port(), free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.mails_url = f"http://127.0.0.1:{self.page_port}"
        self.key = ""
        self.log = []
        self._run = None

    def start(self, **settings):
        """Start and wait until pages are served; ``settings`` (CLOCK_OFFSET) go into the environment."""
        ports = {"--port": self.port, "--mail-port": self.mail_port, "--mail-page-port": self.page_port}
        options = [str(word) for pair in ports.items() for word in pair]
        self._run = start_run(self.data_dir, *options, **settings)
        self.log.append(read_until(self._run, "Ctrl-C stops everything"))
        threading.Thread(target=lambda: self.log.extend(self._run.stdout), daemon=True).start()

    def stop(self):
        """Ctrl-C, and wait for the end."""
        self._run.send_signal(signal.SIGINT)
        assert self._run.wait(60) == 0, "".join(self.log)[-3000:]

    def manage(self, *words, said=None):
        """What `manage.py` printed; ``said`` goes to its standard input."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=PROJECT,
            input=said,
            capture_output=True,
            text=True,
            check=False,
            env={"DATA_DIR": str(self.data_dir), "PATH": os.environ["PATH"]},
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def api(self, path, body=None):
        """``(status, answer)`` of the API with the key: GET, or POST when there is a body."""
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/api/v1/{path}", data, headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, json.load(refused)

    def mails(self, **query):
        """Caught mails, newest first: ``to``, ``subject``, ``kind``."""
        with urllib.request.urlopen(f"{self.mails_url}/api/messages?{urllib.parse.urlencode(query)}") as answer:
            found = json.load(answer)
        return found["results"] if isinstance(found, dict) else found

    def updates_caught(self, week, audience):
        """The weekly updates of a week (``2026-W48``) to one audience."""
        mails = self.mails(kind="weekly_update")
        return [m for m in mails if (m["headers"]["X-Week"], m["headers"]["X-Audience"]) == (week, audience)]
