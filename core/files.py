"""Keeping files: a row that says what it is, and the bytes under ``uploads/<organization>/<uuid>``.

The bytes are written before the row commits and taken away after a deletion has: a row never points at nothing.
A rollback takes what it wrote away again; what a dying process left is swept.
"""

import datetime as dt
import hashlib
import os
import re
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Sum
from django.http import FileResponse, Http404
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.models import StoredFile
from core.tenancy import current_organization_id
from core.uploads import Kept, inspect

STRAYS_AT_ONCE = 1000
# Names of ours: an identifier, or one that is still being written. Whatever else lies there is not.
STRAY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.part)?")


@transaction.atomic
def keep(upload, *, now) -> StoredFile:
    """Judge ``upload`` and keep it for the organization in force.

    Raises DomainError of ``core.uploads.inspect``, ``infected`` (settings.UPLOAD_SCANNER) or ``quota``.
    """
    kept = judged(upload, inspect)
    _require_room(len(kept.content))
    row = StoredFile(
        name=kept.name,
        kind=kept.kind,
        size=len(kept.content),
        sha256=hashlib.sha256(kept.content).hexdigest(),
        created_at=now,
    )
    path = path_of(row)
    connection.on_rollback(partial(path.unlink, missing_ok=True))
    _write(path, kept.content)
    row.save(force_insert=True)
    return row


def judged(upload, inspector) -> Kept:
    """What ``inspector`` of ``core.uploads`` makes of the upload, once the scanner has passed it. Raises DomainError."""
    kept = inspector(upload)
    if settings.UPLOAD_SCANNER and not import_string(settings.UPLOAD_SCANNER)(kept.content):
        raise DomainError("infected", _("Nothing was kept: the scanner refused the file."), status=415)
    return kept


@transaction.atomic
def keep_stream(chunks, *, name, kind, now) -> StoredFile:
    """Keep bytes of any length, as they come, of which the caller knows that they are harmless.

    Raises DomainError ``quota``.
    """
    _require_room(0)
    row = StoredFile(name=name, kind=kind, size=0, created_at=now)
    path = path_of(row)
    connection.on_rollback(partial(path.unlink, missing_ok=True))
    seen = hashlib.sha256()
    with _writing(path) as stream:
        for chunk in chunks:
            seen.update(chunk)
            row.size += stream.write(chunk)
    _require_room(row.size)
    row.sha256 = seen.hexdigest()
    row.save(force_insert=True)
    return row


def drop(row):
    """Delete the row; the bytes go once that has committed."""
    path = path_of(row)
    row.delete()
    transaction.on_commit(partial(path.unlink, missing_ok=True))


def path_of(row) -> Path:
    """Where the bytes are. Made of two identifiers, never of a name."""
    return Path(settings.DATA_DIR) / "uploads" / str(row.organization_id) / str(row.pk)


def sweep_strays(*, written_before) -> int:
    """Take away bytes of the organization in force that no row knows, from before ``written_before`` (aware).

    Only a process that died between writing and committing leaves any. Returns how many files that were.
    """
    folder = Path(settings.DATA_DIR) / "uploads" / str(current_organization_id())
    old = [path for path in folder.glob("*") if STRAY.fullmatch(path.name) and _written(path) < written_before]
    strays = 0
    for start in range(0, len(old), STRAYS_AT_ONCE):
        some = old[start : start + STRAYS_AT_ONCE]
        known = set(StoredFile.objects.filter(pk__in={path.stem for path in some}).values_list("pk", flat=True))
        for path in some:
            if path.suffix or UUID(path.name) not in known:
                path.unlink(missing_ok=True)
                strays += 1
    return strays


def used() -> int:
    """Bytes kept for the organization in force."""
    return StoredFile.objects.aggregate(total=Sum("size"))["total"] or 0


def served(row) -> FileResponse:
    """The bytes as an attachment that no browser opens as a page of ours. Raises Http404 when they are gone."""
    path = path_of(row)
    if not path.is_file():
        raise Http404
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=row.name, content_type=row.kind)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _written(path):
    """When the file was last written; one that has just gone is of no interest."""
    try:
        return dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    except FileNotFoundError:
        return dt.datetime.max.replace(tzinfo=dt.UTC)


def _require_room(size):
    """One upload of an organization at a time, so that two cannot share the last free byte."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"uploads {current_organization_id()}"]
        )
    if used() + size > settings.UPLOAD_QUOTA:
        raise DomainError("quota", _("Nothing was kept: the space for files is used up."), status=413)


def _write(path, content):
    with _writing(path) as stream:
        stream.write(content)


@contextmanager
def _writing(path):
    """A stream whose bytes stand under ``path`` once all of them are on the disk; none of them otherwise."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    waiting = path.with_suffix(".part")
    try:
        with waiting.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        waiting.unlink(missing_ok=True)
        raise
    waiting.rename(path)
