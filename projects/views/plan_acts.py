"""The acts of the grid of the plan: each takes the request and its project and returns ``(Edited, words)``.

``ACTS`` are those of who changes the plan, ``WISHES`` those of who proposes changes of it.
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.queries import members
from core import clock
from core.errors import DomainError, InvalidInput
from projects import actions
from projects.forms.plan import TaskForm
from projects.forms.plan_grid import ids_of, one_id, seen_of, values_of
from projects.models import Task
from projects.queries.plan_grid import deliverables_of
from projects.rules.plan import placed, shifted
from projects.views.plan_paste import paste
from projects.views.plan_proposals import noted


def cells_form(request, project):
    """The form whose fields clean the cells."""
    return TaskForm(people=members(request.organization), deliverables=deliverables_of(project))


def _set(request, project):
    values = values_of(request.POST, cells_form(request, project))
    if not values:
        raise InvalidInput(_("Choose what to set."))
    wanted = {pk: dict(values) for pk in chosen(request)}
    seen = seen_of(request.POST)
    edited = actions.edit_tasks(project=project, wanted=wanted, seen=seen, **_by(request))
    count = len(edited.tasks)
    return edited, ngettext("%d task changed.", "%d tasks changed.", count) % count if count else ""


def _delete(request, project):
    edited = actions.delete_tasks(project=project, ids=chosen(request), **_by(request))
    count = len(edited.step.get("deleted", ()))
    words = ngettext("%d task is no longer in the plan.", "%d tasks are no longer in the plan.", count) % count
    return edited, words if count else ""


def _add(request, project):
    values = values_of(request.POST, cells_form(request, project))
    if not values.get("title", "").strip():
        raise InvalidInput(_("The task needs a title."))
    values.pop("remaining", None)
    return actions.add_tasks(project=project, rows=[values], **_by(request)), _("“%s” is added.") % values["title"]


def _wish(request, project):
    values = values_of(request.POST, cells_form(request, project))
    if not values:
        raise InvalidInput(_("Choose what to set."))
    wanted = {pk: dict(values) for pk in chosen(request)}
    return noted(request, project, wanted=wanted, seen=seen_of(request.POST))


def _wish_new(request, project):
    values = values_of(request.POST, cells_form(request, project))
    if not values.get("title", "").strip():
        raise InvalidInput(_("The task needs a title."))
    return noted(request, project, added=[values])


def _wish_gone(request, project):
    return noted(request, project, deleted=chosen(request))


WISHES = {"set": _wish, "add": _wish_new, "delete": _wish_gone}


def _move(step):
    def act(request, project):
        ids = chosen(request)
        edited = actions.arrange_tasks(
            project=project, rule=lambda lines: shifted(lines, ids, step), **_by(request)
        )
        return edited, _("Moved.") if edited.tasks else ""

    return act


def _place(request, project):
    ids, target, below = chosen(request), one_id(request.POST.get("target")), bool(request.POST.get("below"))
    edited = actions.arrange_tasks(
        project=project, rule=lambda lines: placed(lines, ids, target, below=below), **_by(request)
    )
    return edited, _("Moved.") if edited.tasks else ""


def _link(request, project):
    """One task; ``after`` are the ids it follows now, ``was`` those that the cell had shown."""
    task = Task.objects.select_related("assignee__user").filter(project=project, pk__in=chosen(request)).first()
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


def _by(request):
    return {"by": request.member, "now": clock.now()}


def chosen(request):
    """The ids of the tasks that are meant. Raises InvalidInput without any."""
    ids = ids_of(request.POST)
    if not ids:
        raise InvalidInput(_("Tick the tasks first."))
    return ids
