"""The register of commitments: lines come with the deal or are noted later, and each is kept, broken or void."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from audit.actions import record
from core.conflicts import settle
from core.errors import DomainError
from projects import permissions
from projects.actions.guards import refuse, require, require_open, require_text
from projects.actions.health import lock
from projects.changes import applied
from projects.choices import CommitmentKind, CommitmentState
from projects.models import Commitment

FIELDS = ("owner", "due_on")
MOST_LINES = 1000
LONGEST = 500
PARTS = (
    (CommitmentKind.PROMISE, "promises"),
    (CommitmentKind.EXCLUSION, "exclusions"),
    (CommitmentKind.ASSUMPTION, "assumptions"),
)
NEEDS_REASON = (CommitmentState.BROKEN, CommitmentState.VOID)


def commitments_of_deal(project, deal, now):
    """A line for every promise (the project manager's), exclusion and assumption (the lead tech's) of the deal."""
    said = [(kind, text) for kind, name in PARTS for text in getattr(deal, name)]
    Commitment.objects.bulk_create(
        Commitment(
            project=project,
            position=position,
            kind=kind,
            text=text,
            owner=project.project_manager if kind == CommitmentKind.PROMISE else project.lead_tech,
            created_at=now,
            updated_at=now,
        )
        for position, (kind, text) in enumerate(said, 1)
    )


def hand_over_commitments(project, before, after, now):
    """What a former manager or lead tech still had to keep goes to the next. The caller has locked the project."""
    rows = Commitment.objects.filter(project=project, owner=before, state=CommitmentState.OPEN)
    rows.update(owner=after, updated_at=now)


@transaction.atomic
def add_commitment(*, project, kind, text, by, now, owner=None, due_on=None):
    """Note something that was said and is in no paper; ``owner`` None is whoever does it. Returns the Commitment.

    Raises NotAllowed, InvalidInput, DomainError.
    """
    lock(project)
    require_open(project)
    _require_changer(by, project)
    if kind not in CommitmentKind.values:
        refuse("/kind", "unknown", _("It is a promise, an exclusion or an assumption."))
    text = require_text(text, "/text", _("Write what was said."))
    if len(text) > LONGEST:
        refuse("/text", "too_long", _("At most %d characters.") % LONGEST)
    last = Commitment.objects.filter(project=project).aggregate(last=Max("position"))["last"] or 0
    if last >= MOST_LINES:
        raise DomainError("too_many_lines", _("A project has at most %d commitments.") % MOST_LINES)
    line = Commitment.objects.create(
        project=project,
        position=last + 1,
        kind=kind,
        text=text,
        owner=owner or by,
        due_on=due_on,
        added_by=by,
        created_at=now,
        updated_at=now,
    )
    _record(line, by, now, "commitment.added", {"kind": [None, line.get_kind_display()]})
    return line


@transaction.atomic
def update_commitment(*, commitment, by, now, seen=None, **changes):
    """Give it another owner or day. What was said stays as it was said. ``seen``: see ``update_task``."""
    _prepare(commitment)
    _require_changer(by, commitment.project)
    changed = applied(commitment, settle(commitment, seen, changes), FIELDS)
    if changed:
        commitment.updated_at = now
        commitment.save()
        _record(commitment, by, now, "commitment.updated", changed)
    return commitment


@transaction.atomic
def settle_commitment(*, commitment, state, by, now, reason="", seen=None):
    """Say that it was kept, was broken or is void (both with the reason); ``open`` takes that back.

    Its owner may, and who may change the register. The same again changes nothing. ``seen``: see ``update_task``.
    """
    _prepare(commitment)
    allowed = permissions.can_settle_commitment(by, commitment)
    require(allowed, _("Its owner, the project's manager and the lead tech say what became of it."))
    if state not in CommitmentState.values:
        refuse("/state", "unknown", _("It is kept, broken, void or still open."))
    reason = (reason or "").strip()[:300]
    if state in NEEDS_REASON:
        reason = require_text(reason, "/reason", _("Say why."))
    is_open = state == CommitmentState.OPEN
    changed = applied(
        commitment,
        settle(commitment, seen, {"state": str(state), "reason": "" if is_open else reason}),
        ("state", "reason"),
    )
    if changed:
        commitment.settled_by, commitment.settled_at = (None, None) if is_open else (by, now)
        commitment.updated_at = now
        commitment.save()
        _record(commitment, by, now, "commitment.reopened" if is_open else f"commitment.{state}", changed)
    return commitment


def _prepare(commitment):
    """Lock and check the project, then read the line afresh."""
    project = commitment.project
    lock(project)
    require_open(project)
    commitment.refresh_from_db()
    commitment.project = project


def _require_changer(by, project):
    allowed = permissions.can_change_commitments(by, project)
    require(allowed, _("The project's manager and lead tech change the commitments."))


def _record(commitment, by, now, verb, changes):
    project = commitment.project
    record(
        by=by,
        verb=verb,
        obj=commitment,
        project=project,
        customer=project.customer_id,
        at=now,
        changes=changes,
        label=commitment.text[:200],
    )
