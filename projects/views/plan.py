"""The plan of a project: tasks by phase, remaining hours, milestones, and the time logged."""

from django.contrib import messages
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.queries import members
from core import clock
from core.conflicts import seen_in, wanted_in
from core.htmx import redirect
from projects import actions, permissions
from projects.forms.plan import LinksForm, PhaseForm, RemainingForm, TaskForm
from projects.forms.plan_grid import BulkForm, one_id
from projects.forms.time import TimeForm
from projects.models import Milestone, Task
from projects.queries import pages
from projects.queries.out_of_scope import workable_items
from projects.queries.plan_grid import baselines_of, deliverables_of, grid_of
from projects.queries.proposals import wishes
from projects.rules.lifecycle import is_open
from projects.views.frame import address, find, frame
from projects.views.plan_grid import newest
from projects.views.plan_lines import lines_of
from projects.views.plan_proposals import noted, shown
from projects.views.plan_rights import editable, plannable, task_of
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
    "delivers",
)


@require_GET
def plan(request, slug, number):
    """The grid of tasks with sums and findings; milestones and time below."""
    project = find(request, number)
    grid = grid_of(project)
    entries = pages.time_of(project, TIME_SHOWN)
    for entry in entries:
        entry.can_change = permissions.can_change_time_entry(request.member, entry)
    context = frame(request, project, "plan")
    may = context["can_plan"] or (context["is_open"] and permissions.can_propose_plan(request.member, project))
    proposals = shown(request, project, grid)
    wished = wishes(proposals)
    context |= {
        "grid": grid,
        "may": may,
        "phases": [(phase, lines_of(project, grid, phase.tasks, wished)) for phase in grid.phases],
        "proposals": proposals,
        "baseline": baselines_of(project).first(),
        "since": newest(grid.tasks),
        "milestones": list(Milestone.objects.filter(project=project)),
        "entries": entries,
        "shown": TIME_SHOWN,
        "time_form": time_form(request, project, grid.tasks) if is_open(project.status) else None,
    }
    if may:
        cells = TaskForm(people=list(members(request.organization)), deliverables=grid.deliverables, auto_id=False)
        context |= {"editors": cells, "bulk": BulkForm(cells=cells)}
    return render(request, "projects/plan.html", context)


def time_form(request, project, tasks, data=None):
    """The form for hours: today, on the member's own first open task; for others only where one may."""
    others = permissions.can_change_milestones(request.member, project)
    people = list(members(request.organization)) if others else ()
    own = next((task for task in tasks if task.done_at is None and task.assignee_id == request.member.pk), None)
    initial = {"on": clock.today(request.organization.zone), "task": own and own.pk, "member": request.member.pk}
    return TimeForm(
        data, tasks=tasks, people=people, items=workable_items(project), initial=initial, **days_of_time(project)
    )


def days_of_time(project):
    """The days between which hours may lie, for the form: today and the day of acceptance, both local."""
    zone = project.organization.zone
    return {"today": clock.today(zone), "accepted_on": project.accepted_at.astimezone(zone).date()}


@require_http_methods(["GET", "POST"])
def add_task(request, slug, number):
    """A new task at the end of the plan."""
    project = plannable(request, number)
    lines = deliverables_of(project)
    initial = {"delivers": request.GET["delivers"]} if request.GET.get("delivers") in lines else {}
    people = members(request.organization)
    form = TaskForm(request.POST or None, initial=initial, people=people, deliverables=lines)

    def save(values):
        return actions.add_task(project=project, by=request.member, now=clock.now(), **values)

    title, label, back = _("Add a task"), _("Add the task"), address(project, "plan")
    return row_form(request, project, form, save, title=title, label=label, back=back)


