"""What a person decides about an import. Each is one transaction; the work itself is a worker's, by the due list."""

from io import BytesIO
from pathlib import PurePath

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.due import work_is_due_at
from core.errors import DomainError, InvalidInput, NotAllowed
from core.files import judged, keep_stream, path_of
from core.jobs import enqueue
from core.uploads import inspect_table, safe_name
from imports.actions.sorting import first_guess, first_sorting, take_sorting
from imports.choices import WAITING, ImportState
from imports.kinds import KINDS
from imports.models import ImportJob, RememberedMapping
from imports.reading import as_csv, as_utf8, count_rows, head_of

DUE = "imports"
TEXT = "text/csv"
TABLES = (".csv", ".txt", ".tsv", ".xlsx")


@transaction.atomic
def stage_import(*, kind, upload, by, now, preset=""):
    """Keep the file and guess which of its columns is which of ours. Returns the job, which waits for a decision.

    ``preset`` names the system it comes from; "" recognizes it by its headings. Raises NotAllowed, DomainError of
    ``core.files.keep``, and InvalidInput for what is no table.
    """
    _require(kind, by)
    if PurePath(upload.name or "").suffix.lower() not in TABLES:
        raise _wrong("file", _("Send a CSV file or an Excel workbook (.xlsx)."))
    kept = judged(upload, inspect_table)
    chunks = (as_utf8 if kept.kind == TEXT else as_csv)(BytesIO(kept.content))
    return stage_table(kind=kind, chunks=chunks, name=kept.name, by=by, now=now, preset=preset)


@transaction.atomic
def stage_table(*, kind, chunks, name, by, now, preset=""):
    """As ``stage_import``, of CSV in UTF-8 as it comes, of any length; ``name`` is what people call it."""
    _require(kind, by)
    try:
        stored = keep_stream(chunks, name=safe_name(name, "csv"), kind=TEXT, now=now)
        path = path_of(stored)
        headings, total = head_of(path), count_rows(path)
    except ValueError as error:
        raise _wrong("file", _("The file is no table that can be read: %s") % error) from error
    if not total:
        raise _wrong("file", _("The table has headings, but no row below them."))
    mapping, options = first_guess(kind, path, headings, preset)
    job = ImportJob.objects.create(
        kind=kind.key,
        file=stored,
        name=name,
        member=by,
        total=total,
        mapping=mapping,
        options=options,
        created_at=now,
        updated_at=now,
    )
    record(by=by, verb="import.staged", obj=job, at=now, label=job.name)
    return job


@transaction.atomic
def check_import(*, job, mapping, options, by, now):
    """Match the columns; then sort the values of the file, where the kind asks for that, else try every row.

    Raises InvalidInput for columns left out.
    """
    job = _locked(job, by, WAITING)
    _match(job, mapping, options)
    job.sorting = first_sorting(job, KINDS[job.kind])
    if not job.sorting:
        return _begin(job, ImportState.CHECKING, now)
    job.state, job.updated_at = ImportState.SORTING, now
    _forget_counts(job)
    job.save()
    return job


@transaction.atomic
def sort_import(*, job, sorting, by, now):
    """Take what each value stands for, remember it, and try every row without writing anything.

    Raises InvalidInput for what is not on the list.
    """
    job = _locked(job, by, (ImportState.SORTING, ImportState.CHECKED))
    take_sorting(job, KINDS[job.kind], sorting)
    return _begin(job, ImportState.CHECKING, now)


@transaction.atomic
def run_import(*, job, by, now):
    """Write what the check announced. Raises DomainError unless it was checked."""
    job = _locked(job, by, (ImportState.CHECKED,))
    record(by=by, verb="import.run", obj=job, at=now, label=job.name)
    return _begin(job, ImportState.RUNNING, now)


@transaction.atomic
def import_at_once(*, kind, upload, dry_run, by, now, mapping=None, options=None, sorting=None, preset=""):
    """For machines: keep, match, sort and check (``dry_run``) or run in one step. What is given goes before guesses."""
    job = stage_import(kind=kind, upload=upload, by=by, now=now, preset=preset)
    return begin_at_once(
        job=job, dry_run=dry_run, by=by, now=now, mapping=mapping, options=options, sorting=sorting
    )


