"""The hand-off step by step. Every step is saved by itself, so that it can be left and taken up again."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import InvalidInput, NotAllowed
from core.forms import add_refusal
from deals import actions, queries, rules
from deals.differences import reading
from deals.permissions import can_edit_deals
from deals.rules import Text
from deals.steps import REVIEW, STEP_OF, STEPS, StepForm, following, left_out
from deals.views.edit import last_change, salespeople


@dataclass(frozen=True, slots=True)
class ToDo:
    """A line of the checklist and the address where it is mended; empty for who may not."""

    code: str
    detail: Text
    url: str


@require_http_methods(["GET", "POST"])
def hand_off(request, slug, pk):
    """``step`` is one of deals.steps.STEPS, the first without it. POST saves it and goes on.

    With ``from=deal`` the page of the deal sent somebody here for this one step: it leads back there.
    """
    deal = queries.deal_by_id(request.organization, pk)
    if deal is None:
        raise Http404
    if not can_edit_deals(request.member):
        raise NotAllowed(_("Your roles do not let you change deals."))
    if not rules.is_open(deal.state):
        return redirect(deal.get_absolute_url())
    step = request.GET.get("step", "")
    step = step if step in STEPS else next(iter(STEPS))
    leads_back = request.GET.get("from") == "deal"
    form = _form(request, deal, step)
    stands = reading(deal.payload)
    if form.is_bound and request.POST.get("seen") not in (None, "", stands) and left_out(form, request.POST):
        return _out_of_date(request, deal, step, leads_back)
    if form.is_bound and form.is_valid():
        try:
            actions.edit_deal(deal=deal, payload=form.body(), by=request.member, seen=stands)
            return redirect(deal.get_absolute_url() if leads_back else _address(slug, pk, following(step)))
        except InvalidInput as error:
            add_refusal(form, error)
        except actions.ChangedMeanwhile:
            return _out_of_date(request, queries.deal_by_id(request.organization, pk), step, leads_back)
    return _render(request, deal, step, form, leads_back)


def _form(request, deal, step):
    return StepForm(
        request.POST if request.method == "POST" else None,
        deal=deal,
        step=step,
        salespeople=salespeople(request, deal.salesperson_email),
        home_currency=request.organization.currency,
    )


def _out_of_date(request, deal, step, leads_back):
    """Nothing was saved: who was faster, what was typed for nothing, and the form over the deal as it stands."""
    form = _form(request, deal, step)
    rows = left_out(form, request.POST)
    form.data = {name: value for name, value in request.POST.items() if not name.startswith("line_")}
    faster = last_change(request, deal) | {"rows": rows}
    return _render(request, deal, step, form, leads_back, faster=faster, status=409)


def checklist(deal, *, can_edit, leads_back):
    """``missing`` and ``advice`` as the checklist shows them."""

    def rows(items):
        return [
            ToDo(item.code, item.detail, _mended_at(deal, item.code, leads_back) if can_edit else "")
            for item in items
        ]

    return {"missing": rows(queries.missing(deal)), "advice": rows(queries.advice(deal))}


def _mended_at(deal, code, leads_back):
    slug = deal.organization.slug
    if code == "customer_unconfirmed":
        return f"{deal.get_absolute_url()}#n-customer"
    if code not in STEP_OF:
        return reverse("deals:edit", args=[slug, deal.pk])
    return _address(slug, deal.pk, STEP_OF[code]) + ("&from=deal" if leads_back else "")


def _render(request, deal, step, form, leads_back, *, faster=None, status=None):
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
        "leads_back": leads_back,
        "seen": reading(deal.payload),
        "faster": faster,
        **checklist(deal, can_edit=True, leads_back=leads_back),
    }
    return render(request, "deals/hand_off.html", context, status=status or (422 if form.is_bound else 200))


def _state(deal, name, here):
    """``done`` is a step that has nothing left to ask."""
    if name == here:
        return "current"
    return (
        "" if name == REVIEW or StepForm(deal=deal, step=name, salespeople=(), home_currency="").fields else "done"
    )


def _address(slug, pk, step):
    return f"{reverse('deals:hand_off', args=[slug, pk])}?step={step}"
