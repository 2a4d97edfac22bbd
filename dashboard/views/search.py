"""Finding and doing from one field: the page of search, and the list that the palette shows of it."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.htmx import template_for
from core.paging import search_of
from dashboard.queries.commands import Desk, commands
from dashboard.queries.search import SHORTEST, grouped, search


@require_GET
def everything(request, slug):
    """``?q=``: things found and commands that match; ``?here=`` is the page the palette was opened on."""
    text = search_of(request.GET, "q")
    desk = Desk(
        member=request.member,
        organization=request.organization,
        here=request.GET.get("here", "")[:300],
    )
    groups = grouped(search(request.organization, text))
    context = {
        "nav_key": "search",
        "text": text,
        "is_short": 0 < len(text) < SHORTEST,
        "groups": [(label, [(hit, hit.url(slug), hit.number) for hit in hits]) for label, hits in groups],
        "commands": commands(desk, text),
        "here": desk.here,
    }
    name = template_for(request, "dashboard/search.html", "dashboard/_found.html")
    return render(request, name, context)