@transaction.atomic
def begin_at_once(*, job, dry_run, by, now, mapping=None, options=None, sorting=None, due_at=None):
    """Match, sort and check (``dry_run``) or run a staged import in one step.

    Whoever goes through the chunks without a worker says with ``due_at`` when one shall look after it.
    """
    job = _locked(job, by, (ImportState.STAGED,))
    _match(job, job.mapping if mapping is None else mapping, job.options | (options or {}))
    job.sorting = first_sorting(job, KINDS[job.kind])
    take_sorting(job, KINDS[job.kind], sorting or {})
    if not dry_run:
        record(by=by, verb="import.run", obj=job, at=now, label=job.name)
    return _begin(job, ImportState.CHECKING if dry_run else ImportState.RUNNING, now, due_at)


@transaction.atomic
def cancel_import(*, job, by, now):
    """Stop before the next rows; what is written stays, and can be taken back."""
    job = _locked(job, by, None)
    if job.is_over:
        return job
    if job.state == ImportState.CHECKING:
        job.state = ImportState.STAGED
    else:
        job.state, job.finished_at = ImportState.CANCELLED, now
        record(by=by, verb="import.cancelled", obj=job, at=now, label=job.name)
    job.updated_at = now
    job.save(update_fields=["state", "finished_at", "updated_at"])
    return job


@transaction.atomic
def undo_import(*, job, by, now):
    """Take back what it created and changed, as far as nobody has worked on it since. Raises DomainError."""
    job = _locked(job, by, None)
    if job.state not in (ImportState.DONE, ImportState.CANCELLED, ImportState.FAILED):
        raise DomainError("not_undoable", _("There is nothing to take back."))
    things = job.things.filter(undone=None).count()
    if not things:
        raise DomainError("not_undoable", _("There is nothing to take back."))
    record(by=by, verb="import.undone", obj=job, at=now, label=job.name)
    job.total = things
    return _begin(job, ImportState.UNDOING, now)


def _begin(job, state, now, due_at=None):
    job.state, job.updated_at, job.problem, job.finished_at = state, now, "", None
    job.position = job.done = 0
    if state != ImportState.UNDOING:
        _forget_counts(job)
    job.save()
    work_is_due_at(job.organization_id, DUE, due_at or now)
    if due_at is None:
        enqueue("imports.run", organization_id=str(job.organization_id))
    return job


def _forget_counts(job):
    job.created = job.updated = job.skipped = job.failed = 0
    job.faults.all().delete()


def _match(job, mapping, options):
    """Store mapping and options and remember them for the next file."""
    kind = KINDS[job.kind]
    headings = head_of(path_of(job.file))
    known = {column.name for column in kind.columns}
    chosen = {name: heading for name, heading in mapping.items() if heading}
    faults = [
        _fault(name, _("There is no column “%s” in the file.") % heading[:80])
        for name, heading in chosen.items()
        if name not in known or heading not in headings
    ]
    faults += [
        _fault(column.name, _("Say which column holds: %s.") % column.label)
        for column in kind.columns
        if column.required and column.name not in chosen
    ]
    allowed = {
        name: {value for value, _label in choices} for name, _label, choices in kind.options(job.organization)
    }
    wanted = {name: value for name, value in options.items() if value}
    faults += [
        _fault(name, _("Choose from the list.")) for name in wanted if wanted[name] not in allowed.get(name, ())
    ]
    if faults:
        raise InvalidInput(" ".join(dict.fromkeys(fault["detail"] for fault in faults)), faults)
    job.mapping, job.options = chosen, wanted
    values = {"mapping": chosen, "options": wanted}  # sorted values stay, also of columns that this file lacks
    RememberedMapping.objects.update_or_create(kind=job.kind, defaults=values)


def _locked(job, by, states):
    rows = ImportJob.objects.select_for_update(of=("self",)).select_related("file", "member__user")
    job = rows.get(pk=job.pk)
    _require(KINDS[job.kind], by)
    if states is not None and job.state not in states:
        raise DomainError("wrong_state", _("The import is at another step already: %s.") % job.get_state_display())
    return job


def _require(kind, by):
    if not kind.may(by):
        raise NotAllowed(_("Your roles do not let you import these."))


def _wrong(name, detail):
    return InvalidInput(detail, [_fault(name, detail)])


def _fault(name, detail):
    return {"pointer": f"/{name}", "code": "invalid", "detail": str(detail)}
