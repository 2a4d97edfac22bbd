"""WRITE: taking an API key back."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import ApiKey
from audit.actions import record
from core.errors import NotAllowed
from core.models import TokenRoute


@transaction.atomic
def revoke_api_key(*, key, by, now):
    """The key opens nothing from the next request on. Revoking twice changes nothing."""
    if by is not None and not permissions.can_manage_keys(by):
        raise NotAllowed(_("Only an owner revokes API keys."))
    key = ApiKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    if key.revoked_at is None:
        key.revoked_at = now
        key.save(update_fields=["revoked_at"])
        TokenRoute.objects.filter(digest=key.digest).delete()
        record(by=by, verb="api_key.revoked", obj=key, at=now)
    return key
