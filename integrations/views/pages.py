"""Pages about webhooks: the sources with what came in, and one source."""

import json

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.conflicts import clashes
from core import clock
from core.conflicts import Conflict, seen_in, wanted_in
from core.errors import InvalidInput, NotAllowed
from core.forms import add_refusal
from core.paging import page_of
from integrations import actions, queries
from integrations.choices import EventState, Preset
from integrations.forms import SourceForm
from integrations.models import WebhookSource
from integrations.permissions import can_manage_sources, can_map_fields

ORDERING = ("-received_at", "-id")


@require_safe
def webhooks(request, slug):
    """Sources, and the events of all states or of one, page by page."""
    return _page(request)


@require_POST
@never_cache
def create(request, slug):
    """Make a source and show its secret, this once; the second of two presses shows that of the first."""
    if made_before := getattr(request, "made_before", None):
        return _page(request, fresh=get_object_or_404(WebhookSource, pk=made_before))
    name, preset = request.POST.get("name", "").strip(), request.POST.get("preset", Preset.NATIVE)
    try:
        source = actions.create_source(name=name, preset=preset, by=request.member)
    except InvalidInput as error:
        return _page(request, error=error.message, status=422)
    return _made(source, _page(request, fresh=source))


@never_cache
@require_http_methods(["GET", "POST"])
def source(request, slug, pk):
    """One source: its address, and how its payloads are read."""
    row = get_object_or_404(WebhookSource, pk=pk)
    may_map = can_map_fields(request.member)
    if request.method == "POST" and not may_map:
        raise NotAllowed(_("Your roles do not let you change how deals are read."))
    form, found, status = SourceForm(request.POST or None, source=row), [], 200
    if request.method == "POST" and form.is_valid():
        wanted = wanted_in(request.POST, form.cleaned_data)
        try:
            actions.change_entries(source=row, by=request.member, wanted=wanted, seen=seen_in(request.POST))
        except Conflict as conflict:
            row.refresh_from_db()
            status, found = 409, clashes(conflict, row, form, clock.now(), request.organization.zone)
        except InvalidInput as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("Saved. Read the events in quarantine again to apply it to them."))
            return redirect("integrations:source", slug, row.pk)
    return _source(request, row, form=form, found=found, status=422 if form.errors else status)


@require_POST
@never_cache
def rotate(request, slug, pk):
    """Make a new secret and show it, this once; the second of two presses shows that of the first."""
    row = get_object_or_404(WebhookSource, pk=pk)
    if not getattr(request, "made_before", None):
        row = actions.rotate_secret(source=row, by=request.member, now=clock.now())
    return _made(row, _source(request, row, form=SourceForm(source=row), fresh=True))


def _made(row, response):
    """The answer, and for its second press what it made (core.idempotency.FormOnceMiddleware)."""
    response.made = str(row.pk)
    return response


@require_POST
def switch(request, slug, pk):
    """Disable the source, or enable it again."""
    source = get_object_or_404(WebhookSource, pk=pk)
    disabled = source.disabled_at is None
    actions.disable_source(source=source, by=request.member, now=clock.now(), disabled=disabled)
    text = _("%(name)s is shut. Nothing it sends is taken in.") if disabled else _("%(name)s is open again.")
    messages.success(request, text % {"name": source.name})
    return redirect("integrations:source", slug, source.pk)


def _source(request, row, *, form, fresh=False, found=(), status=200):
    context = {
        "clashes": found,
        "seen": json.dumps(actions.entries_of(row)),
        "nav_key": "settings",
        "source": row,
        "address": _address(request, row),
        "form": form,
        "secret": queries.secret_of(row) if fresh else "",
        "can_manage": can_manage_sources(request.member),
        "can_map": can_map_fields(request.member),
        "quarantined": queries.events(state=EventState.QUARANTINED, source=row.pk)[:10],
    }
    return render(request, "integrations/source.html", context, status=status)


def _page(request, *, fresh=None, error="", status=200):
    state, source = request.GET.get("state", ""), request.GET.get("source", "")
    sources = list(queries.sources())
    state = state if state in EventState.values else ""
    source = source if source in {str(row.pk) for row in sources} else ""
    context = {
        "nav_key": "settings",
        "sources": [(row, _address(request, row)) for row in sources],
        "page": page_of(request, queries.events(state=state, source=source), ORDERING),
        "quarantined": queries.quarantined_count(),
        "state": state,
        "states": EventState.choices,
        "source": source,
        "presets": Preset.choices,
        "preset": request.POST.get("preset", "") if error else "",
        "fresh": fresh,
        "secret": queries.secret_of(fresh) if fresh else "",
        "error": error,
        "name": request.POST.get("name", "") if error else "",
        "can_manage": can_manage_sources(request.member),
    }
    return render(request, "integrations/webhooks.html", context, status=status)


def _address(request, row):
    return settings.SITE_URL + reverse("hook", args=[request.organization.slug, row.name])
