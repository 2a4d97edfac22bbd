"""The files of a project: drop, paste or choose; every version as an attachment; remove and bring back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import clock
from core.htmx import redirect
from files.choices import FileKind
from files.models import Document
from files.queries import files_of_project
from files.sending import handed_out, take
from projects import actions, permissions
from projects.rules.lifecycle import is_open
from projects.views.frame import address, find, frame


@require_http_methods(["GET", "POST"])
def files(request, slug, number):
    """GET: the list. POST ``file`` (several), ``kind``: keep them; the same name is the next version."""
    project = find(request, number)
    if request.method == "POST":

        def add(upload, kind, reference):
            actions.add_project_file(
                project=project, upload=upload, by=request.member, now=clock.now(), kind=kind, reference=reference
            )

        take(request, add)
        return redirect(request, address(project, "files"))
    rows = list(files_of_project(project))
    for row in rows:
        row.can_remove = row.project_id and permissions.can_remove_file(request.member, project, row)
    context = {"documents": rows, "kinds": FileKind.choices, "can_add": is_open(project.status)}
    context["telling"] = context["can_add"]  # this page has its own primary
    return render(request, "projects/files.html", frame(request, project, "files") | context)


@require_GET
def download(request, slug, number, pk):
    """The newest version, or ``?version=2``, as an attachment."""
    project = find(request, number)
    document = get_object_or_404(files_of_project(project), pk=pk)
    return handed_out(document, request.GET.get("version", ""))


@require_POST
def remove(request, slug, number, pk):
    """Off the page, with undo."""
    project = find(request, number)
    document = get_object_or_404(files_of_project(project), pk=pk, project=project)
    actions.remove_project_file(project=project, document=document, by=request.member, now=clock.now())
    undo = address(project, "restore_file", document.pk)
    messages.success(request, _("“%s” is removed.") % document.name, extra_tags=undo)
    return redirect(request, address(project, "files"))


@require_POST
def restore(request, slug, number, pk):
    """Back on the page."""
    project = find(request, number)
    document = Document.objects.filter(project=project, pk=pk).prefetch_related("versions").first()
    if document is None:
        raise Http404
    actions.restore_project_file(project=project, document=document, by=request.member, now=clock.now())
    messages.success(request, _("“%s” is back.") % document.name)
    return redirect(request, address(project, "files"))
