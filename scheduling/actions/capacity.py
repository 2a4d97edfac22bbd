"""Leave, other work, on-call duty, and what the reserve is computed with."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import OrganizationSettings
from audit.actions import differences, record
from core.conflicts import plain, settle_values
from core.errors import InvalidInput, NotAllowed
from scheduling.models import CalendarEntry, CapacitySettings
from scheduling.permissions import can_plan_time, can_set_capacity

SETTINGS = (
    "utilization_percent",
    "reserve_percentile",
    "growth_percent",
    "floor_l1",
    "floor_l2",
    "floor_l3",
    "hours_per_request",
    "people_kept",
)


@transaction.atomic
def add_entry(*, member, kind, starts_on, ends_on, by, now, hours_a_day=None, note=""):
    """Put leave, other work or on-call duty into a member's calendar; no hours a day means the whole day.

    Raises NotAllowed unless ``by`` plans for others or it is their own; InvalidInput for days out of order.
    """
    if not can_plan_time(by, member):
        raise NotAllowed(_("Dispatch, a service manager or an owner plans the time of others."))
    entry = CalendarEntry(
        member=member,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        hours_a_day=hours_a_day,
        note=note.strip(),
        updated_at=now,
    )
    if ends_on < starts_on:
        _refuse("ends_on", _("The last day lies before the first."))
    if hours_a_day is not None and not 0 < hours_a_day <= 24:
        _refuse("hours_a_day", _("A day has more than none and at most 24 hours."))
    entry.save()
    days = {"days": [None, f"{starts_on} – {ends_on}"]}
    record(by=by, verb="calendar_entry.added", obj=entry, label=f"{member.name}: {entry}", changes=days)
    return entry


@transaction.atomic
def remove_entry(*, entry, by):
    """Take an entry out of a member's calendar; the hours are there again."""
    if not can_plan_time(by, entry.member):
        raise NotAllowed(_("Dispatch, a service manager or an owner plans the time of others."))
    record(by=by, verb="calendar_entry.removed", obj=entry, label=f"{entry.member.name}: {entry}")
    entry.delete()


@transaction.atomic
def set_capacity(*, organization, changes, by, now, seen=None):
    """Change any of SETTINGS and ``reserve_enforced_from`` (a date, or None for shadow mode). Returns the settings.

    Raises NotAllowed, InvalidInput, and Conflict with what changed since the caller saw it (``capacity_of``).
    """
    if not can_set_capacity(by):
        raise NotAllowed(_("Only an owner or a service manager changes how the reserve is computed."))
    own = OrganizationSettings.objects.select_for_update().get(organization=organization)
    row = CapacitySettings.objects.first() or CapacitySettings()
    changes = settle_values(capacity_of(row, own), seen, changes)
    before = {name: str(getattr(row, name)) for name in SETTINGS}
    before["reserve_enforced_from"] = own.reserve_enforced_from and str(own.reserve_enforced_from)
    for name in SETTINGS:
        setattr(row, name, changes.get(name, getattr(row, name)))
    own.reserve_enforced_from = changes.get("reserve_enforced_from", own.reserve_enforced_from)
    _check(row)
    row.save()
    own.save(update_fields=["reserve_enforced_from"])
    after = {name: str(getattr(row, name)) for name in SETTINGS}
    after["reserve_enforced_from"] = own.reserve_enforced_from and str(own.reserve_enforced_from)
    changed = differences(before, after)
    if changed:
        record(by=by, verb="settings.capacity", obj=row, label=organization.name, changes=changed, at=now)
    return row


def capacity_of(row, own):
    """What ``set_capacity`` changes, as it stands, plain; ``own`` are the organization's settings."""
    values = {name: plain(getattr(row, name)) for name in SETTINGS}
    return values | {"reserve_enforced_from": plain(own.reserve_enforced_from)}


def _check(row):
    try:
        row.clean_fields(exclude={"organization"})
    except ValidationError as error:
        faults = [
            {"pointer": f"/{name}", "code": "invalid", "detail": text}
            for name, texts in error.message_dict.items()
            for text in texts
        ]
        raise InvalidInput(_("The settings were not changed."), faults) from None


def _refuse(name, detail):
    raise InvalidInput(detail, [{"pointer": f"/{name}", "code": "invalid", "detail": detail}])
