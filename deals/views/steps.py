"""The hand-off step by step. Every step is saved by itself, so that it can be left and taken up again."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import InvalidInput, NotAllowed
from core.forms import add_refusal
from deals import actions, queries, rules
from deals.permissions import can_edit_deals
from deals.steps import REVIEW, STEPS, StepForm, following
from deals.views.edit import salespeople


@require_http_methods(["GET", "POST"])
def hand_off(request, slug, pk):
    """``step`` is one of deals.steps.STEPS, the first without it. POST saves it and goes on."""
    deal = queries.deal_by_id(request.organization, pk)
    if deal is None:
        raise Http404
    if not can_edit_deals(request.member):
        raise NotAllowed(_("Your roles do not let you change deals."))
    if not rules.is_open(deal.state):
        return redirect(deal.get_absolute_url())
    step = request.GET.get("step", "")
    step = step if step in STEPS else next(iter(STEPS))
    form = StepForm(
        request.POST if request.method == "POST" else None,
        deal=deal,
        step=step,
        salespeople=salespeople(request, deal.salesperson_email),
        home_currency=request.organization.currency,
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_deal(deal=deal, payload=form.body(), by=request.member)
            return redirect(_address(slug, pk, following(step)))
        except InvalidInput as error:
            add_refusal(form, error)
    return _render(request, deal, step, form)


def _render(request, deal, step, form):
    slug = request.organization.slug
    context = {
        "nav_key": "deals",
        "deal": deal,
        "step": step,
        "title": STEPS[step],
        "form": form,
        "is_review": step == REVIEW,
        "steps": [
            {"label": label, "url": _address(slug, deal.pk, name), "state": _state(deal, name, step)}
            for name, label in STEPS.items()
        ],
        "missing": queries.missing(deal),
        "advice": queries.advice(deal),
    }
    return render(request, "deals/hand_off.html", context, status=422 if form.is_bound else 200)


def _state(deal, name, here):
    """``done`` is a step that has nothing left to ask."""
    if name == here:
        return "current"
    return (
        "" if name == REVIEW or StepForm(deal=deal, step=name, salespeople=(), home_currency="").fields else "done"
    )


def _address(slug, pk, step):
    return f"{reverse('deals:hand_off', args=[slug, pk])}?step={step}"
