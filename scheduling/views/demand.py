"""The page of support's demand: what came in, by week, weekday, level and type."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from core import clock
from scheduling import queries


@require_GET
def demand(request, slug):
    """The last 26 weeks of support, as a drawing and as its table."""
    today = clock.today(request.organization.zone)
    found = queries.demand(request.organization, today=today)
    return render(request, "scheduling/demand.html", {"nav_key": "capacity", "found": found})
