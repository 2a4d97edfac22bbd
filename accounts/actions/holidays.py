"""WRITE: the days on which an organization does not work: its country's list, its own days, what it works through."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import holidays as lists
from accounts.actions.checks import refuse
from accounts.actions.settings import judge_anew, require_settings
from accounts.models import Holiday, OrganizationSettings
from audit.actions import record
from core.conflicts import settle_values
from core.due import reschedule_work
from core.formats import format_day

KIND = "holidays"
YEARS_BACK, YEARS_AHEAD = 1, 2
AGAIN_AFTER = dt.timedelta(days=30)  # lists are corrected now and then, and a year begins


@transaction.atomic
def choose_place(*, organization, country, region, by, now, seen=None):
    """Take the public holidays of a country and region, or of none. Own days stay, worked ones are forgotten.

    ``seen`` is what the caller had read (core.conflicts); raises Conflict where somebody chose another place.
    """
    require_settings(by)
    row = _locked(organization)
    settle_values(place_of(row), seen, {"place": lists.place_words(country, region)})
    if not lists.is_place(country, region):
        refuse(
            "region" if country in lists.regions_by_country() else "country", _("There is no list for this place.")
        )
    before = (row.holiday_country, row.holiday_region)
    if before == (country, region):
        return row
    row.holiday_country, row.holiday_region, row.worked_holidays = country, region, []
    row.save(update_fields=["holiday_country", "holiday_region", "worked_holidays"])
    record(
        by=by,
        verb="settings.holiday_place",
        obj=row,
        label=organization.name,
        changes={"place": [lists.place_words(*before), lists.place_words(country, region)]},
        at=now,
    )
    refresh_holidays(organization, now=now)
    return row


def place_of(settings) -> dict:
    """What a form of the place shows, for ``seen``: country and region are one choice."""
    return {"place": lists.place_words(settings.holiday_country, settings.holiday_region)}


@transaction.atomic
def refresh_holidays(organization, *, now):
    """Bring the stored public holidays in line with the list, from last year to the year after next.

    Past years stay as they were counted. Returns how many days came or went.
    """
    row = _locked(organization)
    year = now.astimezone(organization.zone).year
    first = dt.date(year - YEARS_BACK, 1, 1)
    years = range(year - YEARS_BACK, year + YEARS_AHEAD + 1)
    wanted = lists.public_holidays(row.holiday_country, row.holiday_region, years)
    wanted = {day: name for day, name in wanted.items() if day not in row.worked_holidays}
    known = dict(Holiday.objects.filter(on__gte=first).values_list("on", "is_public"))
    gone = [day for day, is_public in known.items() if is_public and day not in wanted]
    Holiday.objects.filter(on__in=gone, is_public=True).delete()
    new = [Holiday(on=day, name=name, is_public=True) for day, name in wanted.items() if day not in known]
    Holiday.objects.bulk_create(new, ignore_conflicts=True)
    reschedule_work(organization.pk, KIND, now + AGAIN_AFTER)
    if gone or new:
        judge_anew(organization, now=now)
    return len(gone) + len(new)


@transaction.atomic
def add_holiday(*, organization, on, name, by, now):
    """A day of the organization's own on which it does not work. InvalidInput where it is off by another name."""
    require_settings(by)
    if not name.strip():
        refuse("name", _("Name the day, for example Company outing."))
    row = _locked(organization)
    holiday, created = Holiday.objects.get_or_create(on=on, defaults={"name": name.strip()[:120]})
    if not created:
        if holiday.name == name.strip()[:120]:
            return holiday
        told = {"day": format_day(on), "name": holiday.name}
        refuse(
            "on", _("%(day)s is a day off already: %(name)s. To name it otherwise, take that away first.") % told
        )
    if on in row.worked_holidays:
        row.worked_holidays = [day for day in row.worked_holidays if day != on]
        row.save(update_fields=["worked_holidays"])
    record(by=by, verb="holiday.added", obj=holiday, changes={"on": [None, on.isoformat()]}, at=now)
    judge_anew(organization, now=now)
    return holiday


@transaction.atomic
def remove_holiday(*, organization, holiday, by, now):
    """The organization works on that day after all; a public holiday stays away when the list is read again."""
    require_settings(by)
    row = _locked(organization)
    if holiday.is_public:
        row.worked_holidays = sorted({*row.worked_holidays, holiday.on})
        row.save(update_fields=["worked_holidays"])
    record(by=by, verb="holiday.removed", obj=holiday, changes={"on": [holiday.on.isoformat(), None]}, at=now)
    holiday.delete()
    judge_anew(organization, now=now)


@transaction.atomic
def restore_holiday(*, organization, on, by, now):
    """A public holiday that was worked through is free again."""
    require_settings(by)
    row = _locked(organization)
    if on not in row.worked_holidays:
        refuse("on", _("This day is not worked through."))
    row.worked_holidays = [day for day in row.worked_holidays if day != on]
    row.save(update_fields=["worked_holidays"])
    record(
        by=by,
        verb="settings.holiday_restored",
        obj=row,
        label=organization.name,
        changes={"on": [None, on.isoformat()]},
        at=now,
    )
    refresh_holidays(organization, now=now)


def _locked(organization):
    return OrganizationSettings.objects.select_for_update().get(organization=organization)
