"""The facts that alarms and figures are made of. Reads through scopes: one organization at a time."""

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count, Max, Min, Q

from accounts.directory import active_organizations
from core.models import DueWork
from core.readiness import readiness
from core.tenancy import organization_scope
from mailing.choices import MailState
from mailing.models import AccountMail, OutgoingMail
from mailing.queries import NOT_YET_SENT
from mailing.rules import PATIENCE
from operations.rules import Facts, OrganizationFacts
from updates.queries.completeness import run_state

# Asked with the rights of the run-time role: it sees its own sessions, which are all that serve the product.
LOCKS = """
SELECT count(*), COALESCE(max(clock_timestamp() - query_start), interval '0')
FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""
ARCHIVE = "SELECT last_archived_time, last_failed_time FROM pg_stat_archiver"
# A 4xx about one recipient (a full mailbox, a grey list) is between the two mail servers; 421 is the server's own.
ABOUT_A_RECIPIENT = r"^4(?!21)\d\d"


def facts(now):
    """The Facts at ``now`` (UTC). With the database away only the parts are known."""
    _, body = readiness()
    parts = body["parts"]
    if parts["database"] != "ok" or parts["migrations"] != "ok":
        return Facts(parts=parts)
    try:
        return _all(parts, now)
    except DatabaseError:
        return Facts(parts=parts | {"database": "unreachable"})


def _all(parts, now):
    with connection.cursor() as cursor:
        cursor.execute(LOCKS)
        waiting, longest = cursor.fetchone()
        cursor.execute(ARCHIVE)
        archived_at, failed_at = cursor.fetchone()
    overdue = DueWork.objects.filter(organization__is_active=True, due_at__lte=now).exclude(kind="mail")
    return Facts(
        parts=parts,
        overdue=dict(overdue.values("kind").annotate(at=Min("due_at")).values_list("kind", "at")),
        waiting_locks=waiting,
        longest_lock=longest,
        archive_fails=bool(failed_at and (archived_at is None or failed_at > archived_at)),
        archived_at=archived_at,
        backup_at=_newest_backup(settings.BACKUP_DIR),
        backup_expected=bool(settings.BACKUP_DIR),
        account_mail=OrganizationFacts(slug="account mail", **_outbox(AccountMail, now)),
        organizations=tuple(organization_facts(each, now) for each in active_organizations()),
    )


def organization_facts(organization, now):
    """The OrganizationFacts of one organization, in one short transaction of its own."""
    with organization_scope(organization.pk):
        return OrganizationFacts(
            slug=organization.slug, run=run_state(organization, now), **_outbox(OutgoingMail, now)
        )


def _outbox(model, now):
    waiting = Q(state__in=NOT_YET_SENT)
    found = model.objects.filter(state__in=[*NOT_YET_SENT, MailState.UNKNOWN]).aggregate(
        waiting=Count("pk", filter=waiting),
        oldest_at=Min("created_at", filter=waiting),
        stuck_since=Min("created_at", filter=waiting & ~Q(last_error__regex=ABOUT_A_RECIPIENT)),
        doubtful=Count("pk", filter=Q(state=MailState.UNKNOWN)),
    )
    if found["stuck_since"]:
        recent = model.objects.filter(created_at__gte=now - PATIENCE, state=MailState.ACCEPTED)
        found["accepted_at"] = recent.aggregate(at=Max("accepted_at"))["at"]
    return found


def _newest_backup(directory):
    """When the newest finished base backup below ``directory`` was finished (its marker), or None."""
    if not directory:
        return None
    moments = [marker.stat().st_mtime for marker in Path(directory).glob("base/*/finished")]
    return dt.datetime.fromtimestamp(max(moments), dt.UTC) if moments else None
