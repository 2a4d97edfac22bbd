"""Choosing whose eyes to look with, and coming back."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.choices import Role
from accounts.models import Membership
from accounts.queries import members
from accounts.resolvers import VIEWED
from core.errors import NotAllowed
from dashboard.actions.viewing import begin_viewing, end_viewing


@require_http_methods(["GET", "POST"])
def view_as(request, slug):
    """GET: the members. POST ``member``: see the product as that one, until you stop."""
    if not request.member.has_role(Role.OWNER):
        raise NotAllowed(_("Only an owner sees the product as somebody else."))
    if request.method == "POST":
        chosen = _chosen(request)
        begin_viewing(member=chosen, by=request.member)
        request.session[VIEWED] = {slug: str(chosen.pk)}
        return redirect("dashboard:home", slug)
    rows = [
        (person, ", ".join(str(Role(role).label) for role in person.roles))
        for person in members(request.organization)
        if person.pk != request.member.pk
    ]
    return render(request, "dashboard/view_as.html", {"nav_key": "", "people": rows})


@require_POST
def stop(request, slug):
    """Be oneself again."""
    viewer = getattr(request, "viewer", None)
    if viewer is not None:
        end_viewing(member=request.member, by=viewer)
        del request.session[VIEWED]
    return redirect("dashboard:home", slug)


def _chosen(request):
    try:
        pk = UUID(request.POST.get("member", ""))
    except ValueError:
        raise Http404 from None
    rows = Membership.objects.select_related("user").filter(is_active=True, user__is_active=True)
    return get_object_or_404(rows, pk=pk)
