"""The plan on a timeline: a drawing by the server and the same as a table."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from core import clock
from projects.queries.timeline import timeline_of
from projects.rules.timeline import drawing
from projects.views.frame import find, frame


@require_GET
def timeline(request, slug, number):
    """Bars as approved and as expected, what interrupts, and today; ``?baseline=1`` compares with that one."""
    project = find(request, number)
    wanted = request.GET.get("baseline", "")
    chosen = int(wanted) if wanted.isdecimal() and len(wanted) < 5 else None
    context = frame(request, project, "plan")
    rows, baselines, baseline = timeline_of(project, clock.now(), chosen)
    context |= {
        "rows": rows,
        "drawing": drawing(rows, context["today"]),
        "baselines": baselines,
        "baseline": baseline,
    }
    return render(request, "projects/plan/timeline.html", context)
