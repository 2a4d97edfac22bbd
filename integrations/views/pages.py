"""Pages about webhooks: the sources, what came in, one event."""

import json

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.errors import InvalidInput
from integrations import actions, queries
from integrations.choices import EventState
from integrations.models import InboundEvent, WebhookSource
from integrations.permissions import can_manage_sources, can_replay

SHOWN = 100  # events on the page; older ones are reached through the deal they brought


@require_safe
def webhooks(request, slug):
    """Sources and the latest events, all or those in quarantine."""
    return _page(request)


@require_POST
@never_cache
def create(request, slug):
    """Make a source and show its secret, this once."""
    try:
        source = actions.create_source(name=request.POST.get("name", "").strip(), by=request.member)
    except InvalidInput as error:
        return _page(request, error=error.message, status=400)
    return _page(request, fresh=source)


@require_POST
@never_cache
def rotate(request, slug, pk):
    """Make a new secret and show it, this once."""
    source = get_object_or_404(WebhookSource, pk=pk)
    return _page(request, fresh=actions.rotate_secret(source=source, by=request.member, now=clock.now()))


@require_POST
def switch(request, slug, pk):
    """Disable the source, or enable it again."""
    source = get_object_or_404(WebhookSource, pk=pk)
    disabled = source.disabled_at is None
    actions.disable_source(source=source, by=request.member, now=clock.now(), disabled=disabled)
    text = _("%(name)s is shut. Nothing it sends is taken in.") if disabled else _("%(name)s is open again.")
    messages.success(request, text % {"name": source.name})
    return redirect("integrations:webhooks", slug)


@require_safe
def event(request, slug, pk):
    """One event: what was sent, what we answered."""
    row = queries.event_by_id(pk)
    if row is None:
        raise Http404
    context = {
        "event": row,
        "answer": json.dumps(row.answer, indent=2, ensure_ascii=False),
        "can_replay": can_replay(request.member),
    }
    return render(request, "integrations/event.html", context | {"nav_key": "settings"})


@require_POST
def replay(request, slug, pk):
    """Read the event once more."""
    row = actions.replay_event(event=get_object_or_404(InboundEvent, pk=pk), by=request.member, now=clock.now())
    if row.state == EventState.TAKEN:
        messages.success(request, _("The event was read; its deal is up to date."))
    else:
        messages.error(request, row.answer["detail"])
    return redirect("integrations:event", slug, row.pk)


def _page(request, *, fresh=None, error="", status=200):
    rows, state = queries.events(), request.GET.get("state", "")
    if state in EventState.values:
        rows = rows.filter(state=state)
    slug = request.organization.slug
    sources = [(row, settings.SITE_URL + reverse("hook", args=[slug, row.name])) for row in queries.sources()]
    context = {
        "sources": sources,
        "events": rows[:SHOWN],
        "state": state,
        "states": EventState.choices,
        "fresh": fresh,
        "secret": queries.secret_of(fresh) if fresh else "",
        "error": error,
        "name": request.POST.get("name", "") if error else "",
        "can_manage": can_manage_sources(request.member),
    }
    return render(request, "integrations/webhooks.html", context | {"nav_key": "settings"}, status=status)
