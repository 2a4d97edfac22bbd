"""Milestones: add, change, reach, delete. The customer sees them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.errors import InvalidInput, NotAllowed
from core.forms import add_refusal
from core.htmx import redirect
from projects import actions, permissions
from projects.forms.plan import MilestoneChangeForm, MilestoneForm
from projects.models import Milestone
from projects.views.frame import address, find


@require_http_methods(["GET", "POST"])
def add(request, slug, number):
    """A new milestone with its planned day."""
    project = _changeable(request, number)
    form = MilestoneForm(request.POST or None)

    def save(values):
        actions.add_milestone(project=project, by=request.member, now=clock.now(), **values)

    return _form(request, project, form, save, _("Add a milestone"), _("Add the milestone"))


@require_http_methods(["GET", "POST"])
def edit(request, slug, number, pk):
    """Title, forecast and the day it was reached."""
    project = _changeable(request, number)
    milestone = _milestone(project, pk)
    initial = {name: getattr(milestone, name) for name in ("title", "forecast_on", "reached_on")}
    form = MilestoneChangeForm(request.POST or None, initial=initial)

    def save(values):
        now = clock.now()
        reached = values.pop("reached_on")
        actions.update_milestone(milestone=milestone, by=request.member, now=now, **values)
        actions.reach_milestone(milestone=milestone, on=reached, by=request.member, now=now)

    return _form(request, project, form, save, _("Edit the milestone"), _("Save the milestone"), milestone)


@require_POST
def reach(request, slug, number, pk):
    """Reached today."""
    project = find(request, number)
    now = clock.now()
    today = clock.today(request.organization.zone)
    milestone = actions.reach_milestone(milestone=_milestone(project, pk), on=today, by=request.member, now=now)
    messages.success(request, _("“%s” is reached.") % milestone.title)
    return redirect(request, f"{address(project, 'plan')}#milestones")


@require_POST
def delete(request, slug, number, pk):
    """Out of the plan."""
    project = find(request, number)
    milestone = _milestone(project, pk)
    actions.delete_milestone(milestone=milestone, by=request.member, now=clock.now())
    messages.success(request, _("“%s” is no longer a milestone.") % milestone.title)
    return redirect(request, f"{address(project, 'plan')}#milestones")


def _changeable(request, number):
    project = find(request, number)
    if not permissions.can_change_milestones(request.member, project):
        raise NotAllowed(_("The project's manager and lead tech change milestones."))
    return project


def _milestone(project, pk):
    milestone = get_object_or_404(Milestone, project=project, pk=pk)
    milestone.project = project
    return milestone


def _form(request, project, form, save, title, label, milestone=None):
    back = f"{address(project, 'plan')}#milestones"
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                save(form.cleaned_data)
                return redirect(request, back)
            except InvalidInput as error:
                add_refusal(form, error)
        status = 422
    context = {
        "nav_key": "projects",
        "project": project,
        "form": form,
        "title": title,
        "label": label,
        "back": back,
        "delete_url": address(project, "delete_milestone", milestone.pk) if milestone else "",
        "delete_label": _("Delete the milestone"),
    }
    return render(request, "projects/form.html", context, status=status)
