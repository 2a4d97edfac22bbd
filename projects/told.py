"""What members are told about projects: one function per event, called by the actions in their transaction."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import NotificationEvent
from core.formats import format_day
from notices.actions import Told, notify, notify_each
from projects.choices import ResponsibilityState
from projects.models import Responsibility
from projects.rules.lifecycle import ENDED
from projects.rules.responsibilities import BY_KEY

OWED = (ResponsibilityState.OPEN, ResponsibilityState.WAITING, ResponsibilityState.REOPENED)
LOOKS_BACK = 14  # days: what is late for longer was told long ago


def accepted(project, *, by, now):
    """The lead tech has a project; the salesperson is free (a mail of its own says so, too)."""
    said = {"number": project.number, "title": project.title}
    common = {"url": _url(project), "by": by, "now": now, "key": f"accepted:{project.pk}"}
    notify(
        members=[project.lead_tech, project.project_manager],
        event=NotificationEvent.DEAL_ACCEPTED,
        text=_("%(number)s %(title)s is a project now, and yours.") % said,
        **common,
    )
    notify(
        members=[project.salesperson],
        event=NotificationEvent.RELEASED,
        text=_("You are free: %(title)s is project %(number)s now.") % said,
        mailed=True,
        **common,
    )


def assigned(project, members, *, by, now):
    """Somebody got the project to manage or to lead."""
    text = _("%(number)s %(title)s is yours now.") % {"number": project.number, "title": project.title}
    notify(members=members, event=NotificationEvent.ASSIGNED, text=text, url=_url(project), by=by, now=now)


def task_assigned(task, *, by, now):
    """Somebody got a task."""
    text = _("“%(task)s” in %(number)s is yours.") % {"task": task.title, "number": task.project.number}
    url = f"{_url(task.project, 'plan')}#task-{task.pk}"
    notify(members=[task.assignee], event=NotificationEvent.ASSIGNED, text=text, url=url, by=by, now=now)


def dates_agreed(project, *, by, now):
    """The promised dates are others now."""
    text = _("%(number)s %(title)s: agreed from %(start)s to %(end)s.") % {
        "number": project.number,
        "title": project.title,
        "start": format_day(project.committed_start),
        "end": format_day(project.committed_end),
    }
    people = [project.project_manager, project.lead_tech, project.salesperson]
    notify(members=people, event=NotificationEvent.DATE_CHANGED, text=text, url=_url(project), by=by, now=now)


def duties_due(today, *, now):
    """Tell once of each responsibility that is due ``today`` (organization's date), and once when it is late."""
    rows = Responsibility.objects.filter(state__in=OWED, due_on__lte=today).exclude(project__status__in=ENDED)
    related = ("project__organization", "project__project_manager__user", "project__lead_tech__user")
    rows = [row for row in rows.select_related(*related) if (today - row.due_on).days <= LOOKS_BACK]
    due = [_duty(row, _("%(number)s %(title)s: “%(duty)s” is due today.")) for row in rows if row.due_on == today]
    late = [_duty(row, _("%(number)s %(title)s: “%(duty)s” is late.")) for row in rows if row.due_on < today]
    notify_each(told=due, event=NotificationEvent.DUTY_DUE, by=None, now=now)
    notify_each(told=late, event=NotificationEvent.DUTY_LATE, by=None, now=now)


def _duty(row, text):
    project, rule = row.project, BY_KEY[row.key]
    person = project.lead_tech if rule.owner_role == "lead_tech" else project.project_manager
    said = {"number": project.number, "title": project.title, "duty": rule.name}
    return Told(person, text % said, _url(project), f"{row.pk}:{row.due_on}")


def _url(project, name="detail"):
    return reverse(f"projects:{name}", args=[project.organization.slug, project.number])
