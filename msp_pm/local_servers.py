"""Where the embedded development servers are, for `manage.py` and for the scripts that start them.

Standard library only, reads no settings: it runs before Django does. In production DATABASE_URL is
set and nothing here applies but the choice of role.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Mapping, MutableMapping
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
STATE_FILE = "servers.json"
OWNER_COMMANDS = frozenset(
    {
        "migrate",
        "makemigrations",
        "showmigrations",
        "sqlmigrate",
        "sqlflush",
        "flush",
        "test",
        "import_organization",
    }
)
WITHOUT_DATABASE = frozenset(
    {
        "check",
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "findstatic",
        "help",
        "makemessages",
        "makemigrations",
        "spectacular",
        "version",
        "--help",
        "--version",
    }
)
NOWHERE = "postgresql://msp_app@127.0.0.1:1/msp_pm"


class NoServers(Exception):
    """Neither a database by URL nor running embedded servers. `str()` is the sentence to show."""


def data_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """DATA_DIR, or `.local` in the checkout; for root a place that the servers' account can enter."""
    if chosen := environ.get("DATA_DIR"):
        return Path(chosen).resolve()
    if os.geteuid() == 0:
        return Path("/var/lib/msp-pm") / hashlib.sha256(str(PROJECT).encode()).hexdigest()[:12]
    return PROJECT / ".local"


def read_env_file(environ: MutableMapping[str, str], path: Path = PROJECT / ".env") -> None:
    """Take `NAME=value` lines of `.env` for every name that the environment does not set itself."""
    if not path.is_file():
        return
    for line in path.read_text().splitlines():
        name, separator, value = line.strip().removeprefix("export ").partition("=")
        if separator and not name.startswith("#"):
            environ.setdefault(name.strip(), value.strip().strip("'\""))


def development_secret_key(directory: Path) -> str:
    """The generated key kept in DATA_DIR, made at the first call."""
    path = directory / "secret_key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        key = secrets.token_urlsafe(48)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(key)
        return key


def running_environment(directory: Path) -> dict[str, str] | None:
    """The environment of the running embedded servers, or None when they do not run."""
    try:
        state = json.loads((directory / STATE_FILE).read_text())
        os.kill(int(state["supervisor"]["pid"]), 0)
    except (FileNotFoundError, ValueError, KeyError, ProcessLookupError):
        return None
    except PermissionError:
        return None  # another user's servers, or a reused pid
    environment: dict[str, str] = state["environment"]
    return environment


def configure(arguments: list[str], environ: MutableMapping[str, str] = os.environ) -> None:
    """Prepare the environment of `manage.py <arguments>`: servers by URL or found, and the right role.

    Raises NoServers when the command needs a database and there is none.
    """
    read_env_file(environ)
    command = arguments[1] if len(arguments) > 1 else "help"
    directory = data_dir(environ)
    environ["DATA_DIR"] = str(directory)
    if "DATABASE_URL" not in environ:
        found = running_environment(directory)
        if found is None and command not in WITHOUT_DATABASE:
            raise NoServers(
                f"No database: scripts/run is not running (looked in {directory}) and DATABASE_URL is not set."
            )
        for name, value in (found or {"DATABASE_URL": NOWHERE}).items():
            environ.setdefault(name, value)
    _take_role(command, environ)


def _take_role(command: str, environ: MutableMapping[str, str]) -> None:
    """Only commands that own the schema get to see the owner's URL; DATABASE_ROLE says which it is."""
    owner = environ.pop("DATABASE_OWNER_URL", None)
    environ["DATABASE_ROLE"] = "owner" if command in OWNER_COMMANDS else "app"
    if command in OWNER_COMMANDS and owner:
        environ["DATABASE_URL"] = environ["DATABASE_OWNER_URL"] = owner
