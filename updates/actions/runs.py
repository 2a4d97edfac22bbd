"""The run of a week: claimed by a unique row, drafted, sent, closed. Whoever ticks, however often."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.due import reschedule_work, work_is_due_at
from projects.actions.evidence import record_evidence
from projects.choices import EvidenceEffect, EvidenceKind, ResponsibilityKey
from projects.queries.weeks import projects_owed_updates, updates_owed_from
from projects.rules.weeks import is_owed
from updates import told
from updates.actions.apart import act_apart
from updates.actions.drafts import draft_updates
from updates.actions.guards import UNSENT
from updates.actions.sending import LATE_AFTER, send_locked
from updates.choices import UpdateState
from updates.models import UpdateRun, WeeklyUpdate
from updates.queries.completeness import is_ready
from updates.queries.runs import PEOPLE, PROJECT_PEOPLE, calendar_of, settings_in_force

DUE_KIND = "weekly_update"
TRY_AGAIN_AFTER = timedelta(minutes=15)


@dataclass
class WeekReport:
    """What a run did: counts, the updates that wait for somebody or are late, and what broke."""

    week_start: date
    drafted: int = 0
    sent: int = 0
    recipients: int = 0
    failed: list = field(default_factory=list)
    waiting: list = field(default_factory=list)
    late: list = field(default_factory=list)


@transaction.atomic
def run_week(organization, *, now):
    """Draft, send and close what is due at ``now`` in the organization in force; the reports, oldest week first.

    Catches up within the current local week only. Sets the organization's next look. Running it again, or
    twice at once, changes nothing more: the run's row is unique and locked.
    """
    settings = settings_in_force()
    calendar = calendar_of(organization, settings)
    due = min(calendar.next_due(now), calendar.week_end(calendar.current_week(now)))
    reschedule_work(organization.pk, DUE_KIND, due)
    _close_past_weeks(organization, calendar, settings, now)
    weeks = sorted({*calendar.weeks_to_draft(now), *filter(None, [calendar.week_to_send(now)])})
    reports = [_run(organization, week, calendar, settings, now) for week in weeks]
    if any(report.failed for report in reports):
        work_is_due_at(organization.pk, DUE_KIND, now + TRY_AGAIN_AFTER)
    return reports or [WeekReport(calendar.current_week(now))]


def _run(organization, week, calendar, settings, now):
    run = _claim(week, calendar, now)
    report = WeekReport(week)
    _draft_missing(run, organization, calendar, now, report)
    if calendar.week_to_send(now) == week:
        _send_due(run, settings, now, report)
    _with_rest(report, run, now)
    told.waiting(report.waiting, week_start=week, now=now)
    told.late(report.late, week_start=week, now=now)
    return report


def _claim(week, calendar, now):
    """The run of ``week``, made if it is not there, locked. Its moments follow the settings until it has left."""
    moments = {"draft_at": calendar.planned_draft(week), "send_at": calendar.planned_send(week)}
    UpdateRun.objects.bulk_create([UpdateRun(week_start=week, created_at=now, **moments)], ignore_conflicts=True)
    run = UpdateRun.objects.select_for_update().get(week_start=week)
    if run.sent_at is None and (run.draft_at, run.send_at) != (moments["draft_at"], moments["send_at"]):
        run.draft_at, run.send_at = moments["draft_at"], moments["send_at"]
        run.save(update_fields=["draft_at", "send_at"])
    if run.drafted_at is None:
        run.drafted_at = now
        run.save(update_fields=["drafted_at"])
    return run


def _draft_missing(run, organization, calendar, now, report):
    drafted = WeeklyUpdate.objects.filter(week_start=run.week_start).values("project_id")
    owed = (
        projects_owed_updates(organization, run.send_at)
        .exclude(pk__in=drafted)
        .select_related("organization", *PROJECT_PEOPLE)
    )
    projects = [
        project
        for project in owed
        if is_owed(
            calendar.planned_send(run.week_start), updates_owed_from(project, calendar.zone), project.ended_at
        )
    ]
    if projects:
        drafted, failed = act_apart(
            projects,
            lambda some: draft_updates(run, some, calendar=calendar, now=now),
            what="drafted",
            reread=lambda ids: list(owed.filter(pk__in=ids)),
        )
        report.drafted = len(drafted)
        report.failed += failed


def _send_due(run, settings, now, report):
    """Send what is approved or may leave by itself. The first time marks the run as left."""
    _drop_unowed(run, now)
    rows = WeeklyUpdate.objects.filter(run=run, state__in=(UpdateState.DRAFT, UpdateState.APPROVED))
    updates = list(rows.select_related(*PEOPLE).select_for_update(of=("self",)))
    # What was drafted or approved after the moment leaves with the person who decides, not with a later tick.
    ready = [update for update in updates if is_ready(update, settings)]
    mails, failed = act_apart(
        ready,
        lambda some: send_locked(some, by=None, now=now),
        what="sent",
        reread=lambda ids: list(rows.filter(pk__in=ids).select_related(*PEOPLE)),
    )
    report.recipients = len({mail.to_email.lower() for mail in mails})
    report.sent = len(ready) - len(failed)
    report.failed += failed
    if run.sent_at is None:
        run.sent_at, run.is_late = now, now - run.send_at > LATE_AFTER
        run.save(update_fields=["sent_at", "is_late"])


def _with_rest(report, run, now):
    """Name what did not leave: late once the moment has passed, waiting before."""
    rest = (
        WeeklyUpdate.objects.filter(run=run, state__in=UNSENT)
        .select_related(*PEOPLE)
        .order_by("project__sequence")
    )
    broken = {failure.project.pk for failure in report.failed}
    for update in rest:
        if update.project_id not in broken:
            late = now >= run.send_at and not update.is_correction
            (report.late if late else report.waiting).append(update)
    return report


def _close_past_weeks(organization, calendar, settings, now):
    """Weeks that are over: what was never sent is missed and stays listed.

    A week that ended early because the organization's zone moved leaves at once: its moment never came.
    """
    current = calendar.current_week(now)
    # A correction belongs to whoever drafted it: it waits for its approval as long as it takes.
    open_weeks = WeeklyUpdate.objects.filter(week_start__lt=current, state__in=UNSENT, version=1).values("run_id")
    for run in UpdateRun.objects.filter(pk__in=open_weeks).order_by("week_start").select_for_update():
        if run.sent_at is None and calendar.is_leapt_over(run.week_start, run.send_at, now):
            _send_due(run, settings, now, WeekReport(run.week_start))
        _miss_rest(run, now)


def _drop_unowed(run, now):
    """A draft of a project that ended before the moment is no promise that was broken: it goes, on record."""
    rows = WeeklyUpdate.objects.filter(run=run, state__in=UNSENT, version=1, project__ended_at__lte=run.send_at)
    for update in rows.select_related(*PEOPLE).select_for_update(of=("self",)):
        identifier, project = update.pk, update.project
        update.delete()
        update.pk = identifier
        record(by=None, verb="update.dropped", obj=update, project=project, customer=project.customer_id, at=now)


def _miss_rest(run, now):
    _drop_unowed(run, now)
    rest = WeeklyUpdate.objects.filter(run=run, state__in=UNSENT, version=1)
    for update in rest.select_related(*PEOPLE).select_for_update(of=("self",)):
        before, update.state, update.updated_at = update.state, UpdateState.MISSED, now
        update.save(update_fields=["state", "updated_at"])
        project = update.project
        record(
            by=None,
            verb="update.missed",
            obj=update,
            project=project,
            customer=project.customer_id,
            at=now,
            changes={"state": [before, update.state.value]},
        )
        record_evidence(
            project=project,
            key=ResponsibilityKey.WEEKLY_UPDATES,
            kind=EvidenceKind.NOTE,
            by=None,
            at=now,
            effect=EvidenceEffect.NOTES,
            text=_("Week %d had no update.") % run.week_start.isocalendar().week,
            url=update.get_absolute_url(),
        )
