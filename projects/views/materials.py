"""Materials of a project: add a line, say where it stands."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import clock
from core.conflicts import seen_in, wanted_in
from core.errors import NotAllowed
from projects import actions, permissions
from projects.actions.materials import FIELDS
from projects.forms.materials import MaterialForm
from projects.models import BomLine
from projects.views.frame import address, find
from projects.views.row_form import row_form


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


def _changeable(request, number):
    project = find(request, number)
    if not permissions.can_change_materials(request.member, project):
        raise NotAllowed(_("The project's manager and lead tech change materials."))
    return project


def _back(project):
    return f"{address(project, 'detail')}#materials"
