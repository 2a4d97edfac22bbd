"""The link with which a contact opens the status page: made once, the same in every mail, revocable."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from audit.actions import record
from core.identifiers import uuid7
from core.models import TokenPurpose, TokenRoute
from core.tokens import derive_token, digest
from projects import permissions
from projects.actions.guards import require
from projects.models import StatusLink

LASTS = dt.timedelta(days=180)
RENEW_WITHIN = dt.timedelta(days=30)


@transaction.atomic
def ensure_status_link(*, project, contact, now, by=None):
    """The absolute address of the contact's status page; a link near its end lasts longer from now on.

    The token is derived from the row, so that every mail carries the same one; the database holds its
    digest only. A link that was revoked, has expired or was made for an earlier address of the contact is
    never used again: the contact gets a new one. ``by`` None is the system.
    """
    link = StatusLink.objects.filter(project=project, contact=contact, revoked_at=None).first()
    if link is not None and (link.expires_at <= now or link.email != contact.email.lower()):
        # Its route stays: who asks for a new link with the old one is answered as before, and learns nothing.
        link.revoked_at = now
        link.save(update_fields=["revoked_at"])
        link = None
    if link is None:
        link = _new_link(project, contact, by, now)
    elif link.expires_at < now + RENEW_WITHIN:
        link.expires_at = now + LASTS
        link.save(update_fields=["expires_at"])
    return status_address(link)


def status_address(link):
    """The absolute address of the status page that ``link`` opens."""
    return settings.SITE_URL + reverse("portal:status", args=[derive_token(TokenPurpose.STATUS, link.pk)])


@transaction.atomic
def revoke_status_links(*, project, by, now, contact=None):
    """Close every open link of the project (of one contact, when given). Returns how many there were."""
    require(permissions.can_manage_project(by, project), _("Only the project's manager closes its links."))
    links = StatusLink.objects.filter(project=project)
    if contact is not None:
        links = links.filter(contact=contact)
    digests = list(links.values_list("digest", flat=True))  # of those that ran out, too: none offers a new one
    TokenRoute.objects.filter(digest__in=digests).delete()
    closed = links.filter(revoked_at=None).update(revoked_at=now)
    if closed:
        record(
            by=by,
            verb="project.links_revoked",
            obj=project,
            project=project,
            customer=project.customer_id,
            at=now,
            changes={"links": [closed, 0]},
        )
    return closed


def _new_link(project, contact, by, now):
    identifier = uuid7()
    stored = digest(derive_token(TokenPurpose.STATUS, identifier))
    link, created = StatusLink.objects.get_or_create(
        project=project,
        contact=contact,
        revoked_at=None,
        defaults={
            "id": identifier,
            "email": contact.email.lower(),
            "digest": stored,
            "expires_at": now + LASTS,
            "created_at": now,
        },
    )
    if created:
        TokenRoute.objects.create(
            digest=stored, purpose=TokenPurpose.STATUS, organization_id=project.organization_id, object_id=link.pk
        )
        record(
            by=by,
            verb="project.link_made",
            obj=project,
            project=project,
            customer=project.customer_id,
            at=now,
            changes={"contact": [None, contact.name]},
        )
    return link
