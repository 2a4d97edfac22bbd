"""The deals inbox and the page of one deal."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from audit.queries import events
from core.htmx import template_for
from core.paging import chosen_ordering, page_of, search_of
from customers.models import Customer
from deals import forms, queries, rules, words
from deals.choices import DealState, QuestionKind
from deals.pending import parts
from deals.permissions import can_ask_sales, can_decide_deals, can_edit_deals
from deals.telling import told
from deals.views.steps import checklist

ORDERINGS = {
    "received": ("received_at", "id"),
    "title": ("sorted_title", "id"),
    "start": ("starts", "id"),
    "customer": ("sorted_customer", "id"),
}
OPEN, ALL = "open", "all"


@require_GET
def deal_list(request, slug):
    """The inbox: what is open, or the state that the query names."""
    state = request.GET.get("state", OPEN)
    search = search_of(request.GET)
    cared_for_by = search_of(request.GET, "project_manager")
    filters = {"is_open": True} if state == OPEN else {"state": state} if state in DealState.values else {}
    filters["looked_after_by"] = cared_for_by
    ordering, fields = chosen_ordering(request, ORDERINGS, "-received")
    counts = queries.deal_counts(request.organization)
    context = {
        "nav_key": "deals",
        "title": _inbox_title(counts),
        "page": page_of(request, queries.deal_list(request.organization, search=search, **filters), fields),
        "chips": _chips(counts, state),
        "search": search,
        "state": state,
        "ordering": ordering,
        "cared_for_by": cared_for_by,
        "is_filtered": bool(search) or bool(cared_for_by) or state != OPEN,
        "has_deals": bool(counts),
        "can_edit": can_edit_deals(request.member),
        "steps": _teaching(),
    }
    return render(request, "deals/list.html", context)


@require_GET
def deal_detail(request, slug, pk):
    """One deal: what was sold and promised, what is missing, and what can be done."""
    deal = queries.deal_by_id(request.organization, pk)
    if deal is None:
        raise Http404
    deal.organization = request.organization
    is_open = rules.is_open(deal.state)
    history = events(request.organization, obj=deal)[:20]
    asked = queries.questions(deal)
    context = {
        "nav_key": "deals",
        "deal": deal,
        "sold": queries.sold(deal),
        **(checklist(deal, can_edit=can_edit_deals(request.member), leads_back=True) if is_open else {}),
        "candidates": queries.customer_candidates(deal) if is_open and deal.customer_id is None else [],
        "is_open": is_open,
        "can_edit": is_open and can_edit_deals(request.member),
        "can_decide": is_open and can_decide_deals(request.member),
        "deciders": queries.deciders(request.organization) if is_open and can_decide_deals(request.member) else [],
        "asked": [row for row in asked if row.kind == QuestionKind.RETURN and row.round == deal.returns],
        "recalls": [row for row in asked if row.kind == QuestionKind.RECALL],
        "can_recall": deal.state == DealState.ACCEPTED and can_ask_sales(request.member),
        "can_settle": can_decide_deals(request.member),
        "can_answer": can_edit_deals(request.member),
        **_later_changes(deal, is_open),
        "other_form": forms.NotAProjectForm(),
        "history": [(event, words.VERBS.get(event.verb, event.verb)) for event in history],
    }
    return render(request, "deals/detail.html", context)


@require_GET
def customer_panel(request, slug, pk):
    """The deals of one customer, for the customer's page."""
    customer = get_object_or_404(Customer, pk=pk)
    rows = queries.deal_list(request.organization, customer=customer.pk).order_by("-received_at")[:20]
    name = template_for(request, "deals/of_customer.html", "deals/_customer_panel.html")
    return render(request, name, {"deals": rows, "customer": customer, "nav_key": "customers"})


def _later_changes(deal, is_open):
    """What came in after the decision: parts that wait with their changes in words, and what was decided."""
    bodies = ((deal.pending_change or {}).get("body", {}), deal.source_body, deal.payload)
    waiting = [(part, [told(one.plain(), *bodies) for one in part.changes]) for part in parts(deal.pending_change)]
    decided = [] if is_open else queries.settled_changes(deal)
    return {
        "pending": waiting,
        "settled": [(row, [told(change, *bodies) for change in row.changes]) for row in decided],
    }


def _inbox_title(counts):
    ready, waiting = counts.get(DealState.READY, 0), sum(counts.get(state, 0) for state in rules.OPEN_STATES)
    if not waiting:
        return _("No deal waits for a decision")
    return ngettext(
        "%(ready)d of %(waiting)d open deal is ready to accept",
        "%(ready)d of %(waiting)d open deals are ready to accept",
        waiting,
    ) % {"ready": ready, "waiting": waiting}


def _chips(counts, current):
    """``(key, label, count, whether on)`` for the states that occur, open and all first."""
    waiting = sum(counts.get(state, 0) for state in rules.OPEN_STATES)
    known = [(state.value, words.STATES[state].label, counts[state]) for state in DealState if counts.get(state)]
    chips = [(OPEN, _("Open"), waiting), *known, (ALL, _("All"), sum(counts.values()))]
    return [(key, label, count, key == current) for key, label, count in chips]


def _teaching():
    return [
        _("Sales sends a closed deal from the CRM (POST /api/v1/deals/) or types it in here."),
        _("You see what is missing, ask sales once, and accept."),
        _("The salesperson is released, and the project stands with its twelve responsibilities."),
    ]
