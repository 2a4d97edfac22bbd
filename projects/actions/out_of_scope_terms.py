"""What the organization agrees with its customers on out-of-scope work."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.settings import require_settings
from audit.actions import differences, record
from core.conflicts import settle
from projects.actions.guards import refuse
from projects.models import OutOfScopeTerms

OUT_OF_SCOPE_TERMS = ("preauthorized_limit", "promotion_hours", "promotion_days", "emergency_hours", "answer_days")
BOUNDS = {
    "preauthorized_limit": (0, 1_000_000),
    "promotion_hours": (0, 1000),
    "promotion_days": (0, 60),
    "emergency_hours": (Decimal("0.25"), 48),
    "answer_days": (1, 90),
}


@transaction.atomic
def update_terms(*, organization, changes, by, now, seen=None):
    """Set fields of OUT_OF_SCOPE_TERMS; they hold for what is told, started and asked from now on. Returns the row.

    Raises NotAllowed, Conflict (``seen`` as in core.conflicts), InvalidInput outside BOUNDS.
    """
    require_settings(by)
    OutOfScopeTerms.objects.get_or_create(organization=organization)
    row = OutOfScopeTerms.objects.select_for_update().get()
    changes = settle(row, seen, {field: value for field, value in changes.items() if field in OUT_OF_SCOPE_TERMS})
    before = _plain(row)
    for field, value in changes.items():
        setattr(row, field, value)
    for field, (least, most) in BOUNDS.items():
        if not least <= getattr(row, field) <= most:
            refuse(f"/{field}", "out_of_range", _("Write a value from %(a)s to %(b)s.") % {"a": least, "b": most})
    changed = differences(before, _plain(row))
    if changed:
        row.save(update_fields=list(changed))
        record(by=by, verb="settings.out_of_scope", obj=row, label=organization.name, changes=changed, at=now)
    return row


def _plain(row):
    return {field: _said(getattr(row, field)) for field in OUT_OF_SCOPE_TERMS}


def _said(value):
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
