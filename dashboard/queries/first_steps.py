"""READ: what a new organization still has to do before its first project, each step ticked by facts."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.choices import Role
from accounts.models import Holiday
from accounts.permissions import can_change_settings
from accounts.queries import members, settings_of
from accounts.queries.roster import open_invitations
from audit.models import AuditEvent
from core.formats import format_time_of_day
from customers.models import Customer
from deals.models import Deal

UNSET_ZONE = "UTC"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: ``detail`` says what is there or why it matters, ``verb`` and ``url`` do it."""

    title: str
    detail: str
    is_done: bool
    verb: str
    url: str
    other_verb: str = ""
    other_url: str = ""


def first_steps(organization, member):
    """The steps in order for who may change settings; empty for everybody else and once put away.

    Meant for an organization without a project: the last step is the first accepted deal. Six statements.
    """
    if not can_change_settings(member):
        return []
    settings = settings_of(organization)
    if settings.set_up_dismissed_at:
        return []
    people = list(members(organization))
    return [
        _identity(organization),
        _people(organization, people, member),
        _days_off(organization, settings),
        _updates(organization, settings),
        _customer(organization),
        *_deals(organization),
    ]


def _identity(organization):
    looked = (
        organization.time_zone != UNSET_ZONE or AuditEvent.objects.filter(verb="organization.updated").exists()
    )
    return Step(
        _("Name, zone and look"),
        _("%(name)s, %(zone)s, %(currency)s")
        % {"name": organization.name, "zone": organization.time_zone, "currency": organization.currency},
        looked,
        _("Open"),
        _at("settings:identity", organization),
    )


def _people(organization, people, member):
    missing = [
        words
        for role, words in (
            (Role.PROJECT_MANAGER, _("somebody who manages projects")),
            (Role.SALES, _("somebody who sells")),
            (Role.LEAD_TECH, _("a lead tech")),
        )
        if not any(person.has_role(role) for person in people)
    ]
    detail = ngettext("%d person", "%d people", len(people)) % len(people)
    if missing:
        detail = _("Still missing: %s.") % ", ".join(missing)
        asked = len(open_invitations(organization))
        if asked:
            waiting = ngettext(
                "%d invited person has not joined yet.", "%d invited people have not joined yet.", asked
            )
            detail = f"{detail} {waiting % asked}"
    own = (
        reverse("members:detail", args=[organization.slug, member.pk])
        + f"?back={_at('dashboard:home', organization)}"
    )
    add = _at("members:list", organization)
    return Step(_("Your people"), detail, not missing, _("Add people"), add, _("Take the roles yourself"), own)


def _days_off(organization, settings):
    known = bool(settings.holiday_country) or Holiday.objects.exists()
    detail = (
        _("Public holidays are no working days.")
        if known
        else _("Due dates and forecasts count working days only.")
    )
    return Step(_("Hours and days off"), detail, known, _("Choose"), _at("settings:days_off", organization))


def _updates(organization, settings):
    said = {"day": settings.get_send_weekday_display(), "time": format_time_of_day(settings.send_time)}
    detail = _("They leave on %(day)s at %(time)s.") % said
    return Step(_("Weekly updates"), detail, True, _("Change"), _at("settings:updates", organization))


def _customer(organization):
    detail = _("A deal brings its customer along; you can also write one down now.")
    known = Customer.objects.exists()
    return Step(_("First customer"), detail, known, _("New customer"), _at("customers:new", organization))


def _deals(organization):
    states = set(Deal.objects.values_list("state", flat=True).distinct())
    first = Deal.objects.order_by("received_at").first() if states else None
    entered = Step(
        _("First closed deal"),
        _("Enter one, or let your CRM send them with an API key."),
        bool(states),
        _("Enter a deal"),
        _at("deals:new", organization),
        _("Make a key"),
        _at("settings:keys", organization),
    )
    ready = "ready" in states
    detail = _("It is ready.") if ready else _("The deal says what is missing; then it can be accepted.")
    url = first.get_absolute_url() if first else _at("deals:list", organization)
    accepted = Step(
        _("Accept it"), detail, "accepted" in states, _("Open the deal") if first else _("See the deals"), url
    )
    return entered, accepted


def _at(name, organization):
    return reverse(name, args=[organization.slug])
