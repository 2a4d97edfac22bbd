"""The development mail catcher: a real SMTP server, and the mails it took as pages and JSON.

Loopback only. `python -m scripts._dev.catcher --directory DIR` runs until SIGTERM or Ctrl-C.
"""

from __future__ import annotations

import argparse
import json
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from scripts._dev.mail_page import STYLE, framed_html, list_page, mail_page
from scripts._dev.mail_store import MailStore

PAGE_POLICY = "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'"
# What a mail may do when shown: look as it was written, open links, nothing else.
MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; "
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
)
LARGEST_MAIL = 32 * 2**20


class Receiver:
    """aiosmtpd's handler: takes everything."""

    def __init__(self, store: MailStore) -> None:
        self.store = store

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        source = content if isinstance(content, bytes) else (content or "").encode()
        identity = self.store.add(envelope.mail_from or "", list(envelope.rcpt_tos), source)
        return f"250 Caught as {identity}"


class Pages(BaseHTTPRequestHandler):
    """GET pages and JSON, DELETE and the page's own delete button."""

    store: MailStore
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(address.query).items()}
        steps = [unquote(step) for step in address.path.strip("/").split("/") if step]
        if not self._is_local():
            self._answer(403, "Loopback only.", "text/plain")
        elif steps == ["style.css"]:
            self._answer(200, STYLE, "text/css")
        elif steps[:2] == ["api", "messages"]:
            self._get_json(steps[2:], query)
        else:
            self._get_page(steps, query)

    def _get_json(self, steps: list[str], query: dict[str, str]) -> None:
        if not steps:
            self._answer_json(200, [mail.as_json() for mail in self.store.find(**_filters(query))])
        elif len(steps) == 1 and (mail := self.store.get(steps[0])):
            self._answer_json(200, mail.as_json())
        else:
            self._answer_json(404, {"detail": "No such mail."})

    def _get_page(self, steps: list[str], query: dict[str, str]) -> None:
        mail = self.store.get(steps[1]) if len(steps) > 1 and steps[0] == "messages" else None
        if not steps:
            filters = _filters(query)
            self._answer(200, list_page(self.store.find(**filters), filters))
        elif mail and len(steps) == 2:
            self._answer(200, mail_page(mail, query.get("view", "")))
        elif mail and steps[2:] == ["html"]:
            self._answer(200, framed_html(mail), policy=MAIL_POLICY)
        else:
            self._answer(404, "No such page.", "text/plain")

    def do_DELETE(self) -> None:
        if self._is_local() and urlsplit(self.path).path.rstrip("/") == "/api/messages":
            self._answer_json(200, {"deleted": self.store.clear()})
        else:
            self._answer_json(404, {"detail": "No such resource."})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        same_origin = self.headers.get("Origin") == f"http://{self.headers.get('Host')}"
        if self._is_local() and same_origin and self.path == "/clear":
            self.store.clear()
            self.send_response(303)
            self.send_header("Location", "/")
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._answer(403, "Not from this page.", "text/plain")

    def _is_local(self) -> bool:
        """A name that merely resolves to loopback (rebinding) gets nothing."""
        return urlsplit(f"//{self.headers.get('Host', '')}").hostname in ("127.0.0.1", "localhost", "::1")

    def _answer_json(self, status: int, content: Any) -> None:
        self._answer(status, json.dumps(content), "application/json")

    def _answer(self, status: int, content: str, kind: str = "text/html", policy: str = PAGE_POLICY) -> None:
        body = content.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", policy)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Silent: what matters is on the page."""


def _filters(query: dict[str, str]) -> dict[str, str]:
    return {name: query.get(name, "") for name in ("to", "subject", "kind")}


class Catcher:
    """Both servers on one store; port 0 takes a free one."""

    def __init__(self, directory: Path, mail_port: int, page_port: int) -> None:
        store = MailStore(directory)
        receiver = Receiver(store)
        self._smtp = Controller(
            receiver, hostname="127.0.0.1", port=mail_port, data_size_limit=LARGEST_MAIL, enable_SMTPUTF8=True
        )
        handler = type("PagesOfStore", (Pages,), {"store": store})
        self._http = ThreadingHTTPServer(("127.0.0.1", page_port), handler)
        self.page_port: int = self._http.server_address[1]

    def start(self) -> None:
        """Serve from threads of their own."""
        self._smtp.start()
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._smtp.stop(no_assert=True)
        self._http.shutdown()
        self._http.server_close()


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--directory", type=Path, required=True)
    parser.add_argument("--mail-port", type=int, default=1025)
    parser.add_argument("--page-port", type=int, default=8025)
    options = parser.parse_args()
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    catcher = Catcher(options.directory, options.mail_port, options.page_port)
    catcher.start()
    stopped.wait()
    catcher.stop()


if __name__ == "__main__":
    main()
