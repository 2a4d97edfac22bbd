"""WRITE: taking an API key back; drawing it anew while nobody has it."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import ApiKey
from audit.actions import record
from core.errors import DomainError, NotAllowed
from core.models import TokenRoute
from core.tokens import digest, new_token


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


@transaction.atomic
def draw_again(*, key, by, now):
    """Another secret for a key whose first one was shown to nobody: its button was pressed twice.

    The first secret opens nothing any more. Returns the row and the new secret, shown this once. Raises NotAllowed,
    and DomainError ``key_taken`` once the key was used or revoked.
    """
    if not permissions.can_manage_keys(by):
        raise NotAllowed(_("Only an owner hands out API keys."))
    key = ApiKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    if key.last_used_at or key.revoked_at:
        raise DomainError(
            "key_taken", _("This key was made with the first press and is in use; it is not shown again.")
        )
    plain = new_key()
    route = TokenRoute.objects.get(digest=key.digest)
    key.digest, key.prefix = digest(plain), plain[:12]
    key.save(update_fields=["digest", "prefix"])
    route.delete()
    route.digest = key.digest
    route.save(force_insert=True)
    record(by=by, verb="api_key.drawn_again", obj=key, at=now)
    return key, plain


def new_key():
    """A secret that no other key has."""
    return f"msp_{new_token()}"
