"""A substitute for a line of materials: propose it, approve it with the customer's word, or let it be."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.errors import InvalidInput
from core.forms import add_refusal
from core.htmx import redirect
from projects import actions, permissions
from projects.forms.moving import ApproveSubstituteForm, SubstituteForm
from projects.models import BomLine
from projects.views.frame import address
from projects.views.materials import changeable


@require_http_methods(["GET", "POST"])
def substitute(request, slug, number, pk):
    """Propose one; a proposal is shown with what can be done about it."""
    line = _line(request, number, pk)
    form = SubstituteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose_substitute(line=line, by=request.member, now=clock.now(), **form.cleaned_data)
        except InvalidInput as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("Proposed. The project manager approves it."))
            return redirect(request, _back(line))
    return _shown(request, line, form=form)


@require_POST
def approve(request, slug, number, pk):
    """Approve the proposal that was shown."""
    line = _line(request, number, pk)
    form = ApproveSubstituteForm(request.POST)
    if form.is_valid():
        try:
            actions.approve_substitute(line=line, by=request.member, now=clock.now(), **form.cleaned_data)
        except InvalidInput as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("Approved: %s comes instead.") % line.substitute)
            return redirect(request, _back(line))
    return _shown(request, line, approval=form)


@require_POST
def refuse(request, slug, number, pk):
    """The proposal is off."""
    line = _line(request, number, pk)
    actions.refuse_substitute(line=line, by=request.member, now=clock.now())
    messages.success(request, _("The proposal is off; the line stays as it was sold."))
    return redirect(request, _back(line))


def _line(request, number, pk):
    project = changeable(request, number)
    line = get_object_or_404(BomLine.objects.select_related("substitute_by__user"), project=project, pk=pk)
    line.project = project
    return line


def _shown(request, line, *, form=None, approval=None):
    context = {
        "nav_key": "projects",
        "project": line.project,
        "line": line,
        "form": form or SubstituteForm(),
        "approval": approval or ApproveSubstituteForm(initial={"seen": line.substitute}),
        "may_approve": permissions.can_manage_project(request.member, line.project),
        "back": _back(line),
    }
    wrong = any(one is not None and one.errors for one in (form, approval))
    return render(request, "projects/scope/substitute.html", context, status=422 if wrong else 200)


def _back(line):
    return f"{address(line.project, 'scope')}#materials"
