"""Which account the database servers run as.

PostgreSQL refuses to run as root. When we are root the servers run as a service account; nothing
here widens the permissions of anybody's directories.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SERVICE_ACCOUNT = "msp-pm"


@dataclass(frozen=True)
class Account:
    """The user and group of the servers; both None when the caller's own account will do."""

    uid: int | None = None
    gid: int | None = None

    def own(self, path: Path) -> None:
        """Hand a file or directory to this account (nothing to do for an ordinary user)."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def popen_arguments(self) -> dict[str, Any]:
        """Arguments for `subprocess` so that the child runs as this account, from a place it may enter."""
        arguments: dict[str, Any] = {"cwd": "/", "env": dict(self.environment())}
        if self.uid is not None:
            arguments |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return arguments

    @staticmethod
    def environment() -> Mapping[str, str]:
        """A bare environment: no secrets, no locale surprises."""
        return {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

    def run(self, command: Sequence[str | Path], **options: Any) -> subprocess.CompletedProcess[str]:
        """Run a program to its end as this account, output captured as text."""
        return subprocess.run(
            [str(part) for part in command],
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            **(self.popen_arguments() | options),
        )

    def can_execute(self, program: Path) -> bool:
        """True when this account reaches the program and the program answers `--version`."""
        try:
            return self.run([program, "--version"]).returncode == 0
        except OSError:
            return False


def server_account() -> Account:
    """The account for the servers: one's own, or for root `msp-pm`, `postgres`, a new one, `nobody`."""
    if os.geteuid() != 0:
        return Account()
    entry = _existing(SERVICE_ACCOUNT) or _existing("postgres") or _created() or pwd.getpwnam("nobody")
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)


def _existing(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _created() -> pwd.struct_passwd | None:
    """initdb wants a passwd entry for its user, so a bare number will not do."""
    useradd = shutil.which("useradd") or "/usr/sbin/useradd"
    if not os.path.exists(useradd):
        return None
    command = [useradd, "--system", "--no-create-home", "--home-dir", "/nonexistent"]
    subprocess.run([*command, "--shell", "/usr/sbin/nologin", SERVICE_ACCOUNT], check=False)
    return _existing(SERVICE_ACCOUNT)
