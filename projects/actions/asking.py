"""Asking a customer to approve a change order: one link per contact, one purpose, and its mail."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from audit.actions import record
from core.errors import DomainError
from core.identifiers import uuid7
from core.models import TokenPurpose, TokenRoute
from core.tokens import derive_token, digest
from projects import mails, permissions
from projects.actions.guards import refuse, require, require_open
from projects.actions.health import lock
from projects.choices import ChangeOrderState
from projects.models import ChangeOrderRequest

LASTS = dt.timedelta(days=30)


@transaction.atomic
def ask_customer(*, order, contacts, by, now):
    """Mail each contact the link with which they approve or decline. Returns the queued mails.

    The same contact asked again on the same day gets no second mail. Raises DomainError ``not_approved_yet``
    before the internal approval, ``not_a_recipient`` for somebody else's contact; InvalidInput without contacts.
    """
    project = lock(order.project)
    require_open(project)
    order.refresh_from_db()
    order.project = project
    require(permissions.can_approve_change(by, project), _("The project manager asks the customer."))
    if order.state != ChangeOrderState.APPROVED_INTERNAL:
        raise DomainError(
            "not_approved_yet", _("The customer is asked once we have approved the change, and only then.")
        )
    if not contacts:
        refuse("/contacts", "required", _("Choose who is asked."))
    for contact in contacts:
        if contact.customer_id != project.customer_id or not contact.is_active or not contact.email:
            raise DomainError("not_a_recipient", _("Nothing was sent: %s gets no mail.") % contact.name)
    requests = [_ensure_request(order, contact, by, now) for contact in contacts]
    day = now.astimezone(project.organization.zone).date()
    queued = [mails.change_order_request(order, row, url=request_address(row), today=day) for row in requests]
    names = ", ".join(contact.name for contact in contacts)
    record(
        by=by,
        verb="change_order.asked",
        obj=order,
        project=project,
        customer=project.customer_id,
        at=now,
        changes={"to": [None, names]},
    )
    return [mail for mail in queued if mail is not None]


def request_address(request):
    """The absolute address of the page behind a request."""
    token = derive_token(TokenPurpose.CHANGE_ORDER, request.pk)
    return settings.SITE_URL + reverse("portal:change_order", args=[token])


def _ensure_request(order, contact, by, now):
    """The contact's open request, good for another month; a new one for a new address."""
    row = ChangeOrderRequest.objects.filter(change_order=order, contact=contact, revoked_at=None).first()
    if row is not None and row.email == contact.email.lower() and row.expires_at > now:
        row.expires_at = now + LASTS
        row.save(update_fields=["expires_at"])
        return row
    if row is not None:
        row.revoked_at = now
        row.save(update_fields=["revoked_at"])
        TokenRoute.objects.filter(digest=row.digest).delete()
    identifier = uuid7()
    stored = digest(derive_token(TokenPurpose.CHANGE_ORDER, identifier))
    row = ChangeOrderRequest.objects.create(
        id=identifier,
        change_order=order,
        contact=contact,
        email=contact.email.lower(),
        digest=stored,
        asked_by=by,
        expires_at=now + LASTS,
        created_at=now,
    )
    TokenRoute.objects.create(
        digest=stored, purpose=TokenPurpose.CHANGE_ORDER, organization_id=order.organization_id, object_id=row.pk
    )
    return row
