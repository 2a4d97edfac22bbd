"""The tab “SoW & BoM”: what was agreed first, what changed, what holds now, and the documents behind it."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from core import clock
from projects import permissions
from projects.choices import SowState
from projects.queries import scope as queries
from projects.queries.materials import held_start, materials_of
from projects.rules.lifecycle import is_open
from projects.rules.sow import effort_hours
from projects.views.frame import address, find, frame


@require_GET
def scope(request, slug, number):
    """The scope of a project."""
    project = find(request, number)
    sows, orders = queries.sows_of(project), queries.change_orders_of(project)
    current = queries.current_sow(sows)
    shown = current or next((sow for sow in sows if sow.state in (SowState.DRAFT, SowState.IN_REVIEW)), None)
    materials = materials_of(project, clock.today(request.organization.zone))
    context = frame(request, project, "scope") | {
        "scope": queries.scope_of(project),
        "sows": sows,
        "sow": shown,
        "words": queries.words_of(queries.frozen(shown)) if shown else (),
        "orders": [order_row(order) for order in orders],
        "has_approved": current is not None,
        "has_open_sow": any(sow.state in (SowState.DRAFT, SowState.IN_REVIEW) for sow in sows),
        "can_write": may_write(request, project),
        "materials": materials,
        "held": held_start(project, materials) if is_open(project.status) else None,
        "new_order_url": address(project, "new_change_order"),
    }
    return render(request, "projects/scope/scope.html", context)


def may_write(request, project):
    """Whether the reader may write SoW and change orders of the project now."""
    return permissions.can_write_scope(request.member, project) and is_open(project.status)


def order_row(order):
    """A change order with its hours, as the list prints it."""
    return {
        "order": order,
        "hours": effort_hours(order.effort),
        "url": address(order.project, "change_order", order.pk),
    }