@require_http_methods(["GET", "POST"])
def edit_task(request, slug, number, pk):
    """Change title, phase, estimate, level, assignee, dates and flags; the manager proposes it."""
    project = editable(request, number)
    proposing = permissions.can_propose_plan(request.member, project)
    task = task_of(project, pk)
    initial = {name: getattr(task, name) for name in FIELDS} | {"assignee": task.assignee_id}
    people = _with(members(request.organization), task.assignee)
    form = TaskForm(request.POST or None, initial=initial, people=people, deliverables=deliverables_of(project))

    def save(values):
        wanted, seen = wanted_in(request.POST, values), seen_in(request.POST)
        if proposing:
            differing = {name: value for name, value in wanted.items() if getattr(task, name) != value}
            messages.success(request, noted(request, project, wanted={task.pk: differing})[1])
            return task
        return actions.update_task(task=task, by=request.member, now=clock.now(), seen=seen, **wanted)

    return row_form(
        request,
        project,
        form,
        save,
        title=_("Edit the task"),
        label=_("Propose it") if proposing else _("Save the task"),
        back=address(project, "plan"),
        row=task,
        fields=FIELDS,
        delete_url="" if proposing or task.actual else address(project, "delete_task", task.pk),
        delete_label=_("Delete the task"),
    )


@require_http_methods(["GET", "POST"])
def set_remaining(request, slug, number, pk):
    """The tech's own number of hours still to come."""
    project = plannable(request, number)
    task = task_of(project, pk)
    form = RemainingForm(request.POST or None, initial={"remaining": task.remaining})

    def save(values):
        wanted, seen = {pk: wanted_in(request.POST, values)}, {pk: seen_in(request.POST)}
        actions.edit_tasks(project=project, wanted=wanted, seen=seen, by=request.member, now=clock.now())
        messages.success(request, _("Remaining hours of “%s” are saved.") % task.title)
        return task

    label, back = _("Save the hours"), address(project, "plan")
    more = {"row": task, "fields": ("remaining",)}
    return row_form(request, project, form, save, title=task.title, label=label, back=back, **more)


@require_http_methods(["GET", "POST"])
def set_links(request, slug, number, pk):
    """Which tasks are finished before this one begins. What two people tick at once is added up."""
    project = plannable(request, number)
    task = task_of(project, pk)
    tasks = grid_of(project).tasks
    follows = next(set(one.follows) for one in tasks if one.pk == task.pk)
    others = [one for one in tasks if one.pk != task.pk]
    initial = {"after": [str(key) for key in follows], "was": ",".join(str(key) for key in follows)}
    form = LinksForm(request.POST or None, tasks=others, initial=initial)

    def save(values):
        after, was = set(values["after"]), set(filter(None, map(one_id, values["was"].split(","))))
        actions.link_task(task=task, add=after - was, remove=was - after, by=request.member, now=clock.now())
        return task

    label, back = _("Save what it follows"), address(project, "plan")
    return row_form(request, project, form, save, title=task.title, label=label, back=back)


@require_http_methods(["GET", "POST"])
def rename_phase(request, slug, number):
    """Another name for the phase ``name``; under a name that exists the two become one."""
    project = plannable(request, number)
    name = request.GET.get("name", "")
    form = PhaseForm(request.POST or None, initial={"phase": name})

    def save(values):
        ids = Task.objects.filter(project=project, phase=name).values_list("pk", flat=True)
        wanted = {pk: {"phase": values["phase"]} for pk in ids}
        actions.edit_tasks(project=project, wanted=wanted, by=request.member, now=clock.now())

    label, back = _("Save the phase"), f"{address(project, 'plan')}#tasks"
    return row_form(request, project, form, save, title=_("Rename the phase"), label=label, back=back)


@require_POST
def complete_task(request, slug, number, pk):
    """Done; with the last task the project is delivered."""
    project = find(request, number)
    task = actions.complete_task(task=task_of(project, pk), by=request.member, now=clock.now())
    messages.success(request, _("“%s” is done.") % task.title)
    return redirect(request, address(project, "plan"))


@require_POST
def reopen_task(request, slug, number, pk):
    """Take it up again."""
    project = find(request, number)
    task = actions.reopen_task(task=task_of(project, pk), by=request.member, now=clock.now())
    messages.success(request, _("“%s” is open again.") % task.title)
    return redirect(request, address(project, "plan"))


@require_POST
def delete_task(request, slug, number, pk):
    """Out of the plan, while nobody has logged hours on it."""
    project = find(request, number)
    task = task_of(project, pk)
    undo = remember(request, project, task)
    actions.delete_task(task=task, by=request.member, now=clock.now())
    messages.success(request, _("“%s” is no longer in the plan.") % task.title, extra_tags=undo)
    return redirect(request, address(project, "plan"))


def _with(people, person):
    """The people to choose from; the present assignee stays even when they have left."""
    people = list(people)
    return people if person is None or person in people else [*people, person]
