"""Materials of a project: add a line, say where it stands."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from core import clock
from core.conflicts import seen_in, wanted_in
from core.errors import InvalidInput, NotAllowed
from core.forms import add_refusal
from core.htmx import redirect
from projects import actions, permissions
from projects.actions.materials import FIELDS
from projects.forms.materials import MaterialForm
from projects.forms.moving import MoveForm, PasteForm
from projects.forms.tables import error_lines
from projects.models import BomLine
from projects.queries.materials import history_of
from projects.rules.materials import substitutable
from projects.views.frame import address, find, frame
from projects.views.row_form import row_form

SHOWN = 100  # lines of a pasted table
MOST_LEFT = 100_000  # characters of rows that could not be taken, kept for the next page


@require_http_methods(["GET", "POST"])
def add(request, slug, number):
    """A new line at the end."""
    project = changeable(request, number)

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
    project = changeable(request, number)
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
    project = changeable(request, number)
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


@require_GET
def history(request, slug, number, pk):
    """Where it went, when it was to arrive, and the serial numbers that came with it; for everybody."""
    project = find(request, number)
    line = get_object_or_404(BomLine, project=project, pk=pk)
    context = {
        "nav_key": "projects",
        "project": project,
        "line": line,
        "can_substitute": permissions.can_change_materials(request.member, project)
        and bool(substitutable(line.quantities)),
        "back": _back(project),
    }
    return render(request, "projects/scope/line_history.html", context | history_of(line))


@require_http_methods(["GET", "POST"])
def paste(request, slug, number):
    """Lines from a spreadsheet: checked and shown on the first press, added on the second.

    Rows that cannot be taken are named and come back after the others were added, to be corrected.
    """
    project = changeable(request, number)
    left = request.session.pop(_left(project), "") if request.method == "GET" else ""
    form, table = PasteForm(request.POST or None, initial={"lines": left}), None
    if request.method == "POST" and form.is_valid() and not request.POST.get("again"):
        table = form.cleaned_data["lines"]
        if request.POST.get("go") and not _too_long(table):
            try:
                return _add(request, project, table)
            except InvalidInput as error:
                add_refusal(form, error)
                table = None
    context = _pasted(request, project, form, table, left)
    return render(request, "projects/scope/paste.html", context, status=422 if form.errors else 200)


def _add(request, project, table):
    """Add what can be taken; where rows are left go back to the page, which shows them."""
    rows = [dict(row) for row in table.rows]
    added = actions.add_materials(project=project, rows=rows, by=request.member, now=clock.now())
    messages.success(request, ngettext("%d line added.", "%d lines added.", added) % added)
    if not table.refused:
        return redirect(request, f"{address(project, 'scope')}#materials")
    request.session[_left(project)] = table.refused
    return redirect(request, address(project, "paste_materials"))


def _pasted(request, project, form, table, left):
    rows = table.rows if table else ()
    return frame(request, project, "scope") | {
        "form": form,
        "rows": rows,
        "shown": rows[:SHOWN],
        "wrong": error_lines(table.errors) if table and table.errors else [],
        "too_long": bool(table and _too_long(table)),
        "left": left,
        "text": request.POST.get("lines", ""),
        "telling": True,  # this page has its own primary
    }


def _too_long(table):
    """More rows that cannot be taken than a session should keep: then nothing is added until they are corrected."""
    return len(table.refused) > MOST_LEFT


def _left(project):
    return f"pasted-{project.pk}"


def changeable(request, number):
    """The project, for whom may change its materials."""
    project = find(request, number)
    if not permissions.can_change_materials(request.member, project):
        raise NotAllowed(_("The project's manager and lead tech change materials."))
    return project


def _back(project):
    return f"{address(project, 'detail')}#materials"
