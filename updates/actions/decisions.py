"""Approve, take back, hold, release. An update approved after its moment leaves at once."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.errors import InvalidInput
from updates.actions.guards import UNSENT, lock_for, require_words
from updates.actions.sending import leaves_at_once, send_locked
from updates.actions.words import tidy
from updates.choices import UpdateState

DECIDED = ["state", "approved_at", "approved_by", "hold_reason", "updated_at"]


@transaction.atomic
def approve_update(*, update, by, now):
    """Let the update go at its moment; past the moment, or as a correction, it leaves now.

    Raises DomainError ``words_needed``, ``wrong_state``.
    """
    lock_for(by, update, (UpdateState.DRAFT,))
    require_words(update)
    update.approved_at, update.approved_by = now, by
    _decide(update, UpdateState.APPROVED, by=by, verb="update.approved", now=now)
    if leaves_at_once(update, now):
        send_locked([update], by=by, now=now)
    return update


@transaction.atomic
def unapprove_update(*, update, by, now):
    """Take the approval back; possible until it was sent."""
    lock_for(by, update, (UpdateState.APPROVED,))
    update.approved_at, update.approved_by = None, None
    return _decide(update, UpdateState.DRAFT, by=by, verb="update.unapproved", now=now)


@transaction.atomic
def hold_update(*, update, reason, by, now):
    """Keep the update back with a reason; it does not leave until released and approved."""
    lock_for(by, update, UNSENT)
    reason = " ".join(tidy(reason or "").split())
    if not reason:
        detail = _("Say why it is held.")
        raise InvalidInput(detail, [{"pointer": "/reason", "code": "required", "detail": detail}])
    update.approved_at, update.approved_by = None, None
    update.hold_reason = reason[:300]
    return _decide(update, UpdateState.HELD, by=by, verb="update.held", now=now, reason=reason)


@transaction.atomic
def release_update(*, update, by, now):
    """End a hold: the update is a draft again."""
    lock_for(by, update, (UpdateState.HELD,))
    update.hold_reason = ""
    return _decide(update, UpdateState.DRAFT, by=by, verb="update.released", now=now)


def _decide(update, state, *, by, verb, now, reason=""):
    before, update.state, update.updated_at = update.state, state, now
    update.save(update_fields=DECIDED)
    project = update.project
    record(
        by=by,
        verb=verb,
        obj=update,
        project=project,
        customer=project.customer_id,
        at=now,
        changes={"state": [before, str(state)]} | ({"reason": [None, reason]} if reason else {}),
    )
    return update
