"""What is open under a member's name: a panel of the member's page, and handing it to somebody else."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import Membership
from accounts.permissions import can_manage_members
from accounts.queries import members
from core import clock
from core.errors import InvalidInput
from core.htmx import template_for
from projects.actions.handing_over import hand_over_work
from projects.queries.held import held_by


@require_http_methods(["GET", "POST"])
def of_member(request, slug, pk):
    """GET: projects, tasks and deals that name the member. POST: hand them to ``member``."""
    member = get_object_or_404(Membership.objects.select_related("user"), pk=pk)
    if request.method == "POST":
        return _hand_over(request, member)
    context = {
        "nav_key": "settings",
        "person": member,
        "held": held_by(member),
        "others": members(request.organization).exclude(pk=pk) if can_manage_members(request.member) else [],
    }
    name = template_for(request, "projects/panels/member_page.html", "projects/panels/_member.html")
    return render(request, name, context)


def _hand_over(request, member):
    to = _chosen(request)
    if to is None:
        sentence = _("Choose who takes over.")
        raise InvalidInput(sentence, [{"pointer": "/member", "code": "invalid", "detail": sentence}])
    count = hand_over_work(member=member, to=to, by=request.member, now=clock.now())
    said = ngettext("%(count)s thing goes to %(name)s.", "%(count)s things go to %(name)s.", count)
    messages.success(request, said % {"count": count, "name": to.name})
    return redirect("members:detail", request.organization.slug, member.pk)


def _chosen(request):
    try:
        pk = UUID(request.POST.get("member", ""))
    except ValueError:
        return None
    return members(request.organization).filter(pk=pk).first()
