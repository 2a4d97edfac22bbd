"""What members are told about projects: one function per event, called by the actions in their transaction."""

import datetime as dt
from collections import defaultdict

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.choices import NotificationEvent
from core.formats import format_day
from notices.actions import Told, notify, notify_each
from projects.choices import ResponsibilityState
from projects.models import Project, Responsibility
from projects.rules.lifecycle import ENDED
from projects.rules.responsibilities import BY_KEY

OWED = (ResponsibilityState.OPEN, ResponsibilityState.WAITING, ResponsibilityState.REOPENED)
ONE_DAY = dt.timedelta(days=1)
MOST_NAMES = 3
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


def tasks_assigned(project, member, tasks, *, by, now):
    """Somebody got several tasks at once."""
    text = _("%(count)d tasks in %(number)s are yours.") % {"count": len(tasks), "number": project.number}
    url = f"{_url(project, 'plan')}#task-{tasks[0].pk}"
    notify(members=[member], event=NotificationEvent.ASSIGNED, text=text, url=url, by=by, now=now)


def plan_proposed(project, proposal, *, by, now):
    """Changes of the plan wait for the lead tech."""
    text = _("%(number)s %(title)s: %(who)s proposes changes of the plan.") % {
        "number": project.number,
        "title": project.title,
        "who": proposal.by.name,
    }
    url = f"{_url(project, 'plan')}#proposals"
    notify(members=[project.lead_tech], event=NotificationEvent.SCOPE, text=text, url=url, by=by, now=now)


def plan_decided(project, proposal, what, *, by, now):
    """What became of a proposal, to who wrote it."""
    said = {"number": project.number, "title": project.title, "what": what, "words": proposal.decision}
    text = _("%(number)s %(title)s: your changes of the plan were %(what)s. %(words)s") % said
    url = _url(project, "plan")
    notify(members=[proposal.by], event=NotificationEvent.SCOPE, text=text.strip(), url=url, by=by, now=now)


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


def scope_waits(project, row, members, *, by, now):
    """A SoW or change order waits for these members."""
    text = _("%(number)s %(title)s: %(what)s waits for you.") % {
        "number": project.number,
        "title": project.title,
        "what": row,
    }
    notify(members=members, event=NotificationEvent.SCOPE, text=text, url=_url(project, "scope"), by=by, now=now)


def scope_decided(project, row, how, *, by, now, members=None):
    """What became of a SoW or change order, to the project's people (or ``members``)."""
    text = _("%(number)s %(title)s: %(what)s, %(how)s.") % {
        "number": project.number,
        "title": project.title,
        "what": row,
        "how": how,
    }
    people = members or [project.project_manager, project.lead_tech]
    notify(members=people, event=NotificationEvent.SCOPE, text=text, url=_url(project, "scope"), by=by, now=now)


def purchase_answered(project, name, left, *, by, now):
    """The customer answered what differed; ``left`` differences are the manager's to resolve."""
    rest = ngettext("%d difference is left to you", "%d differences are left to you", left) % left
    text = _("%(number)s %(title)s: %(name)s answered about the purchase; %(rest)s.") % {
        "number": project.number,
        "title": project.title[:120],
        "name": name,
        "rest": rest if left else _("nothing is left"),
    }
    url = _url(project, "reconciliation")
    people = [project.project_manager]
    notify(members=people, event=NotificationEvent.SCOPE, text=text, url=url, by=by, now=now)


def extra_captured(item, *, by, now):
    """Somebody wrote down work outside the scope: the manager and the lead tech see to it."""
    _extra(item, _("captured"), by, now)


def extra_answered(item, how, *, by, now):
    """What the customer answered about out-of-scope work, or that nobody did."""
    _extra(item, how, by, now)


def emergency_begun(item, *, by, now):
    """Emergency work has begun: the manager tells the customer before the clock runs out."""
    until = item.tell_by.astimezone(item.project.organization.zone)
    _extra(item, _("emergency begun, tell the customer by %s") % f"{until:%H:%M}", by, now)


def emergency_overdue(item, *, now):
    """The clock of an emergency ran out and the customer does not know."""
    _extra(item, _("the customer should know by now, and does not"), None, now)


