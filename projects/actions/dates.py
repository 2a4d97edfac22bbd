"""Dates between us and the customer: what they were told, and what they agreed to."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.conflicts import settle
from projects import permissions, told
from projects.actions.evidence import record_evidence
from projects.actions.guards import refuse, require, require_open, require_text
from projects.actions.health import lock
from projects.changes import applied
from projects.choices import EvidenceEffect, EvidenceKind, ResponsibilityKey

TOLD = ("told_start", "told_end")
PROMISED = ("committed_start", "committed_end")
AGREED = (*PROMISED, *TOLD)


@transaction.atomic
def record_told(*, project, start, end, by, at, how, url=""):
    """The customer was told these dates: fulfills ``dates`` until one of them moves by a working day.

    ``how`` says through what ("weekly update", "by phone: Ann Lee"). Notice alone moves no promise.
    The same dates told again change nothing but the day on which they were last told.
    """
    lock(project)
    require_open(project)
    changed = applied(project, {"told_start": start, "told_end": end}, TOLD)
    first = project.told_at is None
    project.told_at = at
    project.save(update_fields=[*TOLD, "told_at"])
    if first or changed or project.dates_moved_at is not None:
        return _tell(project, start, end, by, at, how, url)
    return None


@transaction.atomic
def tell_dates(*, project, start, end, how, by, now):
    """A person told the customer (by phone, say): as ``record_told``, with the right checked."""
    require(permissions.can_manage_project(by, project), _("Only the project's manager tells dates."))
    if end < start:
        refuse("/end", "before_start", _("The end must not lie before the start."))
    how = require_text(how, "/how", _("Say who was told, and how."))
    record_told(project=project, start=start, end=end, by=by, at=now, how=how)
    record(
        by=by,
        verb="dates.told",
        obj=project,
        project=project,
        customer=project.customer_id,
        at=now,
        changes={"start": [None, start.isoformat()], "end": [None, end.isoformat()]},
    )
    return project


@transaction.atomic
def agree_dates(*, project, start, end, by, now, how, seen=None):
    """The customer agreed to new dates: these are the promise from now on. The baseline stays for ever.

    ``seen`` holds the PROMISED dates that the caller read: a date they left as it was stays what it is by now.
    Raises NotAllowed, InvalidInput, DomainError while closed, Conflict when somebody else moved the same date.
    """
    lock(project)
    require_open(project)
    require(permissions.can_manage_project(by, project), _("Only the project's manager agrees dates."))
    mine = settle(project, seen, dict(zip(PROMISED, (start, end), strict=True)))
    start, end = (mine.get(name, getattr(project, name)) for name in PROMISED)
    if end < start:
        refuse("/end", "before_start", _("The end must not lie before the start."))
    how = require_text(how, "/how", _("Say how the customer agreed."))
    values = {"committed_start": start, "committed_end": end, "told_start": start, "told_end": end}
    changed = applied(project, values, AGREED)
    project.told_at = now
    project.save(update_fields=[*AGREED, "told_at"])
    record(
        by=by,
        verb="dates.agreed",
        obj=project,
        project=project,
        customer=project.customer_id,
        at=now,
        changes=changed,
    )
    _tell(project, start, end, by, now, how, "")
    told.dates_agreed(project, by=by, now=now)
    return project


def _tell(project, start, end, by, at, how, url):
    said = {"start": _said(start), "end": _said(end), "how": how}
    return record_evidence(
        project=project,
        key=ResponsibilityKey.DATES,
        kind=EvidenceKind.NOTE,
        effect=EvidenceEffect.FULFILLS,
        text=_("Told: start %(start)s, end %(end)s (%(how)s).") % said,
        by=by,
        at=at,
        url=url,
    )


def _said(day):
    return day.isoformat() if day else _("not scheduled")
