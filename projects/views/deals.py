"""The accept panel of a deal: choose who manages and who leads, accept, go to the project."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import can_manage_members
from core import clock
from core.errors import DomainError, InvalidInput
from core.htmx import redirect, template_for
from deals.models import Deal
from deals.queries import missing
from deals.rules import is_open
from projects import permissions
from projects.actions import accept_deal, order_deal_change
from projects.choices import ChangeOrderState
from projects.forms.deals import AcceptForm
from projects.queries.acceptance import foreseen_of


@require_http_methods(["GET", "POST"])
def accept(request, slug, pk):
    """GET: the panel, inside the deal's page or alone. POST: accept and go to the project."""
    deal = get_object_or_404(Deal.objects.select_related("customer", "salesperson__user"), pk=pk)
    form = AcceptForm(
        request.POST or None,
        organization=request.organization,
        member=request.member,
        cared_for_by=deal.project_manager_id,
    )
    if request.method == "POST" and form.is_valid():
        try:
            project = accept_deal(
                deal=deal,
                project_manager=form.cleaned_data["project_manager"],
                lead_tech=form.cleaned_data["lead_tech"],
                template=form.cleaned_data.get("template"),
                by=request.member,
                now=clock.now(),
            )
        except InvalidInput as error:
            form.take(error)
        except DomainError as error:
            project = deal.projects.first()
            if error.code != "deal_decided" or project is None:
                raise
            # Pressed twice, or two people at once: what they wanted stands.
            messages.success(request, _("The deal is project %(number)s.") % {"number": project.number})
            return redirect(request, project.get_absolute_url())
        else:
            said = {
                "number": project.number,
                "sales": project.salesperson.name,
                "pm": project.project_manager.name,
            }
            is_own = project.salesperson_id == request.member.pk
            sentence = (
                _("%(pm)s has %(number)s.") if is_own else _("%(pm)s has %(number)s. %(sales)s is released.")
            )
            messages.success(request, sentence % said)
            return redirect(request, project.get_absolute_url())
    context = {
        "deal": deal,
        "form": form,
        "missing": missing(deal),
        "foreseen": foreseen_of(deal, clock.today(request.organization.zone)),
        "is_open": is_open(deal.state),
        "is_own": deal.salesperson_id == request.member.pk,
        "may_accept": permissions.can_accept_deal(request.member),
        "may_manage_members": can_manage_members(request.member),
        "project": deal.projects.first(),
        "nav_key": "deals",
    }
    status = 422 if form.errors else 200
    name = template_for(request, "projects/deals/accept.html", "projects/deals/_accept.html")
    return render(request, name, context, status=status)


@require_POST
def order_change(request, slug, pk):
    """``part`` of what came in after the decision becomes a change order."""
    deal = get_object_or_404(Deal, pk=pk)
    order = order_deal_change(deal=deal, part=request.POST.get("part", ""), by=request.member, now=clock.now())
    sentence = (
        _("%(number)s is a draft: complete it.")
        if order.state == ChangeOrderState.DRAFT
        else _("%(number)s is proposed to the project manager.")
    )
    messages.success(request, sentence % {"number": order.number})
    return redirect(request, f"{deal.get_absolute_url()}#settled")
