"""How a customer's link finds its organization."""

from django.http import Http404, HttpResponseNotAllowed

from accounts import directory
from core import clock
from core.limits import allowance, hit
from core.middleware import Resolution
from core.models import TokenPurpose
from core.tokens import digest
from portal import pages, queries
from portal.page import has_gone


def status_link(request):
    """``/portal/<token>/…``: read-only, through the portal's own role. Anything but GET and HEAD: 405."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    token = _token(request, position=2)
    route = directory.route_of(token, TokenPurpose.STATUS)
    if route is None:
        raise Http404

    def enter(request):
        link = queries.link_by_digest(digest(token))
        if link is None:
            raise Http404
        request.status_link = link
        return pages.expired(request, token) if has_gone(link, clock.now()) else None

    return Resolution(
        route.organization_id,
        using="portal",
        read_only=True,
        attributes={"customer_organization": route.organization},
        enter=enter,
        limit=hit(f"status:{route.digest}", limit=allowance("link")),
    )


def response_link(request):
    """``/respond/<purpose>/<token>/``: one purpose a page; the view looks its object up."""
    parts = request.path.split("/")
    purposes = {
        "unsubscribe": TokenPurpose.UNSUBSCRIBE,
        "renew": TokenPurpose.STATUS,
        "change-order": TokenPurpose.CHANGE_ORDER,
        "purchase": TokenPurpose.PURCHASE,
        "out-of-scope": TokenPurpose.OUT_OF_SCOPE,
    }
    purpose = purposes.get(parts[2] if len(parts) > 2 else "")
    route = directory.route_of(_token(request, position=3), purpose) if purpose else None
    if route is None:
        raise Http404
    attributes = {"customer_organization": route.organization, "token_object_id": route.object_id}
    limit = hit(f"respond:{route.digest}", limit=allowance("link"))
    return Resolution(route.organization_id, attributes=attributes, limit=limit)


def _token(request, *, position):
    parts = request.path.split("/")
    return parts[position] if len(parts) > position else ""
