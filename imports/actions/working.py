"""What a worker does with an import: chunk by chunk, one transaction each, so that a dead worker loses none."""

from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import NotificationEvent
from core.db.inserting import insert_rows
from core.files import path_of
from imports.choices import Act, ImportState
from imports.kinds import KINDS, Fault, Outcome, Thing, Told
from imports.models import ImportedThing, ImportFault, ImportJob
from imports.reading import values_of
from notices.actions import notify

MOST_FAULTS = 20_000  # then the columns are matched wrongly, or it is another file
MOST_OF_ONE = 1_000  # rows of one thing
BROKEN = "\ufffd"
COUNTED = {Act.CREATED: "created", Act.UPDATED: "updated", Act.SKIPPED: "skipped", Act.FAILED: "failed"}


def chunks_of(job) -> Iterator[list[Thing]]:
    """The things of the file after ``job.position``, some at a time. Reads as it goes: constant memory."""
    kind, chunk = KINDS[job.kind], []
    for thing in _things(job, kind):
        chunk.append(thing)
        if len(chunk) >= kind.chunk:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _things(job, kind):
    rows, key = [], None
    for number, values in values_of(path_of(job.file), job.mapping):
        if number <= job.position:
            continue
        mine = values.get(kind.group) if kind.group else None
        if rows and (not kind.group or mine != key or not mine or len(rows) >= MOST_OF_ONE):
            yield Thing(tuple(rows))
            rows = []
        rows.append((number, values))
        key = mine
    if rows:
        yield Thing(tuple(rows))


@transaction.atomic
def do_chunk(job_id, state, things, *, now) -> bool:
    """Try (``checking``) or write (``running``) these things. False when the job is at another step by now.

    The member's rights are read anew: who lost them stops here.
    """
    job = (
        ImportJob.objects.select_for_update(of=("self",))
        .select_related("member__user", "organization")
        .get(pk=job_id)
    )
    if job.state != state or things[0].first <= job.position:
        return False
    kind, by = KINDS[job.kind], job.member
    by.organization = job.organization
    if not (by.is_active and by.user.is_active and kind.may(by)):
        _end(job, ImportState.FAILED, now, _("%s may not import these any more.") % by.name)
        return False
    judged = [(thing, _broken(thing)) for thing in things]
    sound = [thing for thing, faults in judged if not faults]
    broken = [Outcome(Act.FAILED, faults=tuple(faults)) for _thing, faults in judged if faults]
    with transaction.atomic():
        told = Told(job.options, job.sorting)
        outcomes = kind.receive(sound, by=by, now=now, told=told) if sound else []
        if state == ImportState.CHECKING:
            transaction.set_rollback(True)
    _note(job, [*outcomes, *broken], keep=state == ImportState.RUNNING)
    job.position = things[-1].rows[-1][0]
    job.done += sum(len(thing.rows) for thing in things)
    job.updated_at = now
    job.save()
    if job.failed > MOST_FAULTS:
        text = _("More than %s rows are wrong. Are the columns matched rightly?")
        _end(job, ImportState.FAILED, now, text % MOST_FAULTS)
        return False
    return True


def _broken(thing):
    """Letters that the file's encoding does not have."""
    return [
        Fault(number, name, "encoding", _("A letter cannot be read. Save the file as CSV UTF-8."), value[:120])
        for number, values in thing.rows
        for name, value in values.items()
        if BROKEN in value
    ]


def _note(job, outcomes, *, keep):
    faults = [fault for outcome in outcomes for fault in outcome.faults]
    headings = job.mapping
    ImportFault.objects.bulk_create(
        ImportFault(
            job=job,
            row=fault.row,
            column=headings.get(fault.column, fault.column)[:80],
            code=fault.code[:40],
            found=fault.found[:120].replace("\x00", ""),
            detail=str(fault.detail)[:300],
        )
        for fault in faults
    )
    for outcome in outcomes:
        name = COUNTED[outcome.act]
        setattr(job, name, getattr(job, name) + 1)
    if keep:
        things = [
            ImportedThing(
                job=job,
                object_id=outcome.object_id,
                act=outcome.act,
                label=outcome.label[:200],
                before=outcome.before,
                moment=outcome.moment,
            )
            for outcome in outcomes
            if outcome.act in (Act.CREATED, Act.UPDATED)
        ]
        insert_rows(ImportedThing, things)


@transaction.atomic
def undo_some(job_id, *, now) -> bool:
    """Take back the next things, newest first; True when none is left. A refusal is its result."""
    job = (
        ImportJob.objects.select_for_update(of=("self",))
        .select_related("member__user", "organization")
        .get(pk=job_id)
    )
    if job.state != ImportState.UNDOING:
        return True
    kind, by = KINDS[job.kind], job.member
    by.organization = job.organization
    things = list(job.things.filter(undone=None).order_by("-id")[: kind.chunk])
    with transaction.atomic():
        refused = kind.undo(things, by=by, now=now)
    _tell_undone(things, refused)
    job.done += len(things)
    job.updated_at = now
    job.save(update_fields=["done", "updated_at"])
    if len(things) == kind.chunk:
        return False
    _end(job, ImportState.UNDONE, now)
    return True


def _tell_undone(things, refused):
    done = [thing.pk for thing in things if thing.pk not in refused]
    ImportedThing.objects.filter(pk__in=done).update(undone=True)
    kept = [thing for thing in things if thing.pk in refused]
    for thing in kept:
        thing.undone, thing.problem = False, str(refused[thing.pk])[:300]
    ImportedThing.objects.bulk_update(kept, ["undone", "problem"])


@transaction.atomic
def end_pass(job_id, state, *, now):
    """All rows are dealt with: a check is checked, a run is done."""
    job = ImportJob.objects.select_for_update(of=("self",)).select_related("member__user").get(pk=job_id)
    if job.state == state:
        _end(job, ImportState.CHECKED if state == ImportState.CHECKING else ImportState.DONE, now)


@transaction.atomic
def fail_import(job_id, *, now):
    """It broke for a reason of ours; what is written stays and can be taken back."""
    job = ImportJob.objects.select_for_update(of=("self",)).select_related("member__user").get(pk=job_id)
    if job.is_working:
        _end(job, ImportState.FAILED, now, _("It stopped for a reason of ours. We have been told."))


def _end(job, state, now, problem=""):
    job.state, job.problem, job.updated_at = state, problem[:500], now
    job.finished_at = None if state == ImportState.CHECKED else now
    job.save()
    texts = {
        ImportState.CHECKED: _("Your import %(name)s is checked: %(created)s new, %(failed)s wrong."),
        ImportState.DONE: _(
            "Your import %(name)s is done: %(created)s new, %(updated)s changed, %(failed)s wrong."
        ),
        ImportState.UNDONE: _("Your import %(name)s is taken back."),
        ImportState.FAILED: _("Your import %(name)s stopped before its end."),
    }
    counts = {name: getattr(job, name) for name in ("name", "created", "updated", "failed")}
    notify(
        members=[job.member],
        event=NotificationEvent.WORK_DONE,
        text=texts[state] % counts,
        url=job.get_absolute_url(),
        by=None,
        now=now,
        key=f"import:{job.pk}:{state}"[:80],
    )
