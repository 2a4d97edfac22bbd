"""A plan that can be approved, and is."""

from projects.actions import approve_plan
from projects.models import Task


def complete_plan(project):
    """Give each task a level and somebody who does it, without an act."""
    Task.objects.filter(project=project, assignee=None).update(assignee=project.lead_tech)
    Task.objects.filter(project=project, skill_level="").update(skill_level="L2")


def approved_plan(project, *, now, by=None):
    """The baseline of the plan, approved by the lead tech. Needs a scope."""
    complete_plan(project)
    return approve_plan(project=project, by=by or project.lead_tech, now=now)
