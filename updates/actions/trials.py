"""A mail of the week sent to a member for a look in their own mail program. It tells nobody anything."""

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from audit.actions import record
from core.identifiers import uuid7
from mailing.actions import queue_mail
from updates.queries.previews import person_mail

KIND = "update_test"


@transaction.atomic
def send_trial(*, update, audience, person_id, by, now):
    """Send ``by`` exactly what that person would get now, marked as a test. Returns the mail.

    No notice, no evidence, nobody is told. Links of the reader's own stay placeholders. Raises Http404 for
    somebody who gets no mail of this update.
    """
    project = update.project
    found = person_mail(project.organization, update, audience, person_id)
    if found is None:
        raise Http404
    seat, rendered = found
    record(
        by=by,
        verb="update.tested",
        obj=update,
        project=project,
        customer=project.customer_id,
        at=now,
        changes={"to": [None, by.email]},
    )
    return queue_mail(
        kind=KIND,
        audience="internal",
        to_email=by.email,
        to_name=by.name,
        from_name=project.organization.name,
        reply_to=by.email,
        subject=_("Test for %(who)s: %(subject)s") % {"who": seat.name, "subject": rendered.subject},
        text=rendered.text,
        html=rendered.html,
        idempotency_key=f"{KIND}/{uuid7()}",
        project_numbers=[project.number],
        member_id=by.pk,
    )
