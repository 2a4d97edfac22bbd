"""The page of support's demand: what came in, by week, weekday, level and type."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core import clock
from scheduling import queries
from scheduling.permissions import can_report_requests


@require_GET
def demand(request, slug):
    """The last 26 weeks of support, as a drawing and as its table."""
    today = clock.today(request.organization.zone)
    found = queries.demand(request.organization, today=today)
    import_url = reverse("imports:new", args=[slug, "tickets"]) if can_report_requests(request.member) else ""
    context = {"nav_key": "capacity", "found": found, "import_url": import_url}
    return render(request, "scheduling/demand.html", context)
