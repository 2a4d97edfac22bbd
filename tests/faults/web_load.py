"""Somebody who asks the product all the time: what was answered, how quickly, and what was not answered at all."""

import http.client
import json
import threading
import time
from collections import Counter


class Visitor:
    """Asks one address over a fresh connection, ``per_second`` times a second, until stopped.

    ``statuses`` counts what came back; ``failed`` holds refusals, cut connections and pages that show a traceback.
    """

    def __init__(self, port, path, *, per_second=50, headers=None, body=None):
        self.port, self.path, self.pause = port, path, 1 / per_second
        self.headers, self.body = {"Host": "127.0.0.1"} | (headers or {}), body
        self.statuses, self.failed, self.turn = Counter(), [], 0
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(4)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exc_info):
        self._stopping.set()
        for thread in self._threads:
            thread.join(30)

    def _run(self):
        while not self._stopping.wait(self.pause * len(self._threads)):
            self.turn += 1
            try:
                status, text = self.ask(self.turn)
                self.statuses[status] += 1
                if "Traceback" in text:
                    self.failed.append(f"{status} with a traceback")
            except (OSError, http.client.HTTPException) as error:
                self.failed.append(f"{time.monotonic():.1f} {error!r}")

    def ask(self, turn):
        """One request; its status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            body = self.body and json.dumps(self.body(turn))
            kind = {"Content-Type": "application/json"} if body else {}
            connection.request("POST" if body else "GET", self.path, body=body, headers=self.headers | kind)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        finally:
            connection.close()
