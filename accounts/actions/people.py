"""Writing people and organizations: found an organization, add a member, hand out a key."""

import datetime as dt
import re
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import directory, permissions
from accounts.actions.checks import (
    clean_email,
    clean_roles,
    refuse,
    require_good_password,
    require_working_facts,
)
from accounts.actions.keys import new_key
from accounts.choices import Role, Scope
from accounts.founding import furnish
from accounts.models import ApiKey, CostRate, Membership, Organization, OrganizationSettings, StaffProfile, User
from audit.actions import record
from core import clock
from core.due import work_is_due_at
from core.errors import DomainError, NotAllowed
from core.jobs import enqueue
from core.models import TokenPurpose, TokenRoute
from core.tenancy import organization_scope
from core.tokens import digest

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?")
CURRENCY = re.compile(r"[A-Z]{3}")
UPDATE_MODES = ("approve", "unchanged_green", "automatic")  # updates.choices.UpdateMode, a higher app
ANY_SCOPE = "*"
SCOPES = frozenset({f"{area}:{way}" for area in Scope for way in ("read", "write")} | {ANY_SCOPE})


@transaction.atomic
def create_organization(
    *,
    slug,
    name,
    owner_email,
    now,
    time_zone="UTC",
    currency="USD",
    updates="approve",
    enforce_reserve=False,
    owner_name="",
    by=None,
) -> Organization:
    """Found an organization with its settings and its owner, who has no password yet (``links.password_link``).

    ``enforce_reserve`` lets the support reserve refuse from the local day of ``now`` on; else it only warns.
    Raises InvalidInput for a bad value and DomainError ``organization_exists`` for a slug in use.
    """
    _require_organization(slug, name, time_zone, currency, updates)
    if Organization.objects.filter(slug=slug).exists():
        raise DomainError("organization_exists", _("An organization with the slug “%s” exists already.") % slug)
    organization = Organization.objects.create(
        slug=slug, name=name.strip(), time_zone=time_zone, currency=currency
    )
    with organization_scope(organization.pk):
        today = now.astimezone(organization.zone).date()
        OrganizationSettings.objects.create(
            update_mode=updates, reserve_enforced_from=today if enforce_reserve else None
        )
        record(by=by, verb="organization.created", obj=organization)
        add_member(organization=organization, email=owner_email, name=owner_name, roles=[Role.OWNER], by=by)
        furnish(now=now)
    return organization


def _require_organization(slug, name, time_zone, currency, updates):
    if not SLUG.fullmatch(slug):
        refuse("slug", _("The slug “%s” must be small letters, digits and inner hyphens, at most 50.") % slug)
    if not 0 < len(name.strip()) <= 120:
        refuse("name", _("The organization needs a name of at most 120 letters."))
    if time_zone not in available_timezones():
        refuse("time_zone", _("There is no time zone “%s”; an example is America/New_York.") % time_zone)
    if not CURRENCY.fullmatch(currency):
        refuse("currency", _("The currency “%s” must be three capital letters, for example USD.") % currency)
    if updates not in UPDATE_MODES:
        refuse("updates", _("Updates are sent “approve” or “automatic”, not “%s”.") % updates)


@transaction.atomic
def add_member(
    *,
    organization,
    email,
    name="",
    roles,
    level="",
    weekly_hours=40,
    cost_rate=None,
    cost_rate_from=None,
    password=None,
    by=None,
) -> Membership:
    """Make the person of that address a member with ``roles``; who has no account gets one.

    A password is set only for an account that has none: nobody changes a stranger's. ``cost_rate`` is the
    hourly cost from ``cost_rate_from`` on (default: always). Raises NotAllowed, InvalidInput, and
    DomainError ``member_exists`` for a member.
    """
    if by is not None and not permissions.can_manage_members(by):
        raise NotAllowed(_("Only an owner or a service manager adds people."))
    email, roles = clean_email(email), clean_roles(roles)
    if by is not None and not permissions.can_grant(by, roles):
        raise NotAllowed(_("Only an owner makes somebody an owner."))
    require_working_facts(level, weekly_hours, cost_rate)
    with organization_scope(organization.pk):
        user = directory.user_by_email(email)
        if user and Membership.objects.filter(user=user).exists():
            raise DomainError("member_exists", _("%s is a member already.") % email)
        user = _user_with_password(user, email, name.strip(), password)
        member = Membership.objects.create(organization=organization, user=user, roles=roles)
        StaffProfile.objects.create(member=member, level=level, weekly_hours=weekly_hours)
        if cost_rate is not None:
            CostRate.objects.create(
                member=member, hourly=cost_rate, starts_on=cost_rate_from or dt.date(2000, 1, 1)
            )
        record(by=by, verb="member.added", obj=member, changes={"roles": [None, roles]})
        # A deal may have named this person before they were a member (deals.tasks looks again).
        work_is_due_at(organization.pk, "deals", clock.now())
        enqueue("deals.recheck", organization_id=str(organization.pk))
    return member


def _user_with_password(user, email, name, password):
    """The account of ``email``, made when there is none; the password only where none was set."""
    if password:
        require_good_password(password, user)
    if user is None:
        return User.objects.create_user(email, password, name=name)
    if password and user.has_usable_password():
        refuse("password", _("%s has an account with a password already; leave the password out.") % email)
    if password:
        user.set_password(password)
    user.name = user.name or name
    user.save(update_fields=["name", "password"])
    return user


@transaction.atomic
def create_api_key(*, name, scopes, member, by=None) -> tuple[ApiKey, str]:
    """A key that acts as ``member`` within ``scopes``; returns the row and the key itself, shown this once.

    Needs the organization's scope. Raises NotAllowed and InvalidInput.
    """
    if by is not None and not permissions.can_manage_keys(by):
        raise NotAllowed(_("Only an owner hands out API keys."))
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        refuse("scopes", _("There is no scope “%s”; an example is deals:write.") % ", ".join(unknown or [""]))
    if not name.strip():
        refuse("name", _("The key needs a name."))
    plain = new_key()
    key = ApiKey.objects.create(
        name=name.strip(), member=member, digest=digest(plain), prefix=plain[:12], scopes=list(scopes)
    )
    TokenRoute.objects.create(
        digest=key.digest, purpose=TokenPurpose.API_KEY, organization=member.organization, object_id=key.pk
    )
    record(by=by, verb="api_key.created", obj=key, changes={"scopes": [None, list(scopes)]})
    return key, plain
