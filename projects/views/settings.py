"""What the settings show of projects: how far judging by new rules has come."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.queries import settings_of
from projects.models import Project
from projects.rules.lifecycle import ENDED


@require_GET
def judging(request, slug):
    """``done`` of ``total`` open projects are judged by the rules in force; asks again until all are."""
    since = settings_of(request.organization).judged_from
    rows = Project.objects.exclude(status__in=ENDED)
    total = rows.count()
    left = rows.exclude(health_at__gte=since).count() if since else 0
    context = {"nav_key": "settings", "done": total - left, "total": total, "since": since, "left": left}
    return render(request, "projects/_judging.html", context)
