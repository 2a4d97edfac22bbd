"""Work on many rows: begun with an exact list, done row by row, taken back the same way."""

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.choices import NotificationEvent
from audit.actions import record
from core import exports
from core.due import work_is_due_at
from core.errors import DomainError, InvalidInput, NotAllowed
from core.jobs import enqueue
from dashboard.lists.acts import act_named
from dashboard.lists.kinds import KINDS
from dashboard.models import JobState, ListJob, ListJobLine
from notices.actions import notify

DUE = "list_job"
MOST_ROWS = 10_000  # of one bulk act
KEPT_FILES = 10  # per member; older ones are emptied


@transaction.atomic
def begin_export(*, list_key, kind, query, by, now):
    """A file of every row that ``query`` finds, made in the background. Returns the job."""
    old = ListJob.objects.filter(member=by, act__in=exports.CONTENT_TYPES).order_by("-created_at")
    ListJob.objects.filter(pk__in=list(old.values_list("pk", flat=True)[KEPT_FILES - 1 :])).update(file=None)
    job = ListJob.objects.create(list_key=list_key, act=kind, query=query[:1000], member=by)
    record(
        by=by, verb="list.exported", obj=job, label=str(KINDS[list_key].label), changes={"filters": [None, query]}
    )
    return _ring(job, now)


@transaction.atomic
def begin_bulk(*, list_key, act, rows, values, by, now):
    """Do ``act`` to each of ``rows`` (a queryset of the list) in the background. Returns the job.

    The rows are fixed here: what joins the list afterwards is left alone. Raises InvalidInput without rows or
    with more than MOST_ROWS, NotAllowed where the member is not offered the act.
    """
    if not act.may(by):
        raise NotAllowed(_("You may not do that to many at once."))
    found = list(rows[: MOST_ROWS + 1])
    if not found or len(found) > MOST_ROWS:
        detail = _("Choose at least one row.") if not found else _("At most %s rows at once.") % MOST_ROWS
        raise InvalidInput(detail, [{"pointer": "/ids", "code": "count", "detail": detail}])
    job = ListJob.objects.create(list_key=list_key, act=act.key, values=values, member=by, total=len(found))
    _add_lines(job, [(row.pk, _label(row), {}) for row in found])
    _note(job, by, "list.changed")
    return _ring(job, now)


@transaction.atomic
def begin_undo(*, job, by, now):
    """Take back what ``job`` did, row by row. Once, and by who did it. Returns the new job."""
    job = ListJob.objects.select_for_update().get(pk=job.pk)
    if job.member_id != by.pk:
        raise NotAllowed(_("Only who did it takes it back."))
    if not job.is_over or job.is_export or job.act == "undo" or job.undone_by.exists():
        raise DomainError("not_undoable", _("This cannot be taken back any more."))
    lines = list(job.lines.filter(is_done=True).order_by("position"))
    back = ListJob.objects.create(
        list_key=job.list_key, act="undo", member=by, total=len(lines), undo_of=job, values={"act": job.act}
    )
    _add_lines(back, [(line.object_id, line.label, line.before) for line in lines])
    _note(back, by, "list.undone")
    return _ring(back, now)


@transaction.atomic
def cancel_job(*, job, by):
    """Stop before the next row; what is done stays done, and can be undone."""
    job = ListJob.objects.select_for_update().get(pk=job.pk)
    if job.member_id != by.pk:
        raise NotAllowed(_("Only who began it stops it."))
    if not job.is_over:
        job.state = JobState.CANCELLED
        job.save(update_fields=["state"])
        _note(job, by, "list.cancelled")
    return job


@transaction.atomic
def run_step(job_id, *, now, size):
    """Do the next ``size`` rows, or the whole export; True when the job is over. One transaction, one at a time.

    The member's rights are read anew: who lost them stops here.
    """
    job = ListJob.objects.select_for_update().select_related("member__user", "organization").get(pk=job_id)
    if job.is_over:
        return True
    if not (job.member.is_active and job.member.user.is_active):
        return _finish(job, JobState.FAILED, now)
    if job.is_export:
        return _export(job, now)
    lines = list(job.lines.filter(is_done=None).order_by("position")[:size])
    kind = KINDS[job.list_key]
    model = kind.rows(job.organization, QueryDict()).model
    for line in lines:
        _do(job, line, model, now)
    job.done += len(lines)
    job.state = JobState.RUNNING
    job.save(update_fields=["done", "state"])
    return _finish(job, JobState.DONE, now) if len(lines) < size else False


def fail_job(job_id, *, now):
    """Give up on a job that broke; what is done stays done and can be undone."""
    job = ListJob.objects.select_related("member__user", "organization").get(pk=job_id)
    _finish(job, JobState.FAILED, now)


def _do(job, line, model, now):
    """One row, in a savepoint: a refusal is its result."""
    act = act_named(job.list_key, job.values.get("act") if job.act == "undo" else job.act)
    try:
        with transaction.atomic():
            row = model.objects.filter(pk=line.object_id).first()
            if row is None:
                raise DomainError("gone", _("It is not there any more."))
            if job.act == "undo":
                act.undo(row, line.before, job.member, now)
            else:
                line.before = act.apply(row, job.values, job.member, now)
        line.is_done, line.problem = True, ""
    except DomainError as refusal:
        line.is_done, line.problem = False, str(refusal.message)[:500]
    line.save(update_fields=["is_done", "problem", "before"])


def _export(job, now):
    kind = KINDS[job.list_key]
    rows = list(kind.rows(job.organization, QueryDict(job.query)))
    job.file = exports.table(job.act, kind.columns, rows, kind.label)
    job.done = job.total = len(rows)
    job.save(update_fields=["file", "done", "total"])
    return _finish(job, JobState.DONE, now)


def _finish(job, state, now):
    job.state, job.finished_at = state, now
    job.save(update_fields=["state", "finished_at"])
    _tell(job, now)
    return True


def _tell(job, now):
    """Who began it may have left the page."""
    texts = {
        (True, JobState.DONE): _("Your export of %(list)s is ready: %(rows)s rows."),
        (False, JobState.DONE): _("Your change of %(rows)s rows of %(list)s is done."),
        (True, JobState.FAILED): _("Your export of %(list)s did not work."),
        (False, JobState.FAILED): _("Your change of %(list)s stopped before its end."),
    }
    values = {"list": str(KINDS[job.list_key].label).lower(), "rows": job.total}
    notify(
        members=[job.member],
        event=NotificationEvent.WORK_DONE,
        text=texts[job.is_export, job.state] % values,
        url=job.get_absolute_url(),
        by=None,
        now=now,
        key=f"job:{job.pk}",
    )


def _add_lines(job, rows):
    ListJobLine.objects.bulk_create(
        ListJobLine(job=job, position=place, object_id=pk, label=label, before=before)
        for place, (pk, label, before) in enumerate(rows, 1)
    )


def _label(row):
    number = getattr(row, "number", "")
    return f"{number} {row}".strip()[:300]


def _note(job, by, verb):
    label = str(KINDS[job.list_key].label)
    record(by=by, verb=verb, obj=job, label=label, changes={"act": [None, job.act], "rows": [None, job.total]})


def _ring(job, now):
    work_is_due_at(job.organization_id, DUE, now)
    enqueue("dashboard.run_jobs", organization_id=str(job.organization_id))
    return job
