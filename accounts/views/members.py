"""Pages of members: the list, one member, and the changes. Everybody reads; actions guard the writes."""

from json import dumps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import forms, permissions
from accounts.actions import members as actions
from accounts.choices import Role
from accounts.models import Membership
from accounts.queries import profile_of
from accounts.queries import roster as queries
from audit.conflicts import clashes
from core import clock
from core.conflicts import Conflict, seen_in, wanted_in
from core.errors import DomainError
from core.forms import add_refusal
from core.paging import chosen_ordering, page_of, search_of

ORDERINGS = {"name": ("sorted_name", "id")}


@require_GET
def member_list(request, slug):
    """Everybody, searched and paged by the query, with the invitations that wait."""
    now = clock.now()
    role = request.GET.get("role", "")
    asked = {"search": search_of(request.GET), "role": role if role in Role.values else ""}
    left = request.GET.get("left") == "1"
    rows = queries.roster(request.organization, _today(request), active=not left, **asked)
    _key, fields = chosen_ordering(request, ORDERINGS, "name")
    manages = permissions.can_manage_members(request.member)
    context = {
        "nav_key": "settings",
        "page": page_of(request, rows, fields),
        "asked": asked,
        "left": left,
        "roles": Role.choices,
        "today": _today(request),
        "now": now,
        "manages": manages,
        "invitations": list(queries.open_invitations(request.organization)) if manages and not left else [],
        "sets_security": permissions.can_set_security(request.member),
    }
    return render(request, "accounts/members/list.html", context)


@require_GET
def member_detail(request, slug, pk):
    """One member: what they are, when they are away, what they cost, and what is open under their name."""
    return _page(request, _member(request, pk))


@require_POST
def change(request, slug, pk):
    """Roles, level, hours, phone."""
    form = forms.MemberForm(request.POST)
    return _write(
        request,
        pk,
        "work",
        form,
        lambda member, values, seen: actions.change_member(
            member=member, by=request.member, changes=values, seen=seen
        ),
        _("%s is changed."),
    )


@require_POST
def absence(request, slug, pk):
    """When they are away and who stands in."""
    form = forms.AbsenceForm(request.POST, deputies=queries.possible_deputies(_member(request, pk)))
    return _write(
        request,
        pk,
        "absence",
        form,
        lambda member, values, seen: actions.set_absence(
            member=member, by=request.member, changes=values, seen=seen
        ),
        _("The absence of %s is saved."),
    )


@require_POST
def rate(request, slug, pk):
    """What an hour costs from a day on."""
    form = forms.RateForm(request.POST)
    return _write(
        request,
        pk,
        "rate",
        form,
        lambda member, values, _seen: actions.set_cost_rate(member=member, by=request.member, **values),
        _("The cost of %s is saved."),
    )


@require_http_methods(["GET", "POST"])
def deactivate(request, slug, pk):
    """Asks what the person still answers for, then lets them go."""
    member = _member(request, pk)
    if request.method == "POST":
        actions.deactivate_member(member=member, by=request.member)
        messages.success(request, _("%s is out: sessions, keys and links are dead.") % member.name)
        return redirect("members:detail", slug, pk)
    if not permissions.can_manage_members(request.member):
        raise Http404
    return render(request, "accounts/members/deactivate.html", {"nav_key": "settings", "person": member})


@require_POST
def reactivate(request, slug, pk):
    """Lets a former member in again."""
    member = _member(request, pk)
    actions.reactivate_member(member=member, by=request.member)
    messages.success(request, _("%s is back, with the same roles.") % member.name)
    return redirect("members:detail", slug, pk)


@require_POST
def second_factor(request, slug):
    """Whether everybody needs a second factor."""
    required = request.POST.get("required") == "1"
    actions.require_second_factor(by=request.member, required=required)
    text = _("Everybody needs a second factor now.") if required else _("The second factor is optional again.")
    messages.success(request, text)
    return redirect("members:list", slug)


def _member(request, pk):
    member = get_object_or_404(Membership.objects.select_related("user", "deputy__user"), pk=pk)
    member.organization = request.organization
    return member


def _write(request, pk, section, form, act, said):
    """One form of the page: the action, or the page again with what was refused."""
    member = _member(request, pk)
    if form.is_valid():
        try:
            act(member, wanted_in(request.POST, form.cleaned_data), seen_in(request.POST))
        except Conflict as conflict:
            member = _member(request, pk)
            found = clashes(conflict, member, form, clock.now(), request.organization.zone)
            return _page(request, member, **{section: form, f"{section}_clashes": found}, status=409)
        except DomainError as error:
            if error.status == 403:
                raise
            add_refusal(form, error)
        else:
            messages.success(request, said % member.name)
            back = _way_back(request)
            return redirect(back) if back else redirect("members:detail", request.organization.slug, pk)
    return _page(request, member, **{section: form}, status=422)


def _way_back(request):
    """The page of the organization that sent somebody here for one change, named by ``back``; empty otherwise."""
    back = request.POST.get("back") or request.GET.get("back", "")
    own = f"/o/{request.organization.slug}/"
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith(own)
    return back if safe else ""


def _page(request, member, *, work=None, absence=None, rate=None, status=200, **found):
    profile, today = profile_of(member), _today(request)
    shows_costs = permissions.can_see_costs(request.member)
    work_now = {"roles": member.roles, "level": profile.level, "weekly_hours": profile.weekly_hours}
    away = {name: getattr(profile, name) for name in ("absent_from", "absent_until")}
    deputies = queries.possible_deputies(member)
    context = {
        "nav_key": "settings",
        "person": member,
        "profile": profile,
        "role_labels": queries.role_words(member.roles),
        "work": work or forms.MemberForm(initial=work_now | {"phone": profile.phone}),
        "absence": absence or forms.AbsenceForm(initial=away | {"deputy": member.deputy}, deputies=deputies),
        "rate": rate or forms.RateForm(initial={"starts_on": today}),
        "rates": queries.rates_of(member) if shows_costs else [],
        "shows_costs": shows_costs,
        "manages": permissions.can_manage_members(request.member),
        "is_self": member.pk == request.member.pk,
        "back": _way_back(request),
        "work_seen": dumps(actions.work_of(member, profile)),
        "absence_seen": dumps(actions.absence_of(member, profile)),
    } | found
    return render(request, "accounts/members/detail.html", context, status=status)


def _today(request):
    return clock.today(request.organization.zone)
