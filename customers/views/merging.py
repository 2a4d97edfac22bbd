"""Customers that may be one: the list of suspects, what a merge would move, the merge, the way back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import clock
from customers import actions, queries
from customers.actions import CUSTOMER_FIELDS
from customers.models import Customer, CustomerMerge
from customers.permissions import can_edit_customers
from customers.words import FIELDS


@require_GET
def duplicates(request, slug):
    """Pairs with a similar name or the same mail domain, and merges that can still be taken back."""
    context = {
        "nav_key": "customers",
        "pairs": queries.duplicate_pairs(request.organization),
        "merges": queries.recent_merges(since=clock.now() - actions.UNDO_WITHIN),
        "can_edit": can_edit_customers(request.member),
    }
    return render(request, "customers/duplicates.html", context)


@require_http_methods(["GET", "POST"])
def merge(request, slug, pk):
    """Merge the customer ``?other=`` into this one: preview what moves, choose each differing field, do it."""
    actions.require_editor(request.member)
    winner = get_object_or_404(Customer, pk=pk, merged_into=None)
    asked = request.POST.get("other") or request.GET.get("other", "")
    loser = queries.customer_by_text(asked)
    if request.method == "POST" and loser is not None:
        take = [field for field in CUSTOMER_FIELDS if request.POST.get(f"take_{field}") == "loser"]
        done = actions.merge_customers(winner=winner, loser=loser, by=request.member, now=clock.now(), take=take)
        said = {"loser": done.before["loser"]["name"], "winner": done.winner.name}
        messages.success(
            request, _("%(loser)s is part of %(winner)s now. You can take it back for 24 hours.") % said
        )
        return redirect("customers:detail", slug, winner.pk)
    context = {
        "nav_key": "customers",
        "winner": winner,
        "loser": loser,
        "others": [] if loser else queries.customers(request.organization).exclude(pk=pk).order_by("name")[:500],
        "differing": _differing(winner, loser) if loser else [],
        "moves": queries.what_moves(loser) if loser else [],
    }
    return render(request, "customers/merge.html", context)


@require_POST
def undo(request, slug, pk):
    """Take a merge back."""
    done = get_object_or_404(CustomerMerge, pk=pk)
    loser = actions.undo_merge(merge=done, by=request.member, now=clock.now())
    messages.success(request, _("%(name)s is a customer of its own again.") % {"name": loser.name})
    return redirect("customers:detail", slug, loser.pk)


def _differing(winner, loser):
    """``{field, label, ours, theirs}`` of the fields in which both say something else."""
    rows = ((field, getattr(winner, field), getattr(loser, field)) for field in CUSTOMER_FIELDS)
    return [
        {"field": field, "label": FIELDS[field], "ours": ours, "theirs": theirs, "take": not ours and bool(theirs)}
        for field, ours, theirs in rows
        if ours != theirs
    ]
