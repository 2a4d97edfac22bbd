"""The project manager proposes, the lead tech accepts with one press. What others changed meanwhile is never covered."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.actions import record
from core.conflicts import plain
from core.errors import DomainError
from projects import permissions, told
from projects.actions.guards import require, require_open
from projects.actions.health import lock
from projects.actions.plan_edit import EDITABLE, Edited, add_tasks, delete_tasks, edit_tasks
from projects.choices import ProposalState
from projects.models import PlanProposal, Task
from projects.queries.plan_values import people_of, plain_value, typed
from projects.rules.proposals import MOST_PARTS, is_stale, merged

PROPOSABLE = tuple(name for name in EDITABLE if name != "remaining")  # that number is the tech's own


@transaction.atomic
def note_wishes(*, project, by, now, wanted=None, seen=None, added=(), deleted=()):
    """Write wishes into the draft of ``by``, which is made with the first one. Returns the PlanProposal.

    ``wanted`` maps a task's id to ``{field: value}``, ``seen`` to what had been read (else what stands now); ``added``
    are dicts of fields, ``deleted`` ids. Raises NotAllowed; DomainError ``not_proposable``, ``too_many_parts``.
    """
    _prepare(project, by)
    tasks = {task.pk: task for task in Task.objects.filter(project=project)}
    parts = [
        {
            "kind": "set",
            "task": str(pk),
            "title": tasks[pk].title,
            "field": name,
            "seen": (seen or {}).get(pk, {}).get(name, plain_value(tasks[pk], name)),
            "wanted": plain(value),
        }
        for pk, values in (wanted or {}).items()
        if pk in tasks
        for name, value in values.items()
    ]
    if any(part["field"] not in PROPOSABLE for part in parts):
        raise DomainError("not_proposable", _("Remaining hours are the lead tech's own number."))
    parts += [{"kind": "add", "values": {name: plain(value) for name, value in row.items()}} for row in added]
    parts += [
        {"kind": "delete", "task": str(pk), "title": tasks[pk].title, "seen": _cells(tasks[pk])}
        for pk in deleted
        if pk in tasks
    ]
    draft = PlanProposal.objects.filter(project=project, by=by, state=ProposalState.DRAFT).first()
    draft = draft or PlanProposal(project=project, by=by, created_at=now)
    before = len(draft.changes)
    draft.changes, draft.updated_at = merged(draft.changes, parts), now
    if len(draft.changes) > MOST_PARTS:
        raise DomainError("too_many_parts", _("A proposal has at most %d changes.") % MOST_PARTS)
    draft.save()
    _record(draft, by, now, "plan.proposal_written", {"changes": [before, len(draft.changes)]})
    return draft


@transaction.atomic
def propose_plan(*, proposal, by, now, note=""):
    """Put the draft before the lead tech, who is told."""
    project = _afresh(proposal)
    _prepare(project, by)
    _require_own(proposal, by)
    _turn(proposal, ProposalState.DRAFT, ProposalState.PROPOSED, now)
    if not proposal.changes:
        raise DomainError("nothing_proposed", _("There is no change in it yet."))
    proposal.note, proposal.proposed_at = note.strip()[:500], now
    proposal.save()
    _record(proposal, by, now, "plan.proposed", {"changes": [None, len(proposal.changes)], "note": [None, note]})
    told.plan_proposed(project, proposal, by=by, now=now)
    return proposal


@transaction.atomic
def accept_proposal(*, proposal, by, now):
    """Do everything that still fits the plan. Returns Edited, whose ``left`` names what did not.

    Raises DomainError ``stale`` when nothing fits any more.
    """
    project = _afresh(proposal)
    _decide(project, proposal, by)
    _turn(proposal, ProposalState.PROPOSED, ProposalState.ACCEPTED, now)
    rows = {str(task.pk): _cells(task) for task in Task.objects.filter(project=project)}
    fitting = [part for part in proposal.changes if not is_stale(part, rows)]
    if not fitting:
        raise DomainError("stale", _("Nothing of it fits the plan any more. Decline it."))
    stale = _("It was changed meanwhile.")
    left = [(part["title"], stale) for part in proposal.changes if part not in fitting]
    edited = _apply(project, fitting, by, now)
    left += edited.left
    words = ngettext("%d change was left out.", "%d changes were left out.", len(left)) % len(left) if left else ""
    _close(proposal, by, now, words)
    _record(
        proposal, by, now, "plan.proposal_accepted", {"changes": [None, len(fitting)], "left": [None, len(left)]}
    )
    told.plan_decided(project, proposal, _("accepted"), by=by, now=now)
    return Edited(edited.tasks, edited.step, tuple(left))


@transaction.atomic
def decline_proposal(*, proposal, by, now, reason=""):
    """Nothing of it is done; the one who asked is told why."""
    project = _afresh(proposal)
    _decide(project, proposal, by)
    _turn(proposal, ProposalState.PROPOSED, ProposalState.DECLINED, now)
    _close(proposal, by, now, reason.strip())
    _record(proposal, by, now, "plan.proposal_declined", {"reason": [None, proposal.decision]})
    told.plan_decided(project, proposal, _("declined"), by=by, now=now)
    return proposal


@transaction.atomic
def withdraw_proposal(*, proposal, by, now):
    """Whoever asked takes it back, sent or not."""
    project = _afresh(proposal)
    lock(project)
    _require_own(proposal, by)
    state = ProposalState.DRAFT if proposal.state == ProposalState.DRAFT else ProposalState.PROPOSED
    _turn(proposal, state, ProposalState.WITHDRAWN, now)
    _close(proposal, by, now, "")
    _record(proposal, by, now, "plan.proposal_withdrawn", {"changes": [len(proposal.changes), None]})
    return proposal


def _apply(project, parts, by, now):
    """The parts by kind, each kind in one act of the grid."""
    act = {"project": project, "by": by, "now": now}
    pairs = [(part["field"], part["wanted"]) for part in parts if part["kind"] == "set"]
    added = [part["values"] for part in parts if part["kind"] == "add"]
    people = people_of([*pairs, *(pair for values in added for pair in values.items())])
    wanted, tasks, left = {}, [], []
    for part in parts:
        if part["kind"] == "set":
            value = typed(part["field"], part["wanted"], people)
            wanted.setdefault(UUID(part["task"]), {})[part["field"]] = value
    if wanted:
        edited = edit_tasks(wanted=wanted, leave=True, **act)
        tasks, left = [*edited.tasks], [*edited.left]
    if added:
        rows = [{name: typed(name, value, people) for name, value in values.items()} for values in added]
        tasks += add_tasks(rows=rows, **act).tasks
    gone = [UUID(part["task"]) for part in parts if part["kind"] == "delete"]
    if gone:
        left += delete_tasks(ids=gone, **act).left
    return Edited(tuple(tasks), {}, tuple(left))


def _cells(task):
    return {name: plain_value(task, name) for name in PROPOSABLE}


def _prepare(project, by):
    lock(project)
    require_open(project)
    require(permissions.can_propose_plan(by, project), _("The project's manager proposes changes of the plan."))


def _decide(project, proposal, by):
    lock(project)
    require_open(project)
    require(permissions.can_change_plan(by, project), _("Only the project's lead tech changes the plan."))


def _afresh(proposal):
    project = proposal.project
    lock(project)
    proposal.refresh_from_db(
        from_queryset=PlanProposal.objects.select_related("by__user").select_for_update(of=("self",))
    )
    proposal.project = project
    return project


def _require_own(proposal, by):
    require(proposal.by_id == by.pk, _("Only who wrote the proposal sends or withdraws it."))


def _turn(proposal, source, target, now):
    if proposal.state != source:
        state = proposal.get_state_display().lower()
        raise DomainError("wrong_state", _("The proposal is %s already.") % state)
    proposal.state, proposal.updated_at = target, now


def _close(proposal, by, now, words):
    proposal.decided_by, proposal.decided_at, proposal.decision = by, now, words[:500]
    proposal.save()


def _record(proposal, by, now, verb, changes):
    project = proposal.project
    record(
        by=by,
        verb=verb,
        obj=proposal,
        project=project,
        customer=project.customer_id,
        at=now,
        changes=changes,
        label=project.title,
    )
