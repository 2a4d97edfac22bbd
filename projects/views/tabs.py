"""The sections that show what others keep: weekly updates (a panel of a higher app) and the history."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from audit.queries import NEWEST_FIRST, events, line
from core.paging import page_of
from projects.views.frame import find, frame


@require_GET
def updates(request, slug, number):
    """The weekly updates of the project; the panel is fetched by its URL name."""
    return render(request, "projects/updates.html", frame(request, find(request, number), "updates"))


@require_GET
def history(request, slug, number):
    """Who did what in this project, newest first."""
    project = find(request, number)
    page = page_of(request, events(request.organization, project=project), NEWEST_FIRST)
    context = frame(request, project, "history") | {"page": page, "lines": [line(event, slug) for event in page]}
    return render(request, "projects/history.html", context)
