"""The link with which one contact answers on one out-of-scope item: one purpose, one answer, an end."""

from django.conf import settings
from django.urls import reverse

from core.identifiers import uuid7
from core.models import TokenPurpose, TokenRoute
from core.tokens import derive_token, digest
from projects.models import OutOfScopeRequest
from projects.rules.out_of_scope import next_reminder


def ensure_extra_request(item, contact, *, until, by, now):
    """The contact's open link, good until ``until``; one of another contact or address ends. Returns the row."""
    row = OutOfScopeRequest.objects.filter(item=item, revoked_at=None, answered_at=None).first()
    if (
        row is not None
        and row.contact_id == contact.pk
        and row.email == contact.email.lower()
        and row.expires_at > now
    ):
        row.expires_at, row.remind_at = until, _reminder(item, now, until)
        row.save(update_fields=["expires_at", "remind_at"])
        row.contact = contact
        return row
    if row is not None:
        row.revoked_at = now
        row.save(update_fields=["revoked_at"])
    identifier = uuid7()
    stored = digest(derive_token(TokenPurpose.OUT_OF_SCOPE, identifier))
    row = OutOfScopeRequest.objects.create(
        id=identifier,
        item=item,
        contact=contact,
        email=contact.email.lower(),
        digest=stored,
        asked_by=by,
        expires_at=until,
        remind_at=_reminder(item, now, until),
        created_at=now,
    )
    TokenRoute.objects.create(
        digest=stored,
        purpose=TokenPurpose.OUT_OF_SCOPE,
        organization_id=item.organization_id,
        object_id=row.pk,
    )
    return row


def extra_request_address(request):
    """The absolute address of the page behind a request."""
    token = derive_token(TokenPurpose.OUT_OF_SCOPE, request.pk)
    return settings.SITE_URL + reverse("portal:out_of_scope", args=[token])


def _reminder(item, now, until):
    """Who is asked is reminded; who was only told is not."""
    return next_reminder(now, until, now) if item.mode == "approval" else None
