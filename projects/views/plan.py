"""The plan of a project: tasks by phase, remaining hours, milestones, and the time logged."""

from itertools import groupby

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.queries import members
from core import clock
from core.conflicts import seen_in, wanted_in
from core.errors import NotAllowed
from core.htmx import redirect
from projects import actions, permissions
from projects.forms.plan import RemainingForm, TaskForm
from projects.forms.time import TimeForm
from projects.models import Milestone, Task
from projects.queries import pages
from projects.queries.health_facts import task_fact
from projects.rules.health import is_unconfirmed, remaining_hours
from projects.rules.lifecycle import is_open
from projects.views.frame import address, find, frame
from projects.views.row_form import row_form
from projects.views.undo import remember

TIME_SHOWN = 50
FIELDS = (
    "title",
    "phase",
    "estimate",
    "skill_level",
    "assignee",
    "planned_start",
    "planned_end",
    "disruptive",
    "visible_to_customer",
)


@require_GET
def plan(request, slug, number):
    """Tasks in order, grouped by phase, with sums; milestones and time below."""
    project = find(request, number)
    tasks = pages.tasks_of(project)
    for task in tasks:
        fact = task_fact(task)
        task.left, task.unconfirmed = remaining_hours(fact), is_unconfirmed(fact) and is_open(project.status)
        task.typed = "" if task.remaining is None else f"{task.remaining.normalize():f}"
    entries = pages.time_of(project, TIME_SHOWN)
    for entry in entries:
        entry.can_change = permissions.can_change_time_entry(request.member, entry)
    context = frame(request, project, "plan") | {
        "phases": [(phase, list(rows)) for phase, rows in groupby(tasks, key=lambda task: task.phase)],
        "tasks": tasks,
        "sums": {name: sum(getattr(task, name) for task in tasks) for name in ("estimate", "actual", "left")},
        "milestones": list(Milestone.objects.filter(project=project)),
        "entries": entries,
        "shown": TIME_SHOWN,
        "time_form": time_form(request, project, tasks) if is_open(project.status) else None,
    }
    return render(request, "projects/plan.html", context)


def time_form(request, project, tasks, data=None):
    """The form for hours: today, on the member's own first open task; for others only where one may."""
    others = permissions.can_change_milestones(request.member, project)
    people = list(members(request.organization)) if others else ()
    own = next((task for task in tasks if task.done_at is None and task.assignee_id == request.member.pk), None)
    initial = {"on": clock.today(request.organization.zone), "task": own and own.pk, "member": request.member.pk}
    return TimeForm(data, tasks=tasks, people=people, initial=initial, **days_of_time(project))


def days_of_time(project):
    """The days between which hours may lie, for the form: today and the day of acceptance, both local."""
    zone = project.organization.zone
    return {"today": clock.today(zone), "accepted_on": project.accepted_at.astimezone(zone).date()}


@require_http_methods(["GET", "POST"])
def add_task(request, slug, number):
    """A new task at the end of the plan."""
    project = _plannable(request, number)
    form = TaskForm(request.POST or None, people=members(request.organization))

    def save(values):
        return actions.add_task(project=project, by=request.member, now=clock.now(), **values)

    title, label, back = _("Add a task"), _("Add the task"), address(project, "plan")
    return row_form(request, project, form, save, title=title, label=label, back=back)


@require_http_methods(["GET", "POST"])
def edit_task(request, slug, number, pk):
    """Change title, phase, estimate, level, assignee, dates and flags."""
    project = _plannable(request, number)
    task = _task(project, pk)
    initial = {name: getattr(task, name) for name in FIELDS} | {"assignee": task.assignee_id}
    form = TaskForm(
        request.POST or None, initial=initial, people=_with(members(request.organization), task.assignee)
    )

    def save(values):
        wanted, seen = wanted_in(request.POST, values), seen_in(request.POST)
        return actions.update_task(task=task, by=request.member, now=clock.now(), seen=seen, **wanted)

    return row_form(
        request,
        project,
        form,
        save,
        title=_("Edit the task"),
        label=_("Save the task"),
        back=address(project, "plan"),
        row=task,
        fields=FIELDS,
        delete_url=address(project, "delete_task", task.pk) if not task.actual else "",
        delete_label=_("Delete the task"),
    )


@require_POST
def set_remaining(request, slug, number, pk):
    """The tech's own number of hours still to come."""
    project = find(request, number)
    task = _task(project, pk)
    form = RemainingForm(request.POST)
    if form.is_valid():
        hours = form.cleaned_data["remaining"]
        actions.set_remaining(task=task, hours=hours, by=request.member, now=clock.now())
        messages.success(request, _("Remaining hours of “%s” are saved.") % task.title)
    else:
        messages.error(request, _("Remaining hours are a number such as 4.5, or empty."))
    return redirect(request, f"{address(project, 'plan')}#task-{task.pk}")


@require_POST
def complete_task(request, slug, number, pk):
    """Done; with the last task the project is delivered."""
    project = find(request, number)
    task = actions.complete_task(task=_task(project, pk), by=request.member, now=clock.now())
    messages.success(request, _("“%s” is done.") % task.title)
    return redirect(request, address(project, "plan"))


@require_POST
def reopen_task(request, slug, number, pk):
    """Take it up again."""
    project = find(request, number)
    task = actions.reopen_task(task=_task(project, pk), by=request.member, now=clock.now())
    messages.success(request, _("“%s” is open again.") % task.title)
    return redirect(request, address(project, "plan"))


@require_POST
def delete_task(request, slug, number, pk):
    """Out of the plan, while nobody has logged hours on it."""
    project = find(request, number)
    task = _task(project, pk)
    undo = remember(request, project, task)
    actions.delete_task(task=task, by=request.member, now=clock.now())
    messages.success(request, _("“%s” is no longer in the plan.") % task.title, extra_tags=undo)
    return redirect(request, address(project, "plan"))


def _plannable(request, number):
    project = find(request, number)
    if not permissions.can_change_plan(request.member, project):
        raise NotAllowed(_("Only the project's lead tech changes the plan."))
    return project


def _task(project, pk):
    task = get_object_or_404(Task.objects.select_related("assignee__user"), project=project, pk=pk)
    task.project = project
    return task


def _with(people, person):
    """The people to choose from; the present assignee stays even when they have left."""
    people = list(people)
    return people if person is None or person in people else [*people, person]
