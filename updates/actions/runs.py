"""The run of a week: claimed by a unique row, drafted, sent, closed. Whoever ticks, however often."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.due import reschedule_work
from projects.actions.evidence import record_evidence
from projects.choices import EvidenceEffect, EvidenceKind, ResponsibilityKey
from projects.queries.weeks import projects_owed_updates
from updates.actions.drafts import draft_updates
from updates.actions.guards import UNSENT
from updates.actions.sending import LATE_AFTER, send_locked
from updates.choices import UpdateState
from updates.models import UpdateRun, WeeklyUpdate
from updates.queries.runs import PEOPLE, calendar_of, settings_in_force
from updates.rules import ONE_WEEK, may_send_itself
from updates.snapshot import Snapshot, from_json

DUE_KIND = "weekly_update"


@dataclass
class WeekReport:
    """What a run did: counts, and the updates that wait for somebody or are late."""

    week_start: date
    drafted: int = 0
    sent: int = 0
    recipients: int = 0
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
    return reports or [WeekReport(calendar.current_week(now))]


def _run(organization, week, calendar, settings, now):
    run = _claim(week, calendar, now)
    report = WeekReport(week)
    report.drafted = _draft_missing(run, organization, calendar, now)
    if calendar.week_to_send(now) == week:
        _send_due(run, settings, now, report)
    return _with_rest(report, run, now)


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


def _draft_missing(run, organization, calendar, now):
    drafted = WeeklyUpdate.objects.filter(week_start=run.week_start).values("project_id")
    owed = projects_owed_updates(organization, run.send_at).exclude(pk__in=drafted).select_related("organization", *_people())
    projects = [
        project
        for project in owed
        if calendar.is_owed(
            run.week_start, accepted_at=project.accepted_at, started_on=project.started_on, ended_at=project.ended_at
        )
    ]
    return len(draft_updates(run, projects, calendar=calendar, now=now)) if projects else 0


def _people():
    return tuple(name.removeprefix("project__") for name in PEOPLE if name.startswith("project__"))


def _send_due(run, settings, now, report):
    """Send what is approved or may leave by itself. The first time marks the run as left."""
    rows = WeeklyUpdate.objects.filter(run=run, state__in=(UpdateState.DRAFT, UpdateState.APPROVED))
    updates = list(rows.select_related(*PEOPLE).select_for_update(of=("self",)))
    # What was drafted or approved after the moment leaves with the person who decides, not with a later tick.
    ready = [update for update in updates if _is_ready(update, settings)]
    report.recipients = len({mail.to_email.lower() for mail in send_locked(ready, by=None, now=now)})
    report.sent = len(ready)
    if run.sent_at is None:
        run.sent_at, run.is_late = now, now - run.send_at > LATE_AFTER
        run.save(update_fields=["sent_at", "is_late"])


def _is_ready(update, settings):
    if update.state == UpdateState.APPROVED:
        return True
    mode = update.project.update_mode or settings.update_mode
    snapshot = from_json(Snapshot, update.snapshot)
    # A forecast that moves within what was promised is no news; a first update always needs somebody's look.
    changed = bool(set(snapshot.changed) - {"end"}) or not snapshot.time.last_color
    return may_send_itself(mode, [update.time_color, update.budget_color], changed=changed)


def _with_rest(report, run, now):
    """Name what did not leave: late once the moment has passed, waiting before."""
    rest = WeeklyUpdate.objects.filter(run=run, state__in=UNSENT).select_related(*PEOPLE).order_by("project__sequence")
    late = now >= run.send_at
    (report.late if late else report.waiting).extend(rest)
    return report


def _close_past_weeks(organization, calendar, settings, now):
    """Weeks that are over: what was never sent is missed and stays listed.

    A week that ended early because the organization's zone moved leaves at once: its moment never came.
    """
    current = calendar.current_week(now)
    open_weeks = WeeklyUpdate.objects.filter(week_start__lt=current, state__in=UNSENT).values("run_id")
    for run in UpdateRun.objects.filter(pk__in=open_weeks).order_by("week_start").select_for_update():
        leapt = run.sent_at is None and run.send_at >= calendar.week_end(run.week_start)
        if leapt and run.week_start == current - ONE_WEEK:
            _send_due(run, settings, now, WeekReport(run.week_start))
        _miss_rest(run, now)


def _miss_rest(run, now):
    sent = WeeklyUpdate.objects.filter(run=run, state=UpdateState.SENT).values("project_id")
    rest = WeeklyUpdate.objects.filter(run=run, state__in=UNSENT).exclude(project_id__in=sent)
    for update in rest.select_related(*PEOPLE).select_for_update(of=("self",)):
        before, update.state, update.updated_at = update.state, UpdateState.MISSED, now
        update.save(update_fields=["state", "updated_at"])
        project = update.project
        record(
            by=None, verb="update.missed", obj=update, project=project, customer=project.customer_id, at=now,
            changes={"state": [before, update.state.value]},
        )
        record_evidence(
            project=project, key=ResponsibilityKey.WEEKLY_UPDATES, kind=EvidenceKind.NOTE, by=None, at=now,
            effect=EvidenceEffect.NOTES, text=_("Week %d had no update.") % run.week_start.isocalendar().week,
            url=update.get_absolute_url(),
        )
