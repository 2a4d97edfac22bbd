"""Days off: whose public holidays are kept, the organization's own days, what is worked through."""

from json import dumps

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import actions, holidays, permissions, queries
from accounts.forms.settings import HolidayForm, PlaceForm
from accounts.models import Holiday
from audit.conflicts import clashes
from core import clock
from core.conflicts import Conflict, seen_in
from core.errors import DomainError
from core.forms import add_refusal


@require_GET
def days_off(request, slug):
    """The days off ahead, and the forms to change them."""
    return _page(request)


@require_POST
def choose(request, slug):
    """Take the list of a country and region."""
    form = PlaceForm(request.POST)
    if request.POST.get("keep") == "theirs":
        return redirect("settings:days_off", slug)

    def save(values):
        act = {"organization": request.organization, "by": request.member, "now": clock.now()}
        actions.choose_place(seen=seen_in(request.POST), **act, **values)
        return _("The public holidays are up to date.")

    return _save(request, form, save, "place")


@require_POST
def add(request, slug):
    """Add a day of the organization's own."""
    form = HolidayForm(request.POST)

    def save(values):
        actions.add_holiday(organization=request.organization, by=request.member, now=clock.now(), **values)
        return _("%s is a day off.") % values["name"]

    return _save(request, form, save, "form")


@require_POST
def remove(request, slug, pk):
    """Work on that day after all."""
    holiday = get_object_or_404(Holiday, pk=pk)
    name = holiday.name
    actions.remove_holiday(organization=request.organization, holiday=holiday, by=request.member, now=clock.now())
    messages.success(request, _("%s is a working day.") % name)
    return redirect("settings:days_off", slug)


@require_POST
def restore(request, slug):
    """A public holiday that was worked through is free again."""
    on = parse_date(request.POST.get("on", "")) if request.POST.get("on") else None
    actions.restore_holiday(organization=request.organization, on=on, by=request.member, now=clock.now())
    return redirect("settings:days_off", slug)


def _save(request, form, save, name):
    if form.is_valid():
        try:
            messages.success(request, save(form.cleaned_data))
            return redirect("settings:days_off", request.organization.slug)
        except Conflict as conflict:
            row, zone = queries.settings_of(request.organization), request.organization.zone
            found = clashes(conflict, row, form, clock.now(), zone, {"place": "country"})
            return _page(request, status=409, **{name: form, "clashes": found})
        except DomainError as error:
            add_refusal(form, error)
    return _page(request, status=422, **{name: form})


def _page(request, status=200, **bound):
    settings = queries.settings_of(request.organization)
    today = clock.today(request.organization.zone)
    chosen = {"country": settings.holiday_country, "region": settings.holiday_region}
    context = {
        "nav_key": "settings",
        "days": queries.holidays_from(today),
        "worked": [day for day in settings.worked_holidays if day >= today],
        "place_words": holidays.place_words(settings.holiday_country, settings.holiday_region),
        "place": PlaceForm(initial=chosen),
        "seen": dumps(actions.place_of(settings)),
        "form": HolidayForm(),
        "may_change": permissions.can_change_settings(request.member),
    } | bound
    return render(request, "accounts/settings/days_off.html", context, status=status)
