"""ASK: pages of outgoing webhooks."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.errors import InvalidInput, NotAllowed
from integrations.outgoing import actions, queries
from integrations.outgoing.choices import EventKind
from integrations.outgoing.models import WebhookDelivery, WebhookSubscription
from integrations.permissions import can_manage_sources

SHOWN = 100


@require_safe
def outgoing(request, slug):
    """The subscriptions, and a form for another."""
    return _list(request)


@require_POST
@never_cache
def create(request, slug):
    """Make a subscription and show its secret, this once."""
    url, events = request.POST.get("url", "").strip(), request.POST.getlist("events")
    try:
        row = actions.create_subscription(url=url, events=events, by=request.member, now=clock.now())
    except InvalidInput as error:
        return _list(request, error=error, url=url, chosen=events, status=400)
    return _one(request, row, secret=queries.secret_of(row))


@require_safe
def one(request, slug, subscription):
    """One subscription with its log."""
    return _one(request, _row(request, subscription))


@require_POST
@never_cache
def rotate(request, slug, subscription):
    """Make a new secret and show it, this once."""
    row = _row(request, subscription)
    row = actions.rotate_subscription(subscription=row, by=request.member, now=clock.now())
    return _one(request, row, secret=queries.secret_of(row))


@require_POST
def switch(request, slug, subscription):
    """Pause, or go on."""
    row = _row(request, subscription)
    paused = row.is_open
    actions.change_subscription(subscription=row, by=request.member, now=clock.now(), paused=paused)
    messages.success(
        request, _("Paused. It is told of nothing.") if paused else _("It is told of what happens from now on.")
    )
    return redirect("integrations:outgoing_one", slug, row.pk)


@require_POST
def delete(request, slug, subscription):
    """Forget the subscription and its log."""
    actions.delete_subscription(subscription=_row(request, subscription), by=request.member)
    messages.success(request, _("Deleted. The address is told of nothing more."))
    return redirect("integrations:outgoing", slug)


@require_safe
def delivery(request, slug, delivery):
    """One message: what is sent, what came back."""
    row = get_object_or_404(WebhookDelivery.objects.select_related("subscription"), pk=delivery)
    _require_manager(request)
    return render(request, "integrations/outgoing/delivery.html", {"nav_key": "settings", "delivery": row})


@require_POST
def send_again(request, slug, delivery):
    """Send one message once more."""
    row = get_object_or_404(WebhookDelivery, pk=delivery)
    actions.send_again(delivery=row, by=request.member, now=clock.now())
    messages.success(request, _("It is sent again within a minute."))
    return redirect("integrations:outgoing_delivery", slug, row.pk)


def _list(request, *, error=None, url="", chosen=(), status=200):
    _require_manager(request)
    context = {
        "subscriptions": queries.subscriptions(),
        "kinds": [(value, label, value in chosen) for value, label in EventKind.choices],
        "url": url,
        "wrong": {row["pointer"][1:]: row["detail"] for row in error.errors} if error else {},
    }
    return render(request, "integrations/outgoing/list.html", context | {"nav_key": "settings"}, status=status)


def _one(request, row, *, secret=""):
    _require_manager(request)
    context = {"row": row, "deliveries": queries.deliveries(row)[:SHOWN], "secret": secret}
    return render(request, "integrations/outgoing/one.html", context | {"nav_key": "settings"})


def _row(request, pk):
    return get_object_or_404(WebhookSubscription, pk=pk)


def _require_manager(request):
    if not can_manage_sources(request.member):
        raise NotAllowed(_("Your roles do not let you manage webhooks."))
