"""The twelve responsibilities: the one way in for facts, confirmations by hand, waits and waivers."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from audit.actions import record
from audit.models import ActorKind
from core.errors import DomainError, NotAllowed
from projects import permissions
from projects.actions.guards import require, require_open, require_text
from projects.actions.health import lock, refresh_health
from projects.choices import EvidenceEffect, EvidenceKind, ResponsibilityKey, ResponsibilityState
from projects.models import Evidence, Responsibility, TimeEntry
from projects.queries.out_of_scope import is_evident
from projects.rules import responsibilities as rules

VERBS = {
    EvidenceEffect.FULFILLS: "responsibility.fulfilled",
    EvidenceEffect.WAITS: "responsibility.waiting",
    EvidenceEffect.REOPENS: "responsibility.reopened",
    EvidenceEffect.NOTES: "responsibility.noted",
}
INDEPENDENT_UP_TO = Decimal(2)  # hours logged in scope: more, and one may not sign for support


@transaction.atomic
def record_evidence(*, project, key, kind, effect, text, by, at, url="", week_start=None):
    """Add a fact to a responsibility and let its state follow. Every app above calls this.

    ``kind`` and ``effect`` are of ``projects.choices``; ``by`` None is the system; ``week_start`` is the Monday
    of the week that an update belongs to. Returns the Evidence.
    """
    lock(project)
    row = get_object_or_404(Responsibility, project=project, key=key)
    before = row.state
    evidence = Evidence.objects.create(
        responsibility=row,
        kind=kind,
        effect=effect,
        text=text[:500],
        url=url,
        at=at,
        by=by,
        week_start=week_start,
    )
    refresh_health(project, now=at)
    row.refresh_from_db(fields=["state"])
    record(
        by=by,
        verb=VERBS[effect],
        obj=row,
        project=project,
        customer=project.customer_id,
        at=at,
        changes={"evidence": [None, text]} | ({"state": [before, row.state]} if before != row.state else {}),
    )
    return evidence


@transaction.atomic
def confirm_responsibility(*, project, key, seen, by, now):
    """Fulfill a responsibility by hand: ``by`` says what they saw. Returns the Evidence.

    Before delivery "there was none" of out-of-scope work is kept as a note: only the end can fulfill it.
    Raises NotAllowed (``person_required`` when a key signs); InvalidInput without words; DomainError
    ``by_facts_only`` for what the product itself knows (out-of-scope work once some has begun), ``not_due`` before delivery, ``not_independent`` for
    acceptance by someone who did the work.
    """
    lock(project)
    row = get_object_or_404(Responsibility, project=project, key=key)
    require_open(project)
    if not rules.can_be_confirmed_by_hand(key):
        raise DomainError("by_facts_only", _("%s is not confirmed by hand: it follows from what happens.") % row)
    if key == ResponsibilityKey.OUT_OF_SCOPE and is_evident(project):
        raise DomainError("by_facts_only", _("There was out-of-scope work: what the customer was told counts."))
    require(permissions.can_confirm(by, project, key), _("Your roles do not let you confirm this responsibility."))
    _require_person(by, key)
    seen = require_text(seen, "/seen", _("Say what you saw."))
    if rules.BY_KEY[key].not_due_until == rules.NotDueUntil.DELIVERED and project.delivered_on is None:
        raise DomainError("not_due", _("%s is not due before the project is delivered.") % row)
    if key == ResponsibilityKey.ACCEPTANCE:
        _require_independent(project, by)
    effect = rules.effect_of_confirmation(key, delivered=project.delivered_on is not None)
    return record_evidence(
        project=project, key=key, kind=EvidenceKind.CONFIRMATION, effect=effect, text=seen, by=by, at=now
    )


@transaction.atomic
def wait_on_counterparty(*, project, key, what, by, now):
    """Note what the counterparty was asked for: the responsibility waits from ``now`` on. Returns the Evidence.

    Raises NotAllowed; InvalidInput without words; DomainError ``already_done`` for what is done or waived.
    """
    lock(project)
    row = get_object_or_404(Responsibility, project=project, key=key)
    require_open(project)
    require(permissions.can_wait(by, project, key), _("Your roles do not let you change this responsibility."))
    what = require_text(what, "/what", _("Say what you are waiting for."))
    _require_unsettled(row)
    return record_evidence(
        project=project, key=key, kind=EvidenceKind.NOTE, effect=EvidenceEffect.WAITS, text=what, by=by, at=now
    )


@transaction.atomic
def waive_responsibility(*, project, key, reason, by, now):
    """Waive one of the twelve with a name and a reason. Returns the Responsibility.

    Raises NotAllowed: a project manager waives nine of them, an owner all. Raises DomainError
    ``already_done`` for what is fulfilled.
    """
    lock(project)
    row = get_object_or_404(Responsibility, project=project, key=key)
    require_open(project)
    message = (
        _("Only an owner waives this one.")
        if rules.BY_KEY[key].owner_waives
        else _("A project manager waives this.")
    )
    require(permissions.can_waive(by, project, key), message)
    reason = require_text(reason, "/reason", _("Say why it is waived."))
    _require_unsettled(row)
    before = row.state
    row.waived_by, row.waived_at, row.waiver_reason = by, now, reason[:300]
    row.save(update_fields=["waived_by", "waived_at", "waiver_reason"])
    refresh_health(project, now=now)
    row.refresh_from_db(fields=["state", "since", "due_on"])
    record(
        by=by,
        verb="responsibility.waived",
        obj=row,
        project=project,
        customer=project.customer_id,
        at=now,
        changes={"state": [before, row.state], "reason": [None, reason]},
    )
    return row


@transaction.atomic
def take_back(*, project, key, by, now):
    """Undo what a person said by hand: a waiver ends, a confirmation is followed by its reopening. Returns the row.

    Whoever may waive or confirm may take it back; both stay on record. Raises DomainError ``nothing_to_take_back``
    for what is neither waived nor confirmed by hand.
    """
    lock(project)
    row = get_object_or_404(Responsibility, project=project, key=key)
    require_open(project)
    message = _("Your roles do not let you change this responsibility.")
    if row.state == ResponsibilityState.WAIVED:
        require(permissions.can_waive(by, project, key), message)
        return _end_waiver(row, project, by, now)
    last = Evidence.objects.filter(responsibility=row).exclude(effect=EvidenceEffect.NOTES).last()
    if not rules.is_taken_back_by_hand(row.state, last and last.kind):
        raise DomainError("nothing_to_take_back", _("%s is neither waived nor confirmed by hand.") % row)
    require(permissions.can_confirm(by, project, key), message)
    _require_person(by, key)
    fact = {"kind": EvidenceKind.CONFIRMATION, "effect": EvidenceEffect.REOPENS}
    record_evidence(project=project, key=key, text=_("The confirmation was taken back."), by=by, at=now, **fact)
    row.refresh_from_db()
    return row


def _end_waiver(row, project, by, now):
    reason = row.waiver_reason
    row.waived_by, row.waived_at, row.waiver_reason = None, None, ""
    row.save(update_fields=["waived_by", "waived_at", "waiver_reason"])
    refresh_health(project, now=now)
    row.refresh_from_db(fields=["state", "since", "due_on"])
    record(
        by=by,
        verb="responsibility.waiver_ended",
        obj=row,
        project=project,
        customer=project.customer_id,
        at=now,
        changes={"state": [ResponsibilityState.WAIVED, row.state], "reason": [reason, None]},
    )
    return row


def _require_unsettled(row):
    if row.state in rules.SETTLED:
        said = {"duty": row, "state": row.get_state_display().lower()}
        raise DomainError("already_done", _("%(duty)s is %(state)s already.") % said)


def _require_person(by, key):
    if key in rules.NEEDS_PERSON and getattr(by, "actor_kind", ActorKind.MEMBER) == ActorKind.API_KEY:
        raise NotAllowed(_("This needs a person who signs in: a key does not sign."), code="person_required")


def _require_independent(project, by):
    rows = TimeEntry.objects.filter(project=project, member=by, out_of_scope=None)
    hours = rows.aggregate(sum=Sum("hours"))["sum"] or 0
    if by.pk == project.lead_tech_id or hours > INDEPENDENT_UP_TO:
        raise DomainError("not_independent", _("Someone who did not do the work signs the acceptance."))
