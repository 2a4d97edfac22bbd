"""Hours worked on a project: log, correct, delete."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.errors import InvalidInput, NotAllowed
from core.formats import format_hours
from core.forms import add_refusal
from core.htmx import redirect
from projects import actions, permissions
from projects.forms.time import TimeForm
from projects.models import TimeEntry
from projects.queries import pages
from projects.views.frame import address, find
from projects.views.plan import time_form


@require_http_methods(["GET", "POST"])
def log(request, slug, number):
    """Log hours; the same form stands on the plan."""
    project = find(request, number)
    form = time_form(request, project, pages.tasks_of(project), request.POST or None)

    def save(values):
        worker = values.pop("member", None) or request.member
        return actions.log_time(project=project, member=worker, by=request.member, now=clock.now(), **values)

    return _form(request, project, form, save, _("Log time"), _("Log the hours"))


@require_http_methods(["GET", "POST"])
def correct(request, slug, number, pk):
    """Change task, day, hours or note; what it said before stays in the history."""
    project = find(request, number)
    entry = _entry(project, pk)
    if not permissions.can_change_time_entry(request.member, entry):
        raise NotAllowed(_("You change your own hours."))
    initial = {"task": entry.task_id, "on": entry.on, "hours": entry.hours, "note": entry.note}
    form = TimeForm(request.POST or None, tasks=pages.tasks_of(project), initial=initial)

    def save(values):
        return actions.correct_time_entry(entry=entry, by=request.member, now=clock.now(), **values)

    return _form(request, project, form, save, _("Correct the time"), _("Save the hours"), entry)


@require_POST
def delete(request, slug, number, pk):
    """Take an entry back; the history keeps it."""
    project = find(request, number)
    entry = _entry(project, pk)
    actions.delete_time_entry(entry=entry, by=request.member, now=clock.now())
    messages.success(request, _("%s are taken back.") % format_hours(entry.hours))
    return redirect(request, f"{address(project, 'plan')}#time")


def _entry(project, pk):
    entry = get_object_or_404(TimeEntry.objects.select_related("member__user", "task"), project=project, pk=pk)
    entry.project = project
    return entry


def _form(request, project, form, save, title, label, entry=None):
    back = f"{address(project, 'plan')}#time"
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                saved = save(form.cleaned_data)
            except InvalidInput as error:
                add_refusal(form, error)
            else:
                messages.success(request, _("%s are logged.") % format_hours(saved.hours))
                return redirect(request, back)
        status = 422
    context = {
        "nav_key": "projects",
        "project": project,
        "form": form,
        "title": title,
        "label": label,
        "back": back,
        "delete_url": address(project, "delete_time", entry.pk) if entry else "",
        "delete_label": _("Delete the entry"),
    }
    return render(request, "projects/form.html", context, status=status)
