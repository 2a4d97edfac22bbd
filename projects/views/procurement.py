"""Procurement over all open projects: what is late, what is due this week; many lines moved at once."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from core import clock
from core.errors import InvalidInput, NotAllowed
from core.htmx import redirect
from core.paging import page_of
from projects import actions, permissions
from projects.actions.moved_back import UNDO_WITHIN
from projects.choices import BomLineState
from projects.forms.moving import BulkMoveForm
from projects.models import BomLine
from projects.queries.procurement import UNDER_WAY, ProcurementFilters, procurement, vendors
from projects.rules.materials import is_late

MOST_AT_ONCE = 200
ORDER = ("due", "id")


@require_GET
def procurement_list(request, slug):
    """Lines under way, by the day they arrive."""
    today = clock.today(request.organization.zone)
    filters = ProcurementFilters.read(request.GET)
    page = page_of(request, procurement(filters, today), ORDER)
    rows = [_row(line, request, today) for line in page]
    context = {
        "nav_key": "procurement",
        "page": page,
        "rows": rows,
        "filters": filters,
        "vendors": vendors(),
        "states": [(state.value, state.label) for state in UNDER_WAY],
        "targets": [one for one in BomLineState.choices if one[0] != BomLineState.SUBSTITUTED],
        "can_move": any(row["can_move"] for row in rows),
    }
    return render(request, "projects/procurement.html", context)


@require_POST
def move(request, slug):
    """Move every chosen line that may go there; what may not stays and is counted."""
    lines = _chosen(request)
    form = BulkMoveForm(request.POST, known=[line.pk for line in lines])
    if not lines or not form.is_valid():
        raise InvalidInput(_("Choose the lines and where they go."))
    values = {name: form.cleaned_data[name] for name in ("target", "order_number", "eta")}
    groups = defaultdict(list)
    for line in lines:
        groups[line.project_id].append(line)
    done, left, now = 0, 0, clock.now()
    with transaction.atomic():
        for group in groups.values():
            project = group[0].project
            if not permissions.can_change_materials(request.member, project):
                raise NotAllowed(_("The project's manager and lead tech change materials."))
            some, rest = actions.move_materials(project=project, lines=group, by=request.member, now=now, **values)
            done, left = done + some, left + rest
    said = ngettext("%d line moved.", "%d lines moved.", done) % done
    if left:
        said += " " + ngettext("%d could not follow.", "%d could not follow.", left) % left
    request.session["moved"] = {"at": now.isoformat(), "lines": actions.kept_lines(lines)}
    undo_url = reverse("projects:undo_procurement", args=[slug]) if done else ""
    messages.success(request, said, extra_tags=undo_url)
    return _back(request, slug)


@require_POST
def undo(request, slug):
    """Take back the last move of this session; a line that was touched since stays and is not counted."""
    moved, now = request.session.pop("moved", None), clock.now()
    if not moved or now - datetime.fromisoformat(moved["at"]) > UNDO_WITHIN:
        messages.warning(request, _("There is nothing to take back any more."))
        return _back(request, slug)
    projects = {line.project_id: line.project for line in _lines(moved["lines"])}
    with transaction.atomic():
        done = sum(
            actions.restore_materials(
                project=project,
                kept=moved["lines"],
                moved_at=datetime.fromisoformat(moved["at"]),
                by=request.member,
                now=now,
            )
            for _pk, project in sorted(projects.items())
        )
    messages.success(request, ngettext("%d line is back.", "%d lines are back.", done) % done)
    return _back(request, slug)


def _back(request, slug):
    """To the list as it was looked at, where it was sent along."""
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/o/")
    return redirect(request, back if safe else reverse("projects:procurement", args=[slug]))


def _chosen(request):
    wanted = []
    for value in request.POST.getlist("lines")[:MOST_AT_ONCE]:
        try:
            wanted.append(UUID(value))
        except ValueError:
            continue
    return _lines(wanted)


def _lines(keys):
    rows = BomLine.objects.filter(pk__in=keys).select_related("project__project_manager").order_by("project_id")
    return list(rows)


def _row(line, request, today):
    project = line.project
    project.organization = request.organization
    return {
        "line": line,
        "project": project,
        "is_late": is_late(line.state, line.eta, today),
        "parts": parts_of(line),
        "can_move": permissions.can_change_materials(request.member, project),
    }


def parts_of(line):
    """``[(word, quantity)]`` of a line in several states, nothing for one."""
    if not line.portions:
        return []
    return [(BomLineState(state).label, amount) for state, amount in line.quantities.items()]
