"""The head of a project: its title, its manager and lead tech, and how its weekly updates leave."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.conflicts import clashes
from core import clock
from core.conflicts import Conflict, seen_in, shown, wanted_in
from core.errors import InvalidInput, NotAllowed
from core.htmx import redirect
from projects import actions, permissions
from projects.forms.deals import PeopleForm
from projects.forms.head import TitleForm, UpdateModeForm
from projects.views.frame import address, find
from projects.views.row_form import row_form

PEOPLE = ("project_manager", "lead_tech")


@require_http_methods(["GET", "POST"])
def assign(request, slug, number):
    """GET: the form, in the drawer or alone. POST: assign and return to the project."""
    project = find(request, number)
    if not permissions.can_manage_project(request.member, project):
        raise NotAllowed(_("Only the project's manager hands it over."))
    form = PeopleForm(
        request.POST or None, organization=request.organization, member=request.member, project=project
    )
    seen, found, status = request.POST.get("seen") or shown(project, PEOPLE), [], 200
    if request.method == "POST" and form.is_valid():
        wanted = wanted_in(request.POST, form.cleaned_data)
        act = {"project": project, "by": request.member, "now": clock.now(), "seen": seen_in(request.POST)}
        try:
            with transaction.atomic():
                actions.assign_people(**act, **wanted)
        except Conflict as conflict:
            status, found = 409, clashes(conflict, project, form, clock.now(), project.organization.zone)
            seen = shown(project, PEOPLE)
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
        "seen": seen,
        "clashes": found,
    }
    return render(request, "projects/form.html", context, status=422 if form.errors else status)


@require_http_methods(["GET", "POST"])
def rename(request, slug, number):
    """Another title."""
    project = find(request, number)
    if not permissions.can_manage_project(request.member, project):
        raise NotAllowed(_("Only the project's manager renames it."))
    form = TitleForm(request.POST or None, initial={"title": project.title})

    def save(values):
        wanted, seen = wanted_in(request.POST, values), seen_in(request.POST)
        if wanted:
            actions.rename_project(project=project, by=request.member, now=clock.now(), seen=seen, **wanted)

    title, label, back = _("Rename the project"), _("Save the title"), address(project, "detail")
    return row_form(
        request, project, form, save, title=title, label=label, back=back, row=project, fields=("title",)
    )


@require_http_methods(["GET", "POST"])
def update_mode(request, slug, number):
    """Whether this project's weekly updates leave by themselves."""
    project = find(request, number)
    if not permissions.can_manage_project(request.member, project):
        raise NotAllowed(_("Only the project's manager says how its updates leave."))
    form = UpdateModeForm(request.POST or None, initial={"update_mode": project.update_mode})

    def save(values):
        wanted, seen = wanted_in(request.POST, values), seen_in(request.POST)
        if wanted:
            act = {"project": project, "by": request.member, "now": clock.now(), "seen": seen}
            actions.set_update_mode(mode=wanted["update_mode"], **act)
            messages.success(request, _("Saved. It counts from the next weekly update on."))

    title, label, back = _("How the weekly updates leave"), _("Save"), address(project, "updates")
    return row_form(
        request, project, form, save, title=title, label=label, back=back, row=project, fields=("update_mode",)
    )
