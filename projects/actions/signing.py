"""What every signature needs: how the signer came, that they saw exactly this text, and the row itself."""

from django.utils.translation import gettext as _

from audit.models import ActorKind
from core.errors import DomainError
from projects.choices import SigningMethod
from projects.rules.sow import fingerprint


def method_of(by):
    """Through the pages, or with a key."""
    is_key = getattr(by, "actor_kind", ActorKind.MEMBER) == ActorKind.API_KEY
    return SigningMethod.API if is_key else SigningMethod.PAGE


def require_same_text(row, seen_hash):
    """Refuse to sign what the signer has not seen, or what is no longer the text that was submitted.

    An empty ``seen_hash`` stands for the text as it is. Raises DomainError ``content_changed``.
    """
    if fingerprint(row.content) != row.content_hash or seen_hash not in ("", row.content_hash):
        raise DomainError(
            "content_changed", _("Nothing was signed: the text is not the one you saw. Read it again.")
        )


def sign(model, *, step, name, now, member=None, method=SigningMethod.PAGE, content_hash, **details):
    """Add the signature unless that step is signed already: a second press signs nothing. ``(row, is_new)``.

    ``details`` are ``reference``, ``address``, ``seen_at`` and the signed row under the model's own name.
    """
    owner = {field: value for field, value in details.items() if field in ("sow", "change_order")}
    rest = {field: value for field, value in details.items() if field not in owner}
    return model.objects.get_or_create(
        step=step,
        **owner,
        defaults={
            "name": name[:200],
            "member": member,
            "method": method,
            "content_hash": content_hash,
            "at": now,
            "created_at": now,
            **rest,
        },
    )
