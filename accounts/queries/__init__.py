"""Reading the organization in force: its people, settings, working time and cost rates."""

from decimal import Decimal
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, Subquery, TextField
from django.db.models.functions import Cast, Lower

from accounts.choices import USUAL_FOLLOWERS, NotificationEvent, NotificationWay, usual_way
from accounts.models import (
    ApiKey,
    CostRate,
    Holiday,
    Membership,
    NotificationChoice,
    OrganizationSettings,
    StaffProfile,
)
from audit.models import AuditEvent
from core.db.prepared import prepared_rows
from mailing.models import AccountMail


def members(organization, *, active=True):
    """The members with their users, by name; ``active=None`` takes those who left as well."""
    rows = Membership.objects.filter(organization=organization).select_related("user")
    if active is not None:
        rows = rows.filter(is_active=active, user__is_active=active)
    return rows.order_by("user__name", "user__email")


class Person(NamedTuple):
    """A member as lists look them up: ``key`` is the id as text; ``name`` the address while they have none."""

    key: str
    name: str
    email: str
    roles: list[str]
    deputy_id: UUID | None
    is_active: bool
    is_away: bool = False


def people(organization, today=None):
    """Everybody of the organization, those who left too, by name: light rows for pages with many names.

    With ``today`` (the organization's date) each says whether they are away on it.
    """
    found = prepared_rows(_people) if today is None else prepared_rows(_people_on, today=today)
    return [Person(key, name or email, email, *rest) for key, name, email, *rest in found]


def _people_on(today):
    absent = StaffProfile.objects.filter(member=OuterRef("pk"), absent_from__lte=today)
    rows = Membership.objects.annotate(
        key=Cast("pk", TextField()), away=Exists(absent.filter(Q(absent_until=None) | Q(absent_until__gte=today)))
    )
    columns = ("key", "user__name", "user__email", "roles", "deputy_id", "is_active", "away")
    return rows.order_by("user__name", "user__email").values_list(*columns)


def _people():
    rows = Membership.objects.annotate(key=Cast("pk", TextField())).order_by("user__name", "user__email")
    return rows.values_list("key", "user__name", "user__email", "roles", "deputy_id", "is_active")


def members_with_role(organization, *roles):
    """The active members who hold at least one of ``roles``, by name."""
    return members(organization).filter(roles__overlap=[str(role) for role in roles])


def member_by_email(email):
    """The active member of the organization in force with that address (case aside), or None."""
    rows = Membership.objects.filter(is_active=True, user__is_active=True).select_related("user")
    return rows.filter(user__email=email.strip().lower()).first()


def account_mails(organization):
    """Account mails to people of the organization, without what they say: it holds links that sign in."""
    addresses = Membership.objects.filter(organization=organization).values(address=Lower("user__email"))
    rows = AccountMail.objects.annotate(address=Lower("to_email")).filter(address__in=addresses)
    return rows.only(
        "kind",
        "to_name",
        "to_email",
        "state",
        "attempts",
        "last_error",
        "may_have_arrived_twice",
        "created_at",
        "accepted_at",
    )


def settings_of(organization) -> OrganizationSettings:
    """The organization's settings; every organization has its row from the start."""
    return OrganizationSettings.objects.get(organization=organization)


def holidays(organization) -> set:
    """The dates on which the organization does not work."""
    return set(Holiday.objects.filter(organization=organization).values_list("on", flat=True))


def working_calendar(organization):
    """The ``core.calendar.WorkingCalendar`` of the organization: two statements."""
    return settings_of(organization).calendar(holidays(organization))


def has_money() -> bool:
    """Whether amounts in the home currency exist: a cost rate, or a deal that came in at some time."""
    return CostRate.objects.exists() or AuditEvent.objects.filter(verb="deal.received").exists()


def holidays_from(day):
    """The days off from ``day`` on, in order."""
    return Holiday.objects.filter(on__gte=day).order_by("on")


