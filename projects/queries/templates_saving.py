"""READ: a project as the content of a template: what would go in when it is saved as one."""

from collections import defaultdict

from projects.choices import BomLineState, SowState
from projects.models import Sow, TaskLink
from projects.queries.standards import standards
from projects.rules.sow import hours_text
from projects.rules.templates import MOST_DAYS, MOST_HOURS, TEXTS, new_key

NOT_TAKEN = (BomLineState.CANCELLED,)


def content_of(project):
    """Plan with days counted from its first day, materials, and the words of the SoW in force or under way."""
    sow = _sow(project)
    words = {name: getattr(sow, name) if sow else "" for name in TEXTS}
    words["checklist"] = sow.acceptance_criteria if sow else ""
    return {"plan": _plan(project), "bom": _bom(project), "note": "", **words}


def _plan(project):
    tasks = list(project.tasks.order_by("position", "id"))
    calendar = standards(project.organization, project.accepted_at.date()).calendar
    first = min((task.planned_start for task in tasks if task.planned_start), default=None)
    keys = {}
    for task in tasks:  # keys of the template it came from stay, so that its hours go on being compared
        known = task.template_key
        keys[task.pk] = known if known and known not in keys.values() else new_key(task.title, keys.values())
    after = defaultdict(list)
    for before, follower in TaskLink.objects.filter(project=project).values_list("before_id", "after_id"):
        after[follower].append(keys[before])
    return [
        {
            "key": keys[task.pk],
            "phase": task.phase,
            "title": task.title,
            "hours": hours_text(min(task.estimate, MOST_HOURS)),
            "level": task.skill_level,
            "disruptive": task.disruptive,
            "visible": task.visible_to_customer,
            "after": after[task.pk],
            **_days(task, first, calendar),
        }
        for task in tasks
    ]


def _days(task, first, calendar):
    if task.planned_start is None:
        return {"offset": 0, "days": 1}
    offset = calendar.working_days_between(first, task.planned_start)
    days = calendar.working_days_in(task.planned_start, task.planned_end or task.planned_start)
    return {"offset": min(offset, MOST_DAYS), "days": min(max(days, 1), MOST_DAYS)}


def _bom(project):
    rows = project.bom_lines.exclude(state__in=NOT_TAKEN).filter(quantity__gt=0)
    return [
        {
            "description": row.description,
            "sku": row.sku,
            "vendor": row.vendor,
            "quantity": hours_text(row.quantity),
        }
        for row in rows
    ]


def _sow(project):
    rows = list(Sow.objects.filter(project=project).exclude(state=SowState.REJECTED).order_by("-number"))
    return next((row for row in rows if row.state == SowState.APPROVED), rows[0] if rows else None)
