"""Handing the project to another manager or lead tech."""

from django.contrib import messages
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import clock
from core.errors import InvalidInput, NotAllowed
from core.htmx import redirect
from projects import actions, permissions
from projects.forms.deals import PeopleForm
from projects.views.frame import address, find


@require_http_methods(["GET", "POST"])
def assign(request, slug, number):
    """GET: the form, in the drawer or alone. POST: assign and return to the project."""
    project = find(request, number)
    if not permissions.can_manage_project(request.member, project):
        raise NotAllowed(_("Only the project's manager hands it over."))
    form = PeopleForm(
        request.POST or None, organization=request.organization, member=request.member, project=project
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.assign_people(project=project, by=request.member, now=clock.now(), **form.cleaned_data)
        except InvalidInput as error:
            form.take(error)
        else:
            said = {"pm": project.project_manager.name, "lead": project.lead_tech.name, "number": project.number}
            messages.success(request, _("%(pm)s manages %(number)s, %(lead)s leads it.") % said)
            return redirect(request, address(project, "detail"))
    context = {
        "nav_key": "projects",
        "project": project,
        "form": form,
        "title": _("Assign project manager or lead tech"),
        "label": _("Assign"),
        "back": address(project, "detail"),
    }
    return render(request, "projects/form.html", context, status=422 if form.errors else 200)