def api_keys():
    """Every key of the organization, those in force first, newest first, with the member each acts as."""
    rows = ApiKey.objects.select_related("member__user")
    return rows.order_by(F("revoked_at").desc(nulls_first=True), "-created_at")


def profile_of(member) -> StaffProfile:
    """Level, weekly hours and phone of a member; an unsaved default for one without a row."""
    return StaffProfile.objects.filter(member=member).first() or StaffProfile(member=member)


def cost_rate_on(member, day) -> Decimal | None:
    """The member's hourly cost on ``day``: the latest rate begun by then.

    A day before the first rate takes the first one (hours are logged before somebody enters rates);
    None for a member without any.
    """
    return rate_on(cost_rates([member]).get(member.pk, ()), day)


def cost_rates(members_) -> dict:
    """``{member id: [(starts_on, hourly), …]}`` in order of time, in one statement."""
    found: dict = {}
    rows = CostRate.objects.filter(member__in=members_).order_by("starts_on")
    for member_id, starts_on, hourly in rows.values_list("member_id", "starts_on", "hourly"):
        found.setdefault(member_id, []).append((starts_on, hourly))
    return found


def rate_on(rates, day) -> Decimal | None:
    """The rate in force on ``day`` out of ``[(starts_on, hourly), …]`` (see ``cost_rate_on``)."""
    begun = [hourly for starts_on, hourly in rates if starts_on <= day]
    if begun:
        return begun[-1]
    return rates[0][1] if rates else None


def notification_choice(member, event) -> NotificationWay:
    """How the member is told of ``event``: their choice, else the usual way. One statement."""
    return notification_choices([member], event)[member.pk]


def notification_choices(members_, event) -> dict:
    """``{member id: NotificationWay}`` for several members and one event, in one statement."""
    rows = NotificationChoice.objects.filter(member__in=members_, event=event).values_list("member_id", "way")
    chosen = {member_id: NotificationWay(way) for member_id, way in rows}
    return {member.pk: chosen.get(member.pk) or usual_way(event, member.roles) for member in members_}


def choices_of(member) -> dict:
    """``{NotificationEvent: NotificationWay}`` of one member, every event in the order of the vocabulary."""
    rows = NotificationChoice.objects.filter(member=member).values_list("event", "way")
    chosen = dict(rows)
    usual = {event: usual_way(event, member.roles) for event in NotificationEvent}
    return {event: NotificationWay(chosen.get(event, way)) for event, way in usual.items()}


def follows_updates(member) -> bool:
    """Whether the member gets the weekly updates of every project. One statement."""
    return notification_choice(member, NotificationEvent.WEEKLY_UPDATES) == NotificationWay.MAIL


def followers(organization):
    """The active members who want the weekly updates of every project, by name: those who chose it, and the owners
    who have not declined. One statement.
    """
    mine = NotificationChoice.objects.filter(member=OuterRef("pk"), event=NotificationEvent.WEEKLY_UPDATES)
    rows = members(organization).annotate(chosen=Subquery(mine.values("way")[:1]))
    usual = Q(chosen=None, roles__overlap=[str(role) for role in USUAL_FOLLOWERS])
    return rows.filter(Q(chosen=NotificationWay.MAIL) | usual)


def zone_of(member):
    """The zone in which the member reads times: their own, else the organization's."""
    return ZoneInfo(member.user.time_zone) if member.user.time_zone else member.organization.zone


def is_quiet(profile, local_time) -> bool:
    """Whether ``local_time`` (in the member's zone) lies in their quiet hours, which may span midnight."""
    start, end = profile.quiet_from, profile.quiet_until
    if start is None or end is None or start == end:
        return False
    return start <= local_time < end if start < end else local_time >= start or local_time < end


def is_absent(profile, today) -> bool:
    """Whether the member is away on ``today`` (organization's date); both ends count."""
    start, end = profile.absent_from, profile.absent_until
    return start is not None and start <= today and (end is None or today <= end)
