"""Reading the outbox: one list for people and API, and how much is waiting."""

import datetime as dt
import re
from dataclasses import dataclass

from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.db.models.functions import Lower

from mailing.choices import GROUPS, MailState
from mailing.models import OutgoingMail, ProjectNotice

NOT_YET_SENT = (MailState.QUEUED, MailState.LEASED, MailState.SENDING)
WORTH_A_WORD = dt.timedelta(minutes=5)
LIST_FIELDS = (
    "organization_id",
    "kind",
    "audience",
    "to_name",
    "to_email",
    "subject",
    "headers",
    "message_id",
    "state",
    "attempts",
    "next_attempt_at",
    "may_have_arrived_twice",
    "last_error",
    "accepted_at",
    "created_at",
    "updated_at",
)


@dataclass(frozen=True, slots=True)
class DeliverySummary:
    """How the outbox stands: mails waiting, since when the oldest, when the next attempt is, and trouble."""

    waiting: int
    oldest_at: dt.datetime | None
    next_attempt_at: dt.datetime | None
    last_error: str
    refused: int
    doubtful: int

    def is_stuck(self, now):
        """Whether people should hear about it: something has been waiting for five minutes."""
        return self.oldest_at is not None and now - self.oldest_at >= WORTH_A_WORD

    def minutes(self, now):
        """Age of the oldest waiting mail in whole minutes."""
        return int((now - self.oldest_at).total_seconds() // 60) if self.oldest_at else 0


def delivery_summary(organization):
    """The DeliverySummary of the organization in force. One statement."""
    waiting = Q(state__in=NOT_YET_SENT)
    told = [*NOT_YET_SENT, MailState.FAILED, MailState.UNKNOWN]
    found = OutgoingMail.objects.filter(organization_id=organization.pk, state__in=told).aggregate(
        waiting=Count("pk", filter=waiting),
        oldest_at=Min("created_at", filter=waiting),
        next_attempt_at=Min("next_attempt_at", filter=Q(state=MailState.QUEUED)),
        last_error=Max("last_error", filter=waiting),
        refused=Count("pk", filter=Q(state=MailState.FAILED)),
        doubtful=Count("pk", filter=Q(state=MailState.UNKNOWN)),
    )
    return DeliverySummary(**{**found, "last_error": found["last_error"] or ""})


def deliveries(organization, *, state="", kind="", project="", recipient="", week=None):
    """Mails of the organization without their bodies, filtered; ``project`` is a number like P-0001, ``state`` a
    MailState or a MailGroup.

    Newest first is the caller's ordering (``-created_at, -id``).
    """
    rows = OutgoingMail.objects.filter(organization_id=organization.pk).only(*LIST_FIELDS)
    if state:
        rows = rows.filter(state__in=GROUPS.get(state, [state]))
    if kind:
        rows = rows.filter(kind=kind)
    if recipient:
        rows = rows.annotate(address=Lower("to_email")).filter(
            Q(address__contains=recipient.lower()) | Q(to_name__icontains=recipient)
        )
    if project:
        whole_number = rf"(^|, ){re.escape(project.upper())}(,|$)"
        rows = rows.filter(**{"headers__X-Project__regex": whole_number})
    if week:
        rows = rows.filter(Exists(ProjectNotice.objects.filter(mail=OuterRef("pk"), week_start=week)))
    return rows
