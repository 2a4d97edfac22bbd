"""Health checks of containers: ``python -m msp_pm.probe web`` and ``… file PATH SECONDS``. Standard library only.

``web`` asks the process beside it; ``file`` asks whether something touched PATH within the last SECONDS. Exit code 0
or 1, one line that says why.
"""

import http.client
import os
import sys
import time
from pathlib import Path


def web_answers(environ=os.environ):
    """Whether ``/healthz`` of this container's web server answers 200."""
    port = int(environ.get("BIND", ":8000").rpartition(":")[2])
    host = environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".") or "localhost"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def is_fresh(path, seconds, now=None):
    """Whether the file exists and was touched within ``seconds``."""
    try:
        return (now or time.time()) - Path(path).stat().st_mtime <= float(seconds)
    except FileNotFoundError:
        return False


def main(arguments):
    """The exit code for ``arguments`` (without the program's name)."""
    kind, *rest = arguments or ["web"]
    good = is_fresh(*rest) if kind == "file" else web_answers()
    sys.stdout.write(f"{' '.join(arguments)}: {'ok' if good else 'not ok'}\n")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
