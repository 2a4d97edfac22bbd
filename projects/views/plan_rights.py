"""Who is let into the forms of the plan, and finding the task of an address."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from core.errors import NotAllowed
from projects import permissions
from projects.models import Task
from projects.views.frame import find


def plannable(request, number):
    """The project, for whom may change its plan."""
    project = find(request, number)
    if not permissions.can_change_plan(request.member, project):
        raise NotAllowed(_("Only the project's lead tech changes the plan."))
    return project


def editable(request, number):
    """The project, for whom may change its plan or propose changes of it."""
    project = find(request, number)
    if not permissions.can_propose_plan(request.member, project):
        return plannable(request, number)
    return project


def task_of(project, pk):
    """The task of that id in the project, with its assignee; 404 otherwise."""
    task = get_object_or_404(Task.objects.select_related("assignee__user"), project=project, pk=pk)
    task.project = project
    return task
