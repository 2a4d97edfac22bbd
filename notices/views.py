"""The inbox: what one was told, newest first. Reading is a POST; opening one reads it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.choices import MAILS, NotificationEvent
from core import clock
from core.htmx import redirect
from core.paging import page_of
from notices import actions, queries
from notices.models import Notice


@require_GET
def inbox(request, slug):
    """The member's notices, by state and event."""
    unread = request.GET.get("unread") == "1"
    asked = request.GET.get("event", "")
    event = asked if asked in NotificationEvent.values else ""
    page = page_of(request, queries.inbox(request.member, unread=unread, event=event), ("-created_at", "-id"))
    context = {
        "nav_key": "notices",
        "page": page,
        "unread": unread,
        "event": event,
        "events": [choice for choice in NotificationEvent.choices if choice[0] not in MAILS],
        "waiting": queries.unread_count(request.member),
    }
    return render(request, "notices/inbox.html", context)


@require_GET
def count(request, slug):
    """The number on the bell, as a fragment that asks again every minute; by itself it leads to the inbox."""
    if not request.htmx:
        return redirect(request, reverse("notices:inbox", args=[slug]))
    found = queries.unread_count(request.member)
    return render(request, "notices/_count.html", {"count": found, "shown": f"{found}" if found < 100 else "99+"})


@require_POST
def read_all(request, slug):
    """Everything is read."""
    actions.mark_read(by=request.member, now=clock.now())
    messages.success(request, _("Everything is marked as read."))
    return redirect(request, reverse("notices:inbox", args=[slug]))


@require_POST
def open_notice(request, slug, pk):
    """Read it and go to what it is about."""
    notice = get_object_or_404(Notice, pk=pk, member=request.member)
    actions.mark_read(by=request.member, now=clock.now(), notices=[notice])
    return redirect(request, notice.url)
