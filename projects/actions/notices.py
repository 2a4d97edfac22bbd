"""Telling the customer by a mail of its own: the mail, the evidence and the audit row in one transaction."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.errors import DomainError
from projects import mails, permissions
from projects.actions.dates import record_told
from projects.actions.guards import refuse, require, require_open, require_text
from projects.actions.health import lock
from projects.actions.links import ensure_status_link
from projects.queries.contacts import out_of_reach

MOST_TEXT = 2000


@transaction.atomic
def send_dates(*, project, start, end, contacts, text, by, now):
    """Tell ``contacts`` start and end by mail, with ``text`` of the manager's own. Returns the mails queued.

    The dates count as told from now on. Each contact gets their own link to the status page. The same words
    to the same person on the same day go once. Raises NotAllowed; InvalidInput without words or readers;
    DomainError ``not_a_recipient`` for somebody without an address, who left, or is not on the project.
    """
    lock(project)
    require_open(project)
    require(permissions.can_manage_project(by, project), _("Only the project's manager tells dates."))
    if end < start:
        refuse("/end", "before_start", _("The end must not lie before the start."))
    text = require_text(text, "/text", _("Write a sentence to the customer."))[:MOST_TEXT]
    if not contacts:
        refuse("/contacts", "required", _("Choose who gets the mail."))
    for contact in out_of_reach(project, contacts):
        raise DomainError(
            "not_a_recipient", _("Nothing was sent: %s gets no mail of this project.") % contact.name
        )
    names = ", ".join(contact.name for contact in contacts)
    queued = [
        mails.dates_notice(
            project,
            contact,
            start=start,
            end=end,
            text=text,
            url=ensure_status_link(project=project, contact=contact, by=by, now=now),
            today=now.astimezone(project.organization.zone).date(),
            key=_key(start, end, text, now),
        )
        for contact in contacts
    ]
    record_told(project=project, start=start, end=end, by=by, at=now, how=_("by mail: %s") % names)
    record(
        by=by,
        verb="dates.told",
        obj=project,
        project=project,
        customer=project.customer_id,
        at=now,
        changes={"start": [None, start.isoformat()], "end": [None, end.isoformat()], "to": [None, names]},
    )
    return [mail for mail in queued if mail is not None]


def _key(start, end, text, now):
    words = f"{start}/{end}/{text}/{now.date()}"
    return hashlib.sha256(words.encode()).hexdigest()[:32]
