"""What every act on an out-of-scope item shares: the lock, the turn, the trail, and responsibility 9 made by facts."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.actions import record
from core.due import work_is_due_at
from core.errors import DomainError
from projects.actions.evidence import record_evidence
from projects.actions.guards import require_open
from projects.actions.health import lock
from projects.choices import EvidenceEffect, EvidenceKind, OutOfScopeState, ResponsibilityKey
from projects.models import Evidence, OutOfScopeItem, OutOfScopeRequest, Responsibility
from projects.queries.out_of_scope import telling_of
from projects.rules import out_of_scope as rules

State = OutOfScopeState
KIND = "out_of_scope"  # of the due list


def prepare(item):
    """Lock and check the project, then read the item afresh. Returns it."""
    project = lock(item.project)
    require_open(project)
    item.refresh_from_db()
    item.project = project
    return item


def turn(item, state, *, settles=False):
    """Set the state, or raise DomainError ``already_decided`` (an end) or ``not_yet``.

    A dispute is left by settling it, or by bearing the cost, and by nothing else.
    """
    is_held = item.state == State.DISPUTED and not settles and state != State.ABSORBED
    if rules.may_turn(item.state, state) and not is_held:
        item.state = state
        return
    said = {"item": item.number, "state": item.get_state_display().lower()}
    code = "already_decided" if item.state in rules.ENDED else "not_yet"
    raise DomainError(code, _("%(item)s is %(state)s: that cannot follow now.") % said)


def save(item, now):
    """Store the item."""
    item.updated_at = now
    item.save()


def note(item, by, now, verb, changes):
    """A row of the trail."""
    project = item.project
    record(by=by, verb=verb, obj=item, project=project, customer=project.customer_id, at=now, changes=changes)


def end_links(item, now):
    """Links that the customer has open no answer any more, only what became of the item."""
    OutOfScopeRequest.objects.filter(item=item, revoked_at=None, answered_at=None).update(revoked_at=now)


def ring(item, at):
    """Have the item looked at when ``at`` has come; None asks for nothing."""
    if at is not None:
        work_is_due_at(item.organization_id, KIND, at)


def note_told(item, text, *, by, now):
    """Keep on responsibility 9 what the customer was told of the item, and when that was too late."""
    if item.started_at and rules.standing(telling_of(item), now) == rules.Standing.TOLD_LATE:
        text = _("%(said)s Too late: it was due %(due)s.") % {"said": text, "due": moment(item.tell_by, item)}
    _record(item.project, EvidenceEffect.NOTES, text, by, now)


def note_late(item, *, now):
    """Keep on responsibility 9 that the clock of an emergency has run out."""
    said = {"item": item, "due": moment(item.tell_by, item)}
    text = _("The customer was not told of %(item)s by %(due)s.") % said
    _record(item.project, EvidenceEffect.NOTES, text, None, now)


def moment(at, item):
    """A local day and time, as evidence says it."""
    return f"{at.astimezone(item.project.organization.zone):%Y-%m-%d %H:%M}"


def settle_told(project, *, by, now):
    """Let responsibility 9 follow: fulfilled at the end when all begun work was told in time, reopened when not.

    A waiver stands. Without begun work nothing follows: a person says at the end that there was none.
    """
    row = Responsibility.objects.get(project=project, key=ResponsibilityKey.OUT_OF_SCOPE)
    if row.waived_at is not None:
        return
    begun = list(OutOfScopeItem.objects.filter(project=project, started_at__isnull=False).order_by("sequence"))
    if not begun:
        return
    standings = {item: rules.standing(telling_of(item), now) for item in begun}
    telling = Evidence.objects.filter(responsibility=row).exclude(effect=EvidenceEffect.NOTES)
    effect = rules.duty_effect(
        standings.values(),
        all_done=all(item.done_at is not None for item in begun),
        delivered=project.delivered_on is not None,
        last_effect=telling.order_by("at", "id").values_list("effect", flat=True).last(),
    )
    if effect == EvidenceEffect.FULFILLS:
        said = ngettext("%d item, told before work", "%d items, told before work", len(begun)) % len(begun)
        _record(project, effect, _("%s or, in an emergency, in time.") % said, by, now)
    elif effect == EvidenceEffect.REOPENS:
        untold = ", ".join(item.number for item in begun if standings[item] != rules.Standing.TOLD)
        _record(project, effect, _("Begun, and the customer was not told in time: %s") % untold, by, now)


def _record(project, effect, text, by, now):
    record_evidence(
        project=project,
        key=ResponsibilityKey.OUT_OF_SCOPE,
        kind=EvidenceKind.OUT_OF_SCOPE,
        effect=effect,
        text=text,
        by=by,
        at=now,
        url=f"/o/{project.organization.slug}/projects/{project.number}/out-of-scope/",  # contract, section 4
    )
