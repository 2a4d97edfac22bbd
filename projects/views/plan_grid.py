"""What the grid of the plan sends: cells, ticked tasks, new lines, moves, undo. One address, one answer.

A script asks for JSON and gets what changed, also by others; everybody else is led back to the plan.
"""

from django.contrib import messages
from django.db.transaction import atomic
from django.http import JsonResponse
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.queries import members
from audit.conflicts import clashes, sentence
from core import clock
from core.conflicts import Conflict
from core.errors import DomainError, InvalidInput
from core.htmx import redirect
from projects import actions, permissions
from projects.forms.plan import TaskForm
from projects.forms.plan_grid import ids_of, one_id, seen_of, values_of
from projects.models import Task
from projects.queries.plan_grid import changed_since, deliverables_of, grid_of
from projects.queries.proposals import wishes
from projects.rules.plan import placed, shifted
from projects.views.frame import address, find, frame
from projects.views.plan_lines import drawn_lines, lines_of
from projects.views.plan_paste import paste
from projects.views.plan_proposals import noted, shown
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


def _cells(request, project):
    return TaskForm(people=members(request.organization), deliverables=deliverables_of(project))


def _set(request, project):
    values = values_of(request.POST, _cells(request, project))
    if not values:
        raise InvalidInput(_("Choose what to set."))
    wanted = {pk: dict(values) for pk in _chosen(request)}
    seen = seen_of(request.POST)
    edited = actions.edit_tasks(project=project, wanted=wanted, seen=seen, **_by(request))
    count = len(edited.tasks)
    return edited, ngettext("%d task changed.", "%d tasks changed.", count) % count if count else ""


def _delete(request, project):
    edited = actions.delete_tasks(project=project, ids=_chosen(request), **_by(request))
    count = len(edited.step.get("deleted", ()))
    words = ngettext("%d task is no longer in the plan.", "%d tasks are no longer in the plan.", count) % count
    return edited, words if count else ""


def _add(request, project):
    values = values_of(request.POST, _cells(request, project))
    if not values.get("title", "").strip():
        raise InvalidInput(_("The task needs a title."))
    values.pop("remaining", None)
    return actions.add_tasks(project=project, rows=[values], **_by(request)), _("“%s” is added.") % values["title"]


def _wish(request, project):
    values = values_of(request.POST, _cells(request, project))
    if not values:
        raise InvalidInput(_("Choose what to set."))
    wanted = {pk: dict(values) for pk in _chosen(request)}
    return noted(request, project, wanted=wanted, seen=seen_of(request.POST))


def _wish_new(request, project):
    values = values_of(request.POST, _cells(request, project))
    if not values.get("title", "").strip():
        raise InvalidInput(_("The task needs a title."))
    return noted(request, project, added=[values])


def _wish_gone(request, project):
    return noted(request, project, deleted=_chosen(request))


WISHES = {"set": _wish, "add": _wish_new, "delete": _wish_gone}


def _move(step):
    def act(request, project):
        ids = _chosen(request)
        edited = actions.arrange_tasks(
            project=project, rule=lambda lines: shifted(lines, ids, step), **_by(request)
        )
        return edited, _("Moved.") if edited.tasks else ""

    return act


def _place(request, project):
    ids, target, below = _chosen(request), one_id(request.POST.get("target")), bool(request.POST.get("below"))
    edited = actions.arrange_tasks(
        project=project, rule=lambda lines: placed(lines, ids, target, below=below), **_by(request)
    )
    return edited, _("Moved.") if edited.tasks else ""


def _link(request, project):
    """One task; ``after`` are the ids it follows now, ``was`` those that the cell had shown."""
    task = Task.objects.select_related("assignee__user").filter(project=project, pk__in=_chosen(request)).first()
    if task is None:
        raise InvalidInput(_("It is no longer in the plan."))
    task.project = project
    after, was = set(ids_of(request.POST, "after")), set(ids_of(request.POST, "was"))
    return actions.link_task(task=task, add=after - was, remove=was - after, **_by(request)), ""


def _undo(request, project):
    kept, now = request.session.pop("plan_step", None), clock.now()
    if not kept or kept["project"] != str(project.pk) or kept["until"] < now.timestamp():
        raise DomainError("nothing_to_take_back", _("There is nothing to take back any more."))
    edited = actions.take_back_step(project=project, step=kept["step"], by=request.member, now=now)
    return edited, _("Taken back.")


ACTS = {
    "set": _set,
    "delete": _delete,
    "add": _add,
    "up": _move(-1),
    "down": _move(1),
    "place": _place,
    "link": _link,
    "paste": paste,
    "undo": _undo,
}


@require_POST
def undo(request, slug, number):
    """Take back the last step of this session's grid: the address that the toast calls."""
    request.POST = request.POST.copy()
    request.POST["do"] = "undo"
    return edit(request, slug, number)


def _by(request):
    return {"by": request.member, "now": clock.now()}


def _chosen(request):
    ids = ids_of(request.POST)
    if not ids:
        raise InvalidInput(_("Tick the tasks first."))
    return ids


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
        return JsonResponse(body, status=409 if error.status == 409 else 422)
    for words in sentences:
        messages.error(request, words)
    return redirect(request, address(project, "plan"))


def _plain(value):
    return "true" if value is True else "" if value in (None, False) else str(value)


def _words(request, project, conflict):
    """Who changed what meanwhile, in a sentence each."""
    task = Task.objects.filter(project=project, pk__in=_chosen(request)).first()
    form = _cells(request, project)
    form.fields.setdefault("remaining", form.fields["estimate"])
    found = clashes(conflict, task, form, clock.now(), project.organization.zone)
    return [sentence(clash) for clash in found]


def _changes(request, said, undo_url, edited):
    """All lines in their order, those that are new to the page drawn, and what stands above and beside them."""
    project = find(request, request.resolver_match.kwargs["number"])
    grid, today = grid_of(project), clock.today(request.organization.zone)
    new = {task.pk for task in edited.tasks}
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
