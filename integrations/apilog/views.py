"""ASK: the log of the API, and one request of it. For who manages keys: bodies may hold anything."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.queries import api_keys
from core.errors import NotAllowed
from core.paging import page_of
from integrations.apilog import queries
from integrations.permissions import can_manage_sources

ORDERING = ("-at", "-id")
LABELS = {
    "ok": gettext_lazy("Answered"),
    "refused": gettext_lazy("Refused (4xx)"),
    "failed": gettext_lazy("Our fault (5xx)"),
}


@require_safe
def api_requests(request, slug):
    """All requests, or those of one key or outcome."""
    _require_manager(request)
    keys, status, key = list(api_keys()), request.GET.get("status", ""), request.GET.get("key", "")
    status = status if status in queries.STATUSES else ""
    key = key if key in {str(row.pk) for row in keys} else ""
    context = {
        "nav_key": "settings",
        "page": page_of(request, queries.api_requests(key=key, status=status), ORDERING),
        "keys": [(str(row.pk), row.name) for row in keys],
        "statuses": LABELS.items(),
        "status": status,
        "key": key,
    }
    return render(request, "integrations/apilog/list.html", context)


@require_safe
def api_request(request, slug, pk):
    """One request; of a refused one what was asked and answered."""
    _require_manager(request)
    row = queries.api_request_by_id(pk)
    if row is None:
        raise Http404
    return render(request, "integrations/apilog/one.html", {"nav_key": "settings", "row": row})


def _require_manager(request):
    if not can_manage_sources(request.member):
        raise NotAllowed(_("Only an owner reads the log of the API."))
