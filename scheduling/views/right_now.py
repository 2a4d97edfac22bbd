"""Pages of scheduling. Everyone reads."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from core import clock
from scheduling import queries


@require_GET
def right_now(request, slug):
    """Who is on what, and what waits; the part that htmx asks for again every minute comes alone."""
    state = queries.right_now(request.organization, now=clock.now(), today=clock.today(request.organization.zone))
    name = "scheduling/_right_now.html" if request.htmx else "scheduling/right_now.html"
    return render(request, name, {"nav_key": "right_now", "state": state})
