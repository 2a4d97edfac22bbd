"""Milestones: add, change, reach, delete. The customer sees them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.conflicts import seen_in, wanted_in
from core.errors import NotAllowed
from core.htmx import redirect
from projects import actions, permissions
from projects.forms.plan import MilestoneChangeForm, MilestoneForm
from projects.models import Milestone
from projects.views.frame import address, find
from projects.views.row_form import row_form
from projects.views.undo import remember

FIELDS = ("title", "forecast_on", "reached_on")


@require_http_methods(["GET", "POST"])
def add(request, slug, number):
    """A new milestone with its planned day."""
    project = _changeable(request, number)
    form = MilestoneForm(request.POST or None)

    def save(values):
        actions.add_milestone(project=project, by=request.member, now=clock.now(), **values)

    title, label = _("Add a milestone"), _("Add the milestone")
    return row_form(request, project, form, save, title=title, label=label, back=_back(project))


@require_http_methods(["GET", "POST"])
def edit(request, slug, number, pk):
    """Title, forecast and the day it was reached."""
    project = _changeable(request, number)
    milestone = _milestone(project, pk)
    initial = {name: getattr(milestone, name) for name in FIELDS}
    form = MilestoneChangeForm(request.POST or None, initial=initial)

    def save(values):
        wanted, seen = wanted_in(request.POST, values), seen_in(request.POST)
        act = {"milestone": milestone, "by": request.member, "now": clock.now(), "seen": seen}
        rest = {name: value for name, value in wanted.items() if name != "reached_on"}
        actions.update_milestone(**act, **rest)
        if "reached_on" in wanted:
            actions.reach_milestone(on=wanted["reached_on"], **act)

    return row_form(
        request,
        project,
        form,
        save,
        title=_("Edit the milestone"),
        label=_("Save the milestone"),
        back=_back(project),
        row=milestone,
        fields=FIELDS,
        delete_url=address(project, "delete_milestone", milestone.pk),
        delete_label=_("Delete the milestone"),
    )


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
    undo = remember(request, project, milestone)
    actions.delete_milestone(milestone=milestone, by=request.member, now=clock.now())
    messages.success(request, _("“%s” is no longer a milestone.") % milestone.title, extra_tags=undo)
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


def _back(project):
    return f"{address(project, 'plan')}#milestones"
