"""Projects that a week's run leaves out, and why: for whoever runs it by hand and misses one."""

from django.utils.translation import gettext as _

from projects.models import Project
from projects.queries.weeks import updates_owed_from
from projects.rules.weeks import FIRST_UPDATE_AFTER, is_owed
from updates.models import WeeklyUpdate
from updates.queries.runs import calendar_of, settings_in_force


def left_out(organization, week_start, now):
    """``[(project, reason)]`` by project number: those not ended that are owed no update of that week and have none.

    Empty before the week's drafts are due. Three statements.
    """
    calendar = calendar_of(organization, settings_in_force())
    if not calendar.is_draft_due(week_start, now):
        return []
    moment = calendar.planned_send(week_start)
    told = WeeklyUpdate.objects.filter(week_start=week_start).values("project_id")
    rows = Project.objects.filter(ended_at=None, accepted_at__lte=now).exclude(pk__in=told).order_by("sequence")
    seen = ((project, updates_owed_from(project, calendar.zone)) for project in rows)
    return [
        (project, _reason(project, since, moment)) for project, since in seen if not is_owed(moment, since, None)
    ]


def _reason(project, since, moment):
    if since is None:
        return _("not begun: no time is logged and nobody has set it active")
    if project.accepted_at + FIRST_UPDATE_AFTER > moment:
        return _("accepted less than 24 hours before the update leaves")
    return _("begun after this week’s update")
