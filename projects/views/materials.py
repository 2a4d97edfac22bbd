"""Materials of a project: add a line, say where it stands."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core import clock
from core.conflicts import seen_in, wanted_in
from core.errors import InvalidInput, NotAllowed
from core.forms import add_refusal
from core.htmx import redirect
from projects import actions, permissions
from projects.actions.materials import FIELDS
from projects.forms.materials import MaterialForm
from projects.forms.moving import MoveForm, PasteForm
from projects.models import BomLine
from projects.views.frame import address, find, frame
from projects.views.row_form import row_form

SHOWN = 100  # lines of a pasted table


@require_http_methods(["GET", "POST"])
def add(request, slug, number):
    """A new line at the end."""
    project = _changeable(request, number)

    def save(values):
        actions.add_material(project=project, by=request.member, now=clock.now(), **values)

    return row_form(
        request,
        project,
        MaterialForm(request.POST or None),
        save,
        title=_("Add an item"),
        label=_("Add the item"),
        back=_back(project),
    )


@require_http_methods(["GET", "POST"])
def edit(request, slug, number, pk):
    """Everything of the line: vendor, money, state, arrival."""
    project = _changeable(request, number)
    line = get_object_or_404(BomLine, project=project, pk=pk)
    line.project = project
    form = MaterialForm(request.POST or None, initial={name: getattr(line, name) for name in FIELDS})

    def save(values):
        wanted, seen = wanted_in(request.POST, values), seen_in(request.POST)
        actions.update_material(line=line, by=request.member, now=clock.now(), seen=seen, **wanted)

    return row_form(
        request,
        project,
        form,
        save,
        title=_("Edit the item"),
        label=_("Save the item"),
        back=_back(project),
        row=line,
        fields=FIELDS,
    )


@require_http_methods(["GET", "POST"])
def move(request, slug, number, pk):
    """So many of the line go from one state to another."""
    project = _changeable(request, number)
    line = get_object_or_404(BomLine, project=project, pk=pk)
    line.project = project
    form = MoveForm(request.POST or None, line=line)

    def save(values):
        actions.move_material(line=line, by=request.member, now=clock.now(), **values)

    return row_form(
        request,
        project,
        form,
        save,
        title=line.description,
        label=_("Move them"),
        back=_back(project),
    )


@require_http_methods(["GET", "POST"])
def paste(request, slug, number):
    """Lines from a spreadsheet: checked and shown on the first press, added on the second."""
    project = _changeable(request, number)
    form, rows = PasteForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        rows = form.cleaned_data["lines"]
        if request.POST.get("go"):
            try:
                added = actions.add_materials(project=project, rows=rows, by=request.member, now=clock.now())
            except InvalidInput as error:
                add_refusal(form, error)
                rows = None
            else:
                messages.success(request, ngettext("%d line added.", "%d lines added.", added) % added)
                return redirect(request, f"{address(project, 'scope')}#materials")
    context = frame(request, project, "scope") | {
        "form": form,
        "rows": rows,
        "shown": (rows or [])[:SHOWN],
        "text": request.POST.get("lines", ""),
        "telling": True,  # this page has its own primary
    }
    return render(request, "projects/scope/paste.html", context, status=422 if form.errors else 200)


def _changeable(request, number):
    project = find(request, number)
    if not permissions.can_change_materials(request.member, project):
        raise NotAllowed(_("The project's manager and lead tech change materials."))
    return project


def _back(project):
    return f"{address(project, 'detail')}#materials"
