"""The link with which a contact, or a member who follows, stops the weekly mails."""

from django.conf import settings
from django.urls import reverse

from core.models import TokenPurpose, TokenRoute
from core.tokens import derive_token, digest


def unsubscribe_addresses(person_ids, organization_id):
    """``{id of contact or member: absolute address}``; their routes into the directory are made when missing. One statement."""
    tokens = {pk: derive_token(TokenPurpose.UNSUBSCRIBE, pk) for pk in sorted(person_ids)}
    TokenRoute.objects.bulk_create(
        [
            TokenRoute(
                digest=digest(token),
                purpose=TokenPurpose.UNSUBSCRIBE,
                organization_id=organization_id,
                object_id=pk,
            )
            for pk, token in tokens.items()
        ],
        ignore_conflicts=True,
    )
    return {pk: settings.SITE_URL + reverse("portal:unsubscribe", args=[token]) for pk, token in tokens.items()}
