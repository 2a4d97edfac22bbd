"""What an organization sets for all its projects: working time, thresholds, cost per level, weekly moment."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from accounts.choices import Level
from accounts.models import CostRate, Holiday, OrganizationSettings, StaffProfile
from core.calendar import ONE_DAY, WorkingCalendar, local_instant, week_start_of
from core.db.prepared import prepared_objects
from core.money import Money
from projects.models import ResponsibilityStandard
from projects.rules.facts import Thresholds
from projects.rules.playbook import PLAYBOOK
from projects.rules.responsibilities import TWELVE, DueFrom

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


@dataclass(frozen=True)
class Standards:
    """``due_days`` by class and key, ``daily_hours`` goes by member id; ``rates`` by level, the empty level being the average of all."""

    zone: ZoneInfo
    currency: str
    calendar: WorkingCalendar
    thresholds: Thresholds
    daily_hours: dict
    default_hours: Decimal
    rates: dict
    weekly: WeeklyMoment
    due_days: dict


def standards(organization, today):
    """The standards of the organization in force on ``today``. Four statements."""
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
        due_days=_due_days(),
    )


def weekly_moment(organization):
    """When the organization's weekly updates leave. One statement."""
    found = prepared_objects(_settings)
    return _weekly(found[0] if found else OrganizationSettings(), organization)


def _settings():
    return OrganizationSettings.objects.order_by("pk")[:1]


def _due_days():
    """``{(class, key): working days}`` where the organization set its own."""
    rows = ResponsibilityStandard.objects.exclude(due_days=None)
    return {(cls, key): days for cls, key, days in rows.values_list("project_class", "key", "due_days")}


def standard_rows(project_class):
    """The twelve of a class: ``{rule, due_words, is_own, playbook, evidence}``. One statement."""
    own = {row.key: row for row in ResponsibilityStandard.objects.filter(project_class=project_class)}
    return [_standard_row(rule, own.get(rule.key.value)) for rule in TWELVE]


def _standard_row(rule, row):
    is_own = row is not None and row.due_days is not None
    days = row.due_days if is_own else rule.due_days
    words = {
        DueFrom.WON: _("%d working days after the deal was won") % days,
        DueFrom.START: (
            _("%d working days before the start") if days < 0 else _("%d working days after the start")
        )
        % abs(days),
        DueFrom.DELIVERED: _("%d working days after delivery") % days,
        DueFrom.WEEK: _("each week, with its mail"),
    }
    return {
        "rule": rule,
        "due_words": words[rule.due_from],
        "is_own": is_own,
        "playbook": (row and row.playbook) or PLAYBOOK[rule.key],
        "evidence": row.evidence if row else "",
    }


def playbook_of(project_class, key):
    """``(playbook, evidence)``: the organization's own words, else the product's playbook and nothing."""
    row = ResponsibilityStandard.objects.filter(project_class=project_class, key=key).first()
    return (row and row.playbook) or str(PLAYBOOK[key]), row.evidence if row else ""


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