def _extra(item, how, by, now):
    project = item.project
    text = _("%(number)s %(title)s: %(what)s, %(how)s.") % {
        "number": project.number,
        "title": project.title[:120],
        "what": str(item)[:150],
        "how": how,
    }
    url = f"{_url(project, 'out_of_scope')}{item.pk}/"
    people = [project.project_manager, project.lead_tech]
    notify(members=people, event=NotificationEvent.SCOPE, text=text, url=url, by=by, now=now)


def duties_due(today, *, now):
    """Tell of responsibilities that are due ``today`` (organization's date) or have become late: a line a project.

    A line of what is late names all of it and comes again only when something more is late.
    """
    rows = Responsibility.objects.filter(state__in=OWED, due_on__lte=today).exclude(project__status__in=ENDED)
    related = ("project__organization", "project__project_manager__user", "project__lead_tech__user")
    rows = rows.select_related(*related).order_by("due_on", "position")
    groups = defaultdict(list)
    for row in rows:
        if (today - row.due_on).days <= LOOKS_BACK:
            groups[row.project_id, _owner(row).pk].append(row)
    due, late = [], []
    for group in groups.values():
        newest = max((row.due_on for row in group if row.due_on < today), default=None)
        if newest is not None:
            late.append(_line(group, today, f"{group[0].project_id}:{newest}"))
        if newest != today - ONE_DAY and group[-1].due_on == today:
            due.append(_line(group, today, f"{group[0].project_id}:{today}"))
    notify_each(told=due, event=NotificationEvent.DUTY_DUE, by=None, now=now)
    notify_each(told=late, event=NotificationEvent.DUTY_LATE, by=None, now=now)


def dates_moved(*, now):
    """Tell each manager once that the dates moved past what their customer was told."""
    moved = Project.objects.filter(dates_moved_at__isnull=False).exclude(status__in=ENDED)
    told = [
        Told(
            project.project_manager,
            _("%(number)s %(title)s: its dates have moved, and the customer does not know yet.")
            % {"number": project.number, "title": project.title},
            _url(project, "tell"),
            f"{project.pk}:{project.dates_moved_at:%Y%m%d%H%M%S}",
        )
        for project in moved.select_related("organization", "project_manager__user")
    ]
    notify_each(told=told, event=NotificationEvent.DATE_CHANGED, by=None, now=now)


def unsubscribed(contact, *, now):
    """A contact stopped the weekly updates: the managers of their open projects choose somebody else."""
    rows = Project.objects.filter(seats__contact=contact).exclude(status__in=ENDED)
    managers = {
        row.project_manager_id: row for row in rows.select_related("organization", "project_manager__user")
    }
    told = [
        Told(
            row.project_manager,
            _("%(name)s gets no more weekly updates. Choose who does instead.") % {"name": contact.name},
            reverse("customers:detail", args=[row.organization.slug, contact.customer_id]),
            f"{contact.pk}:{now:%Y%m%d%H%M%S}",
        )
        for row in managers.values()
    ]
    notify_each(told=told, event=NotificationEvent.UNSUBSCRIBED, by=None, now=now)


def _owner(row):
    is_lead = BY_KEY[row.key].owner_role == "lead_tech"
    return row.project.lead_tech if is_lead else row.project.project_manager


def _line(group, today, key):
    """One line for what is late and what is due of a project: up to three names each."""
    project = group[0].project
    parts = [
        (_("late: %s"), [row for row in group if row.due_on < today]),
        (_("due today: %s"), [row for row in group if row.due_on == today]),
    ]
    said = "; ".join(words % _names(rows) for words, rows in parts if rows)
    text = f"{project.number} {project.title[:120]}: {said}"
    return Told(_owner(group[0]), text, _url(project), key)


def _names(rows):
    shown = [f"“{BY_KEY[row.key].short_name}”" for row in rows[:MOST_NAMES]]
    more = len(rows) - len(shown)
    rest = [ngettext("%d more", "%d more", more) % more] if more else []
    return ", ".join([*shown, *rest])


def _url(project, name="detail"):
    return reverse(f"projects:{name}", args=[project.organization.slug, project.number])
