"""Pages of capacity: the weeks ahead, who is away, and what the reserve is computed with. Everyone reads."""

import datetime as dt
from json import dumps

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.queries import settings_of
from audit.conflicts import clashes
from core import clock
from core.conflicts import Conflict, seen_in, wanted_in
from core.errors import DomainError
from core.forms import add_refusal
from scheduling import actions, queries
from scheduling.forms import CapacityForm, EntryForm
from scheduling.permissions import PLANNERS, can_plan_time, can_set_capacity

WEEKS = 4


@require_GET
def weeks(request, slug):
    """Four weeks of capacity per level, every number with how it is computed."""
    today = clock.today(request.organization.zone)
    end = today + dt.timedelta(weeks=WEEKS - 1)
    found = queries.capacity(request.organization, start=today, end=end, today=today)
    context = {
        "nav_key": "capacity",
        "found": found,
        "is_enforced": found.enforced_from is not None and found.enforced_from <= today,
        "has_people": any(found.people.values()),
        "judged": found.judged.values(),
        "may_set": can_set_capacity(request.member),
    }
    return render(request, "scheduling/capacity.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request, slug):
    """What the reserve is computed with."""
    own = settings_of(request.organization)
    row = queries.capacity_settings()
    initial = {name: getattr(row, name) for name in CapacityForm.base_fields if hasattr(row, name)}
    initial["reserve_enforced_from"] = own.reserve_enforced_from
    form = CapacityForm(request.POST if request.method == "POST" else None, initial=initial)
    status, found = 200, []
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_capacity(
                organization=request.organization,
                changes=wanted_in(request.POST, form.cleaned_data),
                by=request.member,
                now=clock.now(),
                seen=seen_in(request.POST),
            )
        except Conflict as conflict:
            status, found = 409, clashes(conflict, row, form, clock.now(), request.organization.zone)
        except DomainError as error:
            if error.status == 403:
                raise
            add_refusal(form, error)
        else:
            messages.success(request, _("The reserve is computed with these from now on."))
            return redirect("scheduling:capacity", slug)
    context = {"nav_key": "capacity", "form": form, "may_set": can_set_capacity(request.member)}
    context |= {"clashes": found, "seen": dumps(actions.capacity_of(row, own))}
    return render(request, "scheduling/capacity_settings.html", context, status=422 if form.errors else status)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request, slug):
    """What takes people's time from today on, and the form to add to it."""
    only = None if request.member.has_role(*PLANNERS) else request.member
    data = request.POST if request.method == "POST" else None
    form = EntryForm(data, organization=request.organization, only=only, initial={"member": request.member.pk})
    if request.method == "POST" and form.is_valid():
        try:
            entry = actions.add_entry(by=request.member, now=clock.now(), **form.cleaned_data)
        except DomainError as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("It stands in the calendar of %s.") % entry.member.name)
            return redirect("scheduling:leave", slug)
    today = clock.today(request.organization.zone)
    rows = list(queries.calendar_entries().filter(ends_on__gte=today).order_by("starts_on", "id")[:200])
    entries = [(row, can_plan_time(request.member, row.member)) for row in rows]
    context = {"nav_key": "capacity", "form": form, "entries": entries}
    return render(request, "scheduling/leave.html", context, status=422 if form.errors else 200)


@require_POST
def remove(request, slug, pk):
    """Take an entry out."""
    entry = get_object_or_404(queries.calendar_entries(), pk=pk)
    name = entry.member.name
    actions.remove_entry(entry=entry, by=request.member)
    messages.success(request, _("It is out of the calendar of %s.") % name)
    return redirect("scheduling:leave", slug)
