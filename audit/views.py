"""The activity page: who did what, newest first."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from audit.queries import NEWEST_FIRST, line, search_events
from core.paging import page_of, search_of

FILTERS = ("person", "about", "act", "project", "object", "since", "until")


@require_safe
def activity(request, slug):
    """Every act in the organization; the filters (``object`` is an id) stand in the address."""
    asked = {name: search_of(request.GET, name) for name in FILTERS}
    rows = search_events(
        request.organization,
        person=asked["person"],
        about=asked["about"],
        project_number=asked["project"],
        object_id=asked["object"],
        act=asked["act"],
        since=asked["since"],
        until=asked["until"],
    )
    page = page_of(request, rows, NEWEST_FIRST)
    context = {
        "nav_key": "activity",
        "page": page,
        "lines": [line(event, slug) for event in page],
        "asked": asked,
        "filtered": any(asked.values()),
    }
    return render(request, "audit/activity.html", context)
