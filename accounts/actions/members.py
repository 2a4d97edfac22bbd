"""Changing members: what they are, what they cost, whether they are there, and letting them go."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import directory, permissions
from accounts.actions.checks import clean_roles, refuse, require_working_facts
from accounts.actions.sessions import end_all_sessions
from accounts.choices import Role
from accounts.models import ApiKey, CostRate, Membership, Organization, OrganizationSettings, StaffProfile
from audit.actions import differences, record
from core import clock
from core.conflicts import plain, settle_values
from core.errors import DomainError, NotAllowed
from core.models import TokenPurpose, TokenRoute

PROFILE_FIELDS = ("level", "weekly_hours", "phone")


@transaction.atomic
def change_member(*, member, by, changes, seen=None):
    """Change any of roles, level, weekly_hours, phone. Returns the member; no change, no audit row.

    Raises NotAllowed, InvalidInput, Conflict with what changed since the caller saw it (``work_of`` as ``seen``),
    and DomainError ``last_owner`` when nobody would be left to own the place.
    """
    member = _locked(member, by)
    told = {name: _plain_roles(value) if name == "roles" else value for name, value in changes.items()}
    mine = settle_values(work_of(member, _profile(member)), seen, told)
    changes = {name: value for name, value in changes.items() if name in mine}
    roles = clean_roles(changes["roles"]) if "roles" in changes else member.roles
    _require_grant(by, set(roles) ^ set(member.roles))
    require_working_facts(changes.get("level", ""), changes.get("weekly_hours", 0), None)
    if Role.OWNER in member.roles and Role.OWNER not in roles:
        _require_another_owner(member, _("The roles were not changed: somebody has to be the owner."))
    profile = _profile(member)
    before = {"roles": member.roles} | {name: str(getattr(profile, name)) for name in PROFILE_FIELDS}
    for name in PROFILE_FIELDS:
        setattr(profile, name, changes.get(name, getattr(profile, name)))
    profile.save()
    profile.refresh_from_db()
    after = {"roles": roles} | {name: str(getattr(profile, name)) for name in PROFILE_FIELDS}
    changes = differences(before, after)
    if "roles" in changes:
        member.roles = roles
        member.save(update_fields=["roles", "updated_at"])
    _note(by, "member.changed", member, changes)
    return member


@transaction.atomic
def set_absence(*, member, by, changes, seen=None):
    """Change any of absent_from, absent_until (both days count; no end: until further notice) and deputy.

    The member sets it, or who manages members. No change writes nothing. Raises NotAllowed, InvalidInput, and
    Conflict with what changed since the caller saw it (``absence_of`` as ``seen``).
    """
    profile = _profile(member, lock=True)
    stands = {"deputy": member.deputy, "absent_from": profile.absent_from, "absent_until": profile.absent_until}
    wanted = stands | settle_values(absence_of(member, profile), seen, changes)
    deputy, absent_from, absent_until = wanted["deputy"], wanted["absent_from"], wanted["absent_until"]
    if by.pk != member.pk and not permissions.can_manage_members(by):
        raise NotAllowed(_("Only the person and those who manage members say when somebody is away."))
    if absent_until and not absent_from:
        refuse("absent_from", _("Say from which day on."))
    if absent_until and absent_until < absent_from:
        refuse("absent_until", _("The last day away lies before the first."))
    if deputy is not None and (deputy.pk == member.pk or not deputy.is_active):
        refuse("deputy", _("A deputy is another active member."))
    before = _absence(member, profile)
    profile.absent_from, profile.absent_until = absent_from, absent_until
    profile.save()
    another = member.deputy != deputy
    member.deputy = deputy
    changes = differences(before, _absence(member, profile))
    if another:
        changes["deputy"] = [before["deputy"], deputy.name if deputy else None]  # two may share a name
        member.save(update_fields=["deputy", "updated_at"])
    _note(by, "member.absence_set", member, changes)
    return member


@transaction.atomic
def set_cost_rate(*, member, by, starts_on, hourly):
    """What an hour of the member costs from ``starts_on`` on, in the home currency; the same day again corrects.

    Hours already logged keep the rate of their day. Raises NotAllowed and InvalidInput.
    """
    if not permissions.can_see_costs(by):
        raise NotAllowed(_("Only an owner or a service manager sets what an hour costs."))
    require_working_facts("", 0, hourly)
    former = CostRate.objects.filter(member=member, starts_on=starts_on).first()
    rate, _made = CostRate.objects.update_or_create(
        member=member, starts_on=starts_on, defaults={"hourly": hourly}
    )
    # What an hour costs is not written into the trail, which everybody reads.
    verb = "member.rate_corrected" if former else "member.rate_set"
    record(by=by, verb=verb, obj=member, changes={"from": [None, starts_on.isoformat()]})
    return rate


@transaction.atomic
def deactivate_member(*, member, by):
    """Let a member go: out at the next request, API keys revoked, and signed out where this was their last place.

    What they did stays under their name. Raises NotAllowed and DomainError ``last_owner``, ``yourself``.
    """
    member = _locked(member, by)
    _require_grant(by, member.roles)
    if member.pk == by.pk:
        raise DomainError("yourself", _("Nobody deactivates themselves: ask another owner."))
    if not member.is_active:
        return member
    if Role.OWNER in member.roles:
        _require_another_owner(member, _("Nobody was deactivated: this is the only owner."))
    _set_active(member, False)
    keys = ApiKey.objects.filter(member=member, revoked_at=None)
    TokenRoute.objects.filter(
        purpose=TokenPurpose.API_KEY, object_id__in=list(keys.values_list("pk", flat=True))
    ).delete()
    revoked = keys.update(revoked_at=clock.now())
    record(by=by, verb="member.deactivated", obj=member, changes={"keys": [revoked, 0]} if revoked else {})
    if not directory.memberships_of(member.user).exists():
        end_all_sessions(user=member.user)
    return member


@transaction.atomic
def reactivate_member(*, member, by):
    """Let a former member in again, with the roles they had. Their old keys stay dead."""
    member = _locked(member, by)
    _require_grant(by, member.roles)
    if not member.is_active:
        _set_active(member, True)
        record(by=by, verb="member.reactivated", obj=member)
    return member


@transaction.atomic
def require_second_factor(*, by, required):
    """Whether everybody of the organization needs a second factor, from their next request on. Owners only."""
    if not permissions.can_set_security(by):
        raise NotAllowed(_("Only an owner decides about the second factor."))
    row = Organization.objects.select_for_update().get(pk=by.organization_id)
    if row.require_second_factor != required:
        row.require_second_factor = required
        row.save(update_fields=["require_second_factor"])
        changes = {"require_second_factor": [not required, required]}
        record(by=by, verb="security.second_factor", obj=row, label=_("second factor"), changes=changes)
    return row


def _locked(member, by):
    """The member as the database has it now, after everybody else who changes members has finished."""
    OrganizationSettings.objects.select_for_update().get()
    now_by = Membership.objects.filter(pk=by.pk).values_list("roles", "is_active").first()
    by.roles, by.is_active = now_by
    if not by.is_active or not permissions.can_manage_members(by):
        raise NotAllowed(_("Only an owner or a service manager changes members."))
    return Membership.objects.select_related("user").get(pk=member.pk)


def _require_grant(by, roles):
    if not permissions.can_grant(by, roles):
        raise NotAllowed(_("Only an owner changes who is an owner."))


def _require_another_owner(member, sentence):
    others = Membership.objects.filter(roles__contains=[Role.OWNER], is_active=True, user__is_active=True)
    if not others.exclude(pk=member.pk).exists():
        raise DomainError("last_owner", sentence)


def work_of(member, profile):
    """What ``change_member`` changes, as it stands, plain."""
    return {"roles": _plain_roles(member.roles)} | {name: plain(getattr(profile, name)) for name in PROFILE_FIELDS}


def absence_of(member, profile):
    """What ``set_absence`` changes, as it stands, plain."""
    return {
        "deputy": plain(member.deputy),
        "absent_from": plain(profile.absent_from),
        "absent_until": plain(profile.absent_until),
    }


def _plain_roles(roles):
    return ", ".join(sorted(roles, key=Role.values.index))


def _profile(member, *, lock=False):
    """The profile as it stands; with ``lock`` nobody else sets an absence meanwhile, and the deputy is read afresh."""
    if lock:
        member.deputy = Membership.objects.select_for_update(no_key=True).get(pk=member.pk).deputy
    return StaffProfile.objects.filter(member=member).first() or StaffProfile(member=member)


def _absence(member, profile):
    days = {"absent_from": profile.absent_from, "absent_until": profile.absent_until}
    shown = {name: day.isoformat() if day else None for name, day in days.items()}
    return shown | {"deputy": member.deputy.name if member.deputy else None}


def _set_active(member, active):
    member.is_active = active
    member.save(update_fields=["is_active", "updated_at"])


def _note(by, verb, member, changes):
    if changes:
        record(by=by, verb=verb, obj=member, changes=changes)
