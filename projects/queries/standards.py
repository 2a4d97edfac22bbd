"""What an organization sets for all its projects: working time, thresholds, cost per level, weekly moment."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery

from accounts.choices import Level
from accounts.models import CostRate, Holiday, OrganizationSettings, StaffProfile
from core.calendar import ONE_DAY, WorkingCalendar, local_instant, week_start_of
from core.money import Money
from projects.rules.facts import Thresholds

FOUR_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class WeeklyMoment:
    """When the weekly updates of an organization leave, in its zone."""

    zone: ZoneInfo
    weekday: int
    time: dt.time

    def planned(self, week_start):
        """The UTC instant of that week."""
        return local_instant(week_start, self.weekday, self.time.hour, self.time.minute, self.zone)

    def next_after(self, instant):
        """The first moment (UTC) after ``instant``."""
        week = week_start_of(instant, self.zone)
        moment = self.planned(week)
        return moment if moment > instant else self.planned(week + 7 * ONE_DAY)

    def first_from(self, instant):
        """The first moment (UTC) at or after ``instant``."""
        return self.next_after(instant - dt.timedelta(microseconds=1))


@dataclass(frozen=True)
class Standards:
    """``daily_hours`` goes by member id; ``rates`` by level, the empty level being the average of all."""

    zone: ZoneInfo
    currency: str
    calendar: WorkingCalendar
    thresholds: Thresholds
    daily_hours: dict
    default_hours: Decimal
    rates: dict
    weekly: WeeklyMoment


def standards(organization, today):
    """The standards of the organization in force on ``today``. Three statements."""
    settings = OrganizationSettings.objects.first() or OrganizationSettings()
    holidays = Holiday.objects.values_list("on", flat=True)
    people = _people(today)
    days = Decimal(len(settings.working_days) or 5)
    return Standards(
        zone=organization.zone,
        currency=organization.currency,
        calendar=settings.calendar(holidays),
        thresholds=_thresholds(settings),
        daily_hours={person.member_id: person.weekly_hours / days for person in people},
        default_hours=settings.daily_hours,
        rates=level_rates(((p.level, p.hourly) for p in people), organization.currency),
        weekly=_weekly(settings, organization),
    )


def weekly_moment(organization):
    """When the organization's weekly updates leave. One statement."""
    return _weekly(OrganizationSettings.objects.first() or OrganizationSettings(), organization)


def _weekly(settings, organization):
    return WeeklyMoment(organization.zone, settings.send_weekday, settings.send_time)


def level_rates(people, currency):
    """Average cost of an hour per level from pairs of level and rate (None: no rate).

    A level without anyone is covered by the next higher one that has somebody.
    """
    found = defaultdict(list)
    for level, rate in people:
        if rate is not None:
            found[""].append(rate)
            if level:
                found[level].append(rate)
    rates, covering = {}, None
    for level in reversed(Level.values):
        covering = _average(found[level], currency) or covering
        if covering is not None:
            rates[level] = covering
    everyone = _average(found[""], currency)
    return rates | ({"": everyone} if everyone is not None else {})


def _average(values, currency):
    if not values:
        return None
    return Money((sum(values) / len(values)).quantize(FOUR_PLACES), currency)


def _people(today):
    rate = CostRate.objects.filter(member=OuterRef("member"), starts_on__lte=today).order_by("-starts_on")
    rows = StaffProfile.objects.filter(member__is_active=True)
    return list(rows.annotate(hourly=Subquery(rate.values("hourly")[:1])))


def _thresholds(settings):
    return Thresholds(
        budget_ratio=settings.budget_amber_percent / 100,
        budget_hours=settings.budget_amber_hours,
        slip_ratio=settings.time_amber_percent / 100,
        slip_cap_days=Decimal(settings.time_amber_days),
    )
