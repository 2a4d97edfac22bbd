"""Keeping what a member types before they send it. Not a change of business: the audit trail hears of the sending."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import InvalidInput
from dashboard.models import Draft

KEPT = dt.timedelta(days=14)
MOST_SIGNS = 20_000
MOST_DRAFTS = 200  # of one member


@transaction.atomic
def keep_draft(*, key, text, base, by, now):
    """Keep ``text`` as the member's draft of the field ``key``; the last one written stands. Old ones go.

    Raises InvalidInput for a key that is no form of this organization, and over 20,000 characters.
    """
    if not key.startswith(f"/o/{by.organization.slug}/") or len(key) > 300:
        raise InvalidInput(_("There is no such field."))
    if max(len(text), len(base)) > MOST_SIGNS:
        raise InvalidInput(_("That is too long to be kept as a draft."))
    own = Draft.objects.filter(member=by)
    own.filter(updated_at__lt=now - KEPT).delete()
    if own.exclude(key=key).count() >= MOST_DRAFTS:
        own.order_by("updated_at").first().delete()
    draft, _created = Draft.objects.update_or_create(
        member=by, key=key, defaults={"text": text, "base": base, "updated_at": now}
    )
    return draft


@transaction.atomic
def drop_draft(*, key, by):
    """Forget the member's draft of that field; nothing when there is none."""
    Draft.objects.filter(member=by, key=key).delete()
