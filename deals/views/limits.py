"""From where on a deal is a project: the panel of one deal, and the settings."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import can_change_settings
from audit.conflicts import clashes
from core import clock
from core.conflicts import Conflict, seen_in, shown, wanted_in
from core.errors import InvalidInput, NotAllowed
from core.forms import add_refusal
from core.htmx import template_for
from deals import actions, forms, queries, rules
from deals.actions.hand_off import HAND_OFF_LIMITS
from deals.choices import RequestType
from deals.permissions import can_decide_deals
from deals.queries.size import hand_off_rules, is_margin_low, verdict_of


@require_GET
def of_deal(request, slug, pk):
    """Whether an open deal is a project and why, what it may be instead, and whether its margin is low."""
    deal = queries.deal_by_id(request.organization, pk)
    if deal is None or not rules.is_open(deal.state):
        raise Http404
    bounds, sold = hand_off_rules(), queries.sold(deal)
    verdict = verdict_of(deal, request.organization, limits=bounds)
    context = {
        "nav_key": "deals",
        "deal": deal,
        "sold": sold,
        "limits": bounds,
        "margin_is_low": is_margin_low(sold, bounds),
        "verdict": verdict,
        "offered": [RequestType(kind).label for kind in verdict.offered],
        "may_set": can_change_settings(request.member),
        "can_decide": can_decide_deals(request.member),
    }
    return render(request, template_for(request, "deals/verdict.html", "deals/_verdict.html"), context)


@require_http_methods(["GET", "POST"])
def limits(request, slug):
    """The form. A refused one answers 422, one that is out of date 409."""
    if not can_change_settings(request.member):
        raise NotAllowed(_("Only an owner or a service manager changes settings."))
    form = forms.LimitsForm(request.POST or None, instance=hand_off_rules())
    seen = request.POST.get("seen") or shown(form.instance, HAND_OFF_LIMITS)
    found, status = [], 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.update_limits(
                organization=request.organization,
                changes=wanted_in(request.POST, form.cleaned_data),
                by=request.member,
                now=clock.now(),
                seen=seen_in(request.POST),
            )
        except Conflict as conflict:
            row, status = hand_off_rules(), 409
            seen = shown(row, HAND_OFF_LIMITS)
            found = clashes(conflict, row, form, clock.now(), request.organization.zone)
        except InvalidInput as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("Saved. Open deals are judged by it from now on."))
            return redirect("deals:limits", slug)
    context = {"nav_key": "settings", "form": form, "title": _("When a deal is a project")}
    context |= {"seen": seen, "clashes": found}
    return render(request, "deals/limits.html", context, status=status)
