"""Which weeks owe an update, which projects owe one now, and what one week of one project holds."""

from core.calendar import ONE_DAY, week_start_of
from projects.choices import EvidenceKind, ProjectStatus, ResponsibilityKey
from projects.models import Evidence, Project
from projects.queries.standards import standards
from projects.queries.updates import project_weeks
from projects.rules.responsibilities import missed_weeks
from projects.rules.weeks import is_owed, next_moment, owed_from

OWED_STATUSES = (
    ProjectStatus.ACTIVE,
    ProjectStatus.ON_HOLD,
    ProjectStatus.DELIVERED,
    ProjectStatus.CLOSING,
    ProjectStatus.REOPENED,
)
# What ``next_update_at`` reads of a project.
OWED_COLUMNS = ("status", "accepted_at", "started_on", "work_known_at", "ended_at")
PEOPLE = ("organization", "customer", "project_manager__user", "lead_tech__user", "salesperson__user")


def projects_owed_updates(organization, now):
    """Projects whose stakeholders are owed a weekly update at ``now``: accepted for 24 hours, at work, not ended."""
    rows = Project.objects.filter(status__in=OWED_STATUSES, accepted_at__lte=now - ONE_DAY)
    return rows.select_related(*PEOPLE).order_by("sequence")


def updates_owed_from(project, zone):
    """The instant from which the project's stakeholders are owed updates, None before its start."""
    return owed_from(
        accepted_at=project.accepted_at,
        started_on=project.started_on,
        known_at=project.work_known_at,
        zone=zone,
    )


def next_update_at(project, weekly, now):
    """The instant (UTC) at which the project's next update leaves, None while none is owed. No statement.

    ``weekly`` as ``standards.weekly_moment`` gives it; of the project ``OWED_COLUMNS`` are read.
    """
    if project.status not in OWED_STATUSES:
        return None
    return next_moment(weekly, updates_owed_from(project, weekly.zone), project.ended_at, after=now)


def facts_of_week(project, since, until):
    """The ``ProjectWeek`` of one project: done in ``[since, until)``, what comes next, what is owed. Eight statements."""
    today = until.astimezone(project.organization.zone).date()
    return project_weeks([project], since={project.pk: since}, until=until, today=today)[project.pk]


def update_weeks(project, now):
    """``(owed, told)``: Mondays of the weeks that owed an update by ``now``, and of those that got one."""
    norms = standards(project.organization, now.astimezone(project.organization.zone).date())
    told = Evidence.objects.filter(
        responsibility__project=project,
        responsibility__key=ResponsibilityKey.WEEKLY_UPDATES,
        kind=EvidenceKind.UPDATE,
    ).values_list("week_start", flat=True)
    return owed_weeks(project, norms, now), set(told)


def owed_weeks(project, norms, now):
    """Mondays of the weeks whose moment has come by ``now`` while an update was owed: domain, section 7."""
    since = updates_owed_from(project, norms.zone)
    if since is None:
        return ()
    weeks, week = [], week_start_of(project.accepted_at, norms.zone)
    while (moment := norms.weekly.planned(week)) <= now:
        if is_owed(moment, since, project.ended_at):
            weeks.append(week)
        week += 7 * ONE_DAY
    return tuple(weeks)


def missed_update_weeks(project, now):
    """The Mondays of the weeks that were owed an update and never got one; they stay listed for ever."""
    owed, told = update_weeks(project, now)
    return missed_weeks(owed, told)
