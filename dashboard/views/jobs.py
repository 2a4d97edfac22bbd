"""Work in the background on a list: how far it is, its result, its file, and taking it back."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from core import clock
from core.htmx import template_for
from dashboard.actions.jobs import begin_undo, cancel_job
from dashboard.lists.acts import act_named
from dashboard.lists.kinds import KINDS
from dashboard.models import ListJob
from dashboard.views.lists import file_of

SHOWN = 200


@require_GET
def jobs(request, slug):
    """The member's own jobs, newest first."""
    rows = ListJob.objects.filter(member=request.member).defer("file").order_by("-created_at")[:50]
    return render(request, "dashboard/jobs.html", {"nav_key": "", "jobs": [(row, _title(row)) for row in rows]})


@require_GET
def job(request, slug, pk):
    """One job; while it runs the page asks again by itself."""
    found = _own(request, pk)
    lines = [] if found.is_export else list(found.lines.order_by("is_done", "position")[:SHOWN])
    context = {
        "nav_key": found.list_key,
        "job": found,
        "title": _title(found),
        "kind": KINDS[found.list_key],
        "list_url": reverse(KINDS[found.list_key].view, args=[slug]),
        "lines": lines,
        "percent": 100 * found.done // found.total if found.total else 0,
        "refused": 0 if found.is_export else found.lines.filter(is_done=False).count(),
        "changed": 0 if found.is_export else found.lines.filter(is_done=True).count(),
        "has_file": found.is_export and ListJob.objects.filter(pk=found.pk, file__isnull=False).exists(),
        "can_undo": found.is_over and not found.is_export and found.act != "undo" and not found.undone_by.exists(),
    }
    return render(request, template_for(request, "dashboard/job.html", "dashboard/_job.html"), context)


@require_GET
def download(request, slug, pk):
    """The file of an export."""
    found = get_object_or_404(ListJob, pk=pk, member=request.member)
    if found.file is None:
        raise Http404
    return file_of(KINDS[found.list_key], found.act, bytes(found.file))


@require_POST
def undo(request, slug, pk):
    """Take back what the job did."""
    return redirect(begin_undo(job=_own(request, pk), by=request.member, now=clock.now()))


@require_POST
def cancel(request, slug, pk):
    """Stop the job."""
    return redirect(cancel_job(job=_own(request, pk), by=request.member))


def _own(request, pk):
    return get_object_or_404(ListJob.objects.defer("file"), pk=pk, member=request.member)


def _title(found):
    if found.is_export:
        return f"{KINDS[found.list_key].label}: {found.act.upper()}"
    act = act_named(found.list_key, found.values.get("act") if found.act == "undo" else found.act)
    return f"{KINDS[found.list_key].label}: {act.label if act else found.act}"
