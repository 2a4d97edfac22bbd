"""What the grid of the plan sends: cells, ticked tasks, new lines, moves, undo. One address, one answer.

A script asks for JSON and gets what changed, also by others; everybody else is led back to the plan.
"""

from django.contrib import messages
from django.db.transaction import atomic
from django.http import JsonResponse
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from audit.conflicts import clashes, sentence
from core import clock
from core.conflicts import Conflict
from core.errors import DomainError, InvalidInput
from core.htmx import redirect
from projects import permissions
from projects.forms.plan_grid import ids_of
from projects.models import Task
from projects.queries.plan_grid import changed_since, grid_of
from projects.queries.proposals import wishes
from projects.views.frame import address, find, frame
from projects.views.plan_acts import ACTS, WISHES, cells_form, chosen
from projects.views.plan_lines import drawn_lines, lines_of
from projects.views.plan_proposals import shown
from projects.views.plan_rights import editable

SECONDS = 600
MOST_STEP = 1000  # tasks of one step that a session keeps to take it back


@require_POST
def edit(request, slug, number):
    """Do what ``do`` says with the tasks of ``task``; ``since`` is the newest change that the page had seen.

    What the project's manager sends is written into their proposal.
    """
    project = editable(request, number)
    proposing = permissions.can_propose_plan(request.member, project)
    act = (WISHES if proposing else ACTS).get(request.POST.get("do"))
    try:
        if act is None:
            only = _("Only the project's lead tech does that. Propose other values, new tasks or deletions.")
            raise InvalidInput(only if proposing else _("Say what to do with the tasks."))
        with atomic():
            edited, said = act(request, project)
    except Conflict as conflict:
        return _refused(request, project, conflict, _words(request, project, conflict))
    except DomainError as error:
        return _refused(request, project, error, [str(error)])
    undo = _remember(request, project, edited)
    if _wants_json(request):
        return JsonResponse(_changes(request, said, undo, edited))
    if said:
        messages.success(request, said, extra_tags=undo)
    for title, reason in edited.left:
        messages.warning(request, f"“{title}”: {reason}")
    return redirect(request, address(project, "plan"))


@require_POST
def undo(request, slug, number):
    """Take back the last step of this session's grid: the address that the toast calls."""
    request.POST = request.POST.copy()
    request.POST["do"] = "undo"
    return edit(request, slug, number)


def _remember(request, project, edited):
    """Keep the step in the session. Returns the address that takes it back; empty when there is none."""
    if not edited.step or len(edited.tasks) > MOST_STEP:
        return ""
    until = clock.now().timestamp() + SECONDS
    request.session["plan_step"] = {"project": str(project.pk), "until": until, "step": edited.step}
    return address(project, "undo_plan")


def _wants_json(request):
    return request.headers.get("Accept", "").startswith("application/json")


def _refused(request, project, error, sentences):
    if _wants_json(request):
        body = {"problem": " ".join(sentences), "code": error.code}
        if isinstance(error, Conflict):
            body["theirs"] = {row.field: _plain(row.theirs) for row in error.differences}
        return JsonResponse(body, status=error.status if error.status in (403, 409) else 422)
    for words in sentences:
        messages.error(request, words)
    return redirect(request, address(project, "plan"))


def _plain(value):
    return "true" if value is True else "" if value in (None, False) else str(value)


def _words(request, project, conflict):
    """Who changed what meanwhile, in a sentence each."""
    task = Task.objects.filter(project=project, pk__in=chosen(request)).first()
    form = cells_form(request, project)
    form.fields.setdefault("remaining", form.fields["estimate"])
    found = clashes(conflict, task, form, clock.now(), project.organization.zone)
    return [sentence(clash) for clash in found]


def _changes(request, said, undo_url, edited):
    """All lines in their order, those that are new to the page drawn, and what stands above and beside them."""
    project = find(request, request.resolver_match.kwargs["number"])
    grid, today = grid_of(project), clock.today(request.organization.zone)
    new = {task.pk for task in edited.tasks} | set(ids_of(request.POST))  # a wish may be gone again
    since = parse_datetime(request.POST.get("since", "").replace(" ", "+"))
    tasks = changed_since(grid.tasks, since)
    tasks += [task for task in grid.tasks if task.pk in new and task not in tasks]
    context = frame(request, project, "plan") | {"grid": grid, "may": True}
    proposals = shown(request, project, grid)
    wished = wishes(proposals)
    tasks += [task for task in grid.tasks if str(task.pk) in wished and task not in tasks]
    lines = lines_of(project, grid, tasks, wished)
    context["proposals"] = proposals
    return {
        "said": said,
        "undo": undo_url,
        "left": [f"“{title}”: {reason}" for title, reason in edited.left],
        "since": newest(grid.tasks),
        "phases": [
            {"name": phase.name, "hours": str(phase.hours), "ids": [str(task.pk) for task in phase.tasks]}
            for phase in grid.phases
        ],
        "after": {str(line.pk): line.after for line in lines_of(project, grid, grid.tasks) if line.after},
        "rows": {
            str(line.pk): drawn_lines([line], may=True, can_plan=context["can_plan"], today=today)
            for line in lines
        },
        "heads": {
            phase.name: _part(request, "projects/plan/_head.html", context | {"phase": phase})
            for phase in grid.phases
        },
        "sums": _part(request, "projects/plan/_sums.html", context),
        "side": _part(request, "projects/plan/_side.html", context),
        "proposals": _part(request, "projects/plan/_proposals.html", context),
        "strip": _part(request, "projects/_strip.html", context),
    }


def newest(tasks):
    """The instant of the newest change of the lines, as the page sends it back."""
    return max((task.updated_at for task in tasks), default=clock.now()).isoformat()


def _part(request, name, context):
    return render_to_string(name, context, request)
