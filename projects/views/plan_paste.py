"""Tasks pasted from a spreadsheet: good rows are kept, the others named and held for correction."""

from django.contrib import messages
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.queries import members
from core import clock
from core.errors import InvalidInput
from core.htmx import redirect
from projects import actions
from projects.forms.plan_grid import PasteTasksForm, table_of
from projects.forms.tables import error_lines
from projects.views.frame import address, frame
from projects.views.plan_rights import plannable

MOST_LEFT = 100_000


@require_http_methods(["GET", "POST"])
def page(request, slug, number):
    """The page with one large field, for whom the grid takes no paste; rows that were left come back to it."""
    project = plannable(request, number)
    left = request.session.pop(_left(project), "") if request.method == "GET" else ""
    form, wrong = PasteTasksForm(request.POST or None, initial={"lines": left}), []
    if request.method == "POST" and form.is_valid():
        _edited, table = _added(request, project, form.cleaned_data["lines"])
        if table.rows:
            messages.success(request, _said(len(table.rows)))
        if not table.errors and table.rows:
            return redirect(request, address(project, "plan"))
        wrong = error_lines(table.errors) or [_("There is no row in it.")]
        form = PasteTasksForm(initial={"lines": table.refused})
    context = frame(request, project, "plan") | {"form": form, "wrong": wrong, "left": left, "telling": True}
    return render(request, "projects/plan/paste.html", context, status=422 if form.errors or wrong else 200)


def paste(request, project):
    """An act of the grid: add the good rows of ``text``; the others are named and wait on the page for pasting."""
    edited, table = _added(request, project, request.POST.get("text", ""))
    if not table.rows and not table.errors:
        raise InvalidInput(_("There is no row in it."))
    if len(table.refused) <= MOST_LEFT:
        request.session[_left(project)] = table.refused
    left = tuple((_("Not pasted"), line) for line in error_lines(table.errors)) if table.errors else ()
    return actions.Edited(edited.tasks, edited.step, left), _said(len(table.rows)) if table.rows else ""


def _added(request, project, text):
    table = table_of(text, members(request.organization))
    if not table.rows:
        return actions.Edited(), table
    rows = [dict(row) for row in table.rows]
    return actions.add_tasks(project=project, rows=rows, by=request.member, now=clock.now()), table


def _said(count):
    return ngettext("%d task added.", "%d tasks added.", count) % count


def _left(project):
    return f"pasted-tasks-{project.pk}"
