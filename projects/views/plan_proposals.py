"""Proposals for the plan: what the manager's grid sends, and the answers of the lead tech."""

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.queries import people
from core import clock
from core.errors import DomainError
from core.htmx import redirect
from projects import actions
from projects.models import PlanProposal
from projects.queries.proposals import proposals_of
from projects.views.frame import address, find


def noted(request, project, **wishes):
    """Write into the reader's draft. Returns what an act of the grid does."""
    draft = actions.note_wishes(project=project, by=request.member, now=clock.now(), **wishes)
    count = len(draft.changes)
    said = ngettext("%d change in your proposal.", "%d changes in your proposal.", count) % count
    return actions.Edited(), said


def shown(request, project, grid):
    """The proposals that the reader sees."""
    names = {person.key: person.name for person in people(request.organization)}
    return proposals_of(project, grid.tasks, names, member=request.member)


@require_POST
def send(request, slug, number, pk):
    """Put the draft before the lead tech."""
    proposal = _find(request, number, pk)
    note = request.POST.get("note", "")
    actions.propose_plan(proposal=proposal, by=request.member, now=clock.now(), note=note)
    messages.success(request, _("%s is asked to accept your changes.") % proposal.project.lead_tech.name)
    return _back(request, proposal)


@require_POST
def accept(request, slug, number, pk):
    """One press: everything that still fits is done."""
    proposal = _find(request, number, pk)
    edited = actions.accept_proposal(proposal=proposal, by=request.member, now=clock.now())
    messages.success(request, _("The changes are in the plan."))
    for title, reason in edited.left:
        messages.warning(request, f"“{title}”: {reason}")
    return _back(request, proposal)


@require_POST
def decline(request, slug, number, pk):
    """Nothing of it is done."""
    proposal = _find(request, number, pk)
    reason = request.POST.get("reason", "")
    actions.decline_proposal(proposal=proposal, by=request.member, now=clock.now(), reason=reason)
    messages.success(request, _("%s is told that the changes were declined.") % proposal.by.name)
    return _back(request, proposal)


@require_POST
def withdraw(request, slug, number, pk):
    """The writer takes it back."""
    proposal = _find(request, number, pk)
    actions.withdraw_proposal(proposal=proposal, by=request.member, now=clock.now())
    messages.success(request, _("Your proposal is withdrawn."))
    return _back(request, proposal)


@require_POST
def approve(request, slug, number):
    """Freeze the plan as its baseline."""
    project = find(request, number)
    try:
        baseline = actions.approve_plan(project=project, by=request.member, now=clock.now())
    except DomainError as error:
        if error.status != 409:
            raise
        messages.error(request, error.message)
    else:
        messages.success(request, _("%s is frozen. What changes from now on is seen beside it.") % baseline)
    return redirect(request, address(project, "plan"))


def _find(request, number, pk):
    project = find(request, number)
    proposal = get_object_or_404(PlanProposal.objects.select_related("by__user"), project=project, pk=pk)
    proposal.project = project
    return proposal


def _back(request, proposal):
    return redirect(request, address(proposal.project, "plan"))
