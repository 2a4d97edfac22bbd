"""The caught mails as files: one each, first line the envelope as JSON, then the bytes as received."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import lru_cache
from pathlib import Path
from typing import Any

KEPT = 2000
SUFFIX = ".mail"


@dataclass(frozen=True)
class CaughtMail:
    """One mail: who it was handed over for (the envelope) and what it says."""

    id: str
    envelope_from: str
    envelope_to: tuple[str, ...]
    source: bytes
    message: EmailMessage

    @property
    def received_at(self) -> datetime:
        return datetime.fromtimestamp(int(self.id) / 1e9, tz=UTC)

    @property
    def headers(self) -> dict[str, str]:
        """Header names as sent; a repeated header's values are joined by a comma."""
        found: dict[str, str] = {}
        for name, value in self.message.items():
            found[name] = f"{found[name]}, {value}" if name in found else str(value)
        return found

    def header(self, name: str) -> str:
        return str(self.message.get(name, ""))

    def body(self, kind: str) -> str:
        """The `plain` or `html` part as text; empty when there is none."""
        part = self.message.get_body(preferencelist=(kind,))
        return str(part.get_content()) if part else ""

    def as_json(self) -> dict[str, Any]:
        """What the JSON interface answers."""
        return {
            "id": self.id,
            "received_at": self.received_at.isoformat(),
            "envelope_from": self.envelope_from,
            "envelope_to": list(self.envelope_to),
            "from": self.header("From"),
            "to": self.header("To"),
            "subject": self.header("Subject"),
            "date": self.header("Date"),
            "headers": self.headers,
            "text": self.body("plain"),
            "html": self.body("html"),
        }


@lru_cache(maxsize=KEPT)
def _read(path: Path) -> CaughtMail:
    """A stored file never changes, so a parsed one can be kept."""
    envelope, _, source = path.read_bytes().partition(b"\n")
    facts = json.loads(envelope)
    message = message_from_bytes(source, policy=policy.default)
    return CaughtMail(path.stem, facts["from"], tuple(facts["to"]), source, message)


class MailStore:
    """The last KEPT mails below `directory`; safe to use from several threads."""

    def __init__(self, directory: Path, kept: int = KEPT) -> None:
        self.directory = directory
        self._kept = kept
        self._lock = threading.Lock()
        self._last = 0
        directory.mkdir(parents=True, exist_ok=True)
        directory.chmod(0o700)
        self._names = sorted(path.name for path in directory.glob(f"*{SUFFIX}"))

    def add(self, sender: str, recipients: list[str], source: bytes) -> str:
        """Keep one mail; answers its id. It is on disk under its final name when this returns."""
        envelope = json.dumps({"from": sender, "to": recipients}).encode()
        with self._lock:
            self._last = max(time.time_ns(), self._last + 1)
            identity = f"{self._last:020d}"
            draft = self.directory / f".{identity}"
            draft.write_bytes(envelope + b"\n" + source)
            draft.rename(self.directory / f"{identity}{SUFFIX}")
            self._names.append(f"{identity}{SUFFIX}")
            while len(self._names) > self._kept:
                (self.directory / self._names.pop(0)).unlink(missing_ok=True)
        return identity

    def get(self, identity: str) -> CaughtMail | None:
        """The mail of that id, or None."""
        known = f"{identity}{SUFFIX}" in self._names
        return _read(self.directory / f"{identity}{SUFFIX}") if known else None

    def find(self, to: str = "", subject: str = "", kind: str = "") -> Iterator[CaughtMail]:
        """Newest first: recipient and subject contain the words given, X-Mail-Kind equals `kind`."""
        for name in reversed(list(self._names)):
            try:
                mail = _read(self.directory / name)
            except FileNotFoundError:
                continue  # deleted at this very moment
            recipients = f"{', '.join(mail.envelope_to)} {mail.header('To')}".lower()
            if to.lower() not in recipients or subject.lower() not in mail.header("Subject").lower():
                continue
            if kind in ("", mail.header("X-Mail-Kind")):
                yield mail

    def clear(self) -> int:
        """Delete all mails; answers how many there were."""
        with self._lock:
            names, self._names = self._names, []
        for name in names:
            (self.directory / name).unlink(missing_ok=True)
        return len(names)
