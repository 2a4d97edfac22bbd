"""Pages about one event: what was sent, what became of it, and what a person does about it."""

import json

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import clock
from deals.permissions import can_edit_deals
from deals.queries import customer_candidates
from deals.rules import is_open
from integrations import actions, queries
from integrations.choices import EventState
from integrations.models import InboundEvent
from integrations.permissions import can_map_fields, can_replay, can_see_payloads


@require_safe
def event(request, slug, pk):
    """One event; what was sent is for who may see costs."""
    row = queries.event_by_id(pk)
    if row is None:
        raise Http404
    deal, may_see = row.deal, can_see_payloads(request.member)
    asks = deal is not None and deal.customer_id is None and is_open(deal.state)
    context = {
        "nav_key": "settings",
        "event": row,
        "may_see": may_see,
        "errors": queries.errors_of(row) if may_see else [],
        "body": queries.readable(row.body) if may_see else "",
        "answer": json.dumps(row.answer, indent=2, ensure_ascii=False) if may_see else "",
        "can_replay": can_replay(request.member),
        "can_map": can_map_fields(request.member),
        # What deals/_notices.html reads, which asks whose deal it is.
        "deal": deal,
        "asks_customer": asks,
        "is_open": asks,
        "can_edit": can_edit_deals(request.member),
        "candidates": customer_candidates(deal) if asks else [],
    }
    return render(request, "integrations/event.html", context)


@require_POST
def replay(request, slug, pk):
    """Read the event once more."""
    row = actions.replay_event(event=get_object_or_404(InboundEvent, pk=pk), by=request.member, now=clock.now())
    if row.state == EventState.TAKEN:
        messages.success(request, _("The event was read; its deal is up to date."))
    elif row.state == EventState.ASIDE:
        messages.info(request, queries.ASIDE[row.answer["code"]])
    else:
        messages.error(request, row.answer["detail"])
    return redirect("integrations:event", slug, row.pk)


@require_POST
def reject(request, slug, pk):
    """It is no deal of ours; the reason is kept."""
    row = get_object_or_404(InboundEvent, pk=pk)
    actions.reject_event(event=row, reason=request.POST.get("reason", ""), by=request.member)
    messages.success(request, _("Rejected. Reading it again takes that back."))
    return redirect("integrations:event", slug, row.pk)
