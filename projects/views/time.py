"""Hours worked on a project: log, correct, delete."""

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.conflicts import seen_in, wanted_in
from core.errors import NotAllowed
from core.formats import format_hours
from core.htmx import redirect
from projects import actions, permissions
from projects.forms.time import TimeForm
from projects.models import TimeEntry
from projects.queries import pages
from projects.queries.out_of_scope import workable_items
from projects.views.frame import address, find
from projects.views.plan import days_of_time, time_form
from projects.views.row_form import row_form
from projects.views.undo import remember

FIELDS = ("task", "out_of_scope", "on", "hours", "note")


@require_http_methods(["GET", "POST"])
def log(request, slug, number):
    """Log hours; the same form stands on the plan."""
    project = find(request, number)
    form = time_form(request, project, pages.tasks_of(project), request.POST or None)

    def save(values):
        worker = values.pop("member", None) or request.member
        return actions.log_time(project=project, member=worker, by=request.member, now=clock.now(), **values)

    return _form(request, project, form, save, title=_("Log time"), label=_("Log the hours"))


@require_http_methods(["GET", "POST"])
def correct(request, slug, number, pk):
    """Change task, day, hours or note; what it said before stays in the history."""
    project = find(request, number)
    entry = _entry(project, pk)
    if not permissions.can_change_time_entry(request.member, entry):
        raise NotAllowed(_("You change your own hours."))
    initial = {name: getattr(entry, name) for name in FIELDS}
    initial |= {"task": entry.task_id, "out_of_scope": entry.out_of_scope_id}
    days, items = days_of_time(project), workable_items(project)
    form = TimeForm(request.POST or None, tasks=pages.tasks_of(project), items=items, initial=initial, **days)

    def save(values):
        wanted, seen = wanted_in(request.POST, values), seen_in(request.POST)
        return actions.correct_time_entry(entry=entry, by=request.member, now=clock.now(), seen=seen, **wanted)

    return _form(
        request,
        project,
        form,
        save,
        title=_("Correct the time"),
        label=_("Save the hours"),
        row=entry,
        fields=FIELDS,
        delete_url=address(project, "delete_time", entry.pk),
        delete_label=_("Delete the entry"),
    )


@require_POST
def delete(request, slug, number, pk):
    """Take an entry back; the history keeps it."""
    project = find(request, number)
    entry = _entry(project, pk)
    undo = remember(request, project, entry)
    actions.delete_time_entry(entry=entry, by=request.member, now=clock.now())
    messages.success(request, _("%s are taken back.") % format_hours(entry.hours), extra_tags=undo)
    own = request.GET.get("back") == "time"
    return redirect(
        request, reverse("projects:my_time", args=[slug]) if own else f"{address(project, 'plan')}#time"
    )


def _entry(project, pk):
    entry = get_object_or_404(
        TimeEntry.objects.select_related("member__user", "task", "out_of_scope"), project=project, pk=pk
    )
    entry.project = project
    return entry


def _form(request, project, form, save, **page):
    def saved(values):
        entry = save(values)
        messages.success(request, _("%s are logged.") % format_hours(entry.hours))

    return row_form(request, project, form, saved, back=f"{address(project, 'plan')}#time", **page)
