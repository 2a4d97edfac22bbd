"""WRITE: from where on a deal is a project, and the lowest margin of a hand-off."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.settings import require_settings
from audit.actions import differences, record
from core.conflicts import settle
from deals.actions.questions import refuse
from deals.models import HandOffRules

HAND_OFF_LIMITS = (
    "least_hours",
    "least_people",
    "least_days",
    "outage_counts",
    "hardware_counts",
    "third_party_counts",
    "lowest_margin",
)


@transaction.atomic
def update_limits(*, organization, changes, by, now, seen=None):
    """Set fields of HAND_OFF_LIMITS. Open deals are judged by them from their next reading on. Returns HandOffRules.

    ``seen`` is what the caller had read (core.conflicts). Raises NotAllowed, Conflict where somebody else changed
    the same meanwhile, InvalidInput for values below zero or a margin above 100 percent.
    """
    require_settings(by)
    HandOffRules.objects.get_or_create(organization=organization)
    row = HandOffRules.objects.select_for_update().get()
    changes = settle(row, seen, {field: value for field, value in changes.items() if field in HAND_OFF_LIMITS})
    before = _plain(row)
    for field in HAND_OFF_LIMITS:
        if field in changes:
            setattr(row, field, changes[field])
    _check(row)
    changed = differences(before, _plain(row))
    if changed:
        row.save(update_fields=list(changed))
        record(by=by, verb="settings.hand_off", obj=row, label=organization.name, changes=changed, at=now)
    return row


def _check(row):
    for field in ("least_hours", "least_people", "least_days", "lowest_margin"):
        if getattr(row, field) < 0:
            refuse(f"/{field}", _("The value must be zero or more."))
    if row.lowest_margin > 100:
        refuse("/lowest_margin", _("A margin is at most 100 percent."))


def _plain(row):
    return {field: _said(getattr(row, field)) for field in HAND_OFF_LIMITS}


def _said(value):
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
