"""The customer and out-of-scope work: told, asked, answered, disputed. Nothing begins before, but for an emergency."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.formats import format_day, format_money
from projects import mails, permissions, told
from projects.actions.change_orders import SEEN_BY_A_PERSON
from projects.actions.dates import record_told
from projects.actions.guards import refuse, require, require_text
from projects.actions.health import refresh_health
from projects.actions.out_of_scope_facts import (
    end_links,
    moment,
    note,
    note_told,
    prepare,
    ring,
    save,
    settle_told,
    turn,
)
from projects.actions.out_of_scope_links import ensure_extra_request, extra_request_address
from projects.actions.signing import require_same_text
from projects.choices import OutOfScopeMode, OutOfScopeState, SigningMethod, SigningStep
from projects.models import OutOfScopeSignature
from projects.queries import out_of_scope as queries
from projects.rules import out_of_scope as rules
from projects.rules.sow import canonical, fingerprint

State, Mode = OutOfScopeState, OutOfScopeMode
TELLABLE = frozenset({State.ESTIMATED, State.NOTIFIED, State.EXPIRED})
EMERGENCY_TELLABLE = frozenset({State.IN_PROGRESS, State.DONE})


@transaction.atomic
def notify_of_extra(*, item, contact, by, now):
    """Mail the contact what is to be done, why and for how much; with approval first, the link that approves it.

    Returns the item. The same contact gets one mail a day; another one gets a link of their own, and the first ends.
    Raises DomainError ``needs_change_order``, ``over_limit``, ``not_yet``, ``not_a_recipient``; NotAllowed.
    """
    _prepare_telling(item, by)
    if contact.customer_id != item.project.customer_id or not contact.is_active or not contact.email:
        raise DomainError("not_a_recipient", _("Nothing was sent: %s gets no mail.") % contact.name)
    _freeze(item)
    zone, agreed = item.project.organization.zone, queries.terms()
    until = now + dt.timedelta(days=agreed.answer_days)
    request = ensure_extra_request(item, contact, until=until, by=by, now=now)
    _tell(item, _("mail to %s") % contact.name, by, now)
    if item.mode == Mode.APPROVAL:
        item.answer_by = request.expires_at
        ring(item, request.expires_at)
    ring(item, request.remind_at)
    save(item, now)
    url, today = extra_request_address(request), now.astimezone(zone).date()
    mails.out_of_scope_notice(item, request, url=url, today=today)
    settle_told(item.project, by=by, now=now)
    return item


@transaction.atomic
def record_told_of_extra(*, item, name, method, by, now):
    """They were told another way, by phone for example: who, how. Only where telling is enough. Returns the item."""
    _prepare_telling(item, by)
    if item.mode == Mode.APPROVAL:
        raise DomainError("needs_approval", _("Telling is not enough here: record the approval."))
    name = require_text(name, "/name", _("Say who was told."))
    _require_method(method)
    _freeze(item)
    _tell(item, f"{SigningMethod(method).label}: {name}", by, now)
    save(item, now)
    settle_told(item.project, by=by, now=now)
    return item


@transaction.atomic
def record_extra_approval(*, item, name, method, reference, by, now):
    """A person saw the customer's approval elsewhere: who, how, and where it can be looked up. Returns the item."""
    prepare(item)
    require(
        permissions.can_manage_project(by, item.project), _("The project manager records the customer's approval.")
    )
    _require_method(method)
    name = require_text(name, "/name", _("Say who approved."))
    reference = require_text(reference, "/reference", _("Say where the approval can be looked up."))[:300]
    if item.mode != Mode.APPROVAL:
        raise DomainError("not_asked", _("This item needs no approval: tell the customer."))
    if item.state in (State.ESTIMATED, State.EXPIRED):  # told and approved in one breath
        _require_item_it_may_stay(item)
        _freeze(item)
        _tell(item, f"{SigningMethod(method).label}: {name}", by, now)
        save(item, now)
    _approve(item, name, now, by, member=by, method=method, reference=reference)
    return item


@transaction.atomic
def approve_extra_as_customer(*, request, name, by, now, seen_hash, seen_at, address):
    """The customer's own approval from the page behind their link; ``by`` is the contact. Pressed twice it is once.

    Raises DomainError ``content_changed``, ``already_decided``, ``not_yet``.
    """
    item = prepare(request.item)
    request.refresh_from_db()
    if request.answered_at is not None:
        return item
    name = require_text(name, "/name", _("Type your name."))
    require_same_text(item, seen_hash)
    details = {"seen_at": seen_at, "address": address[:45], "reference": by.name[:300]}
    _approve(item, name, now, by, method=SigningMethod.LINK, **details)
    _answered(request, now)
    return item


@transaction.atomic
def decline_extra_as_customer(*, request, name, reason, by, now):
    """The customer says no, with a reason. Returns the item."""
    item = prepare(request.item)
    request.refresh_from_db()
    if request.answered_at is None:
        name = require_text(name, "/name", _("Type your name."))
        reason = require_text(reason, "/reason", _("Please say why, so that we can make a better offer."))
        _decline(item, name, reason, by, now)
        _answered(request, now)
    return item


@transaction.atomic
def dispute_extra_as_customer(*, request, name, reason, by, now):
    """The customer objects to what they were told of. Returns the item."""
    item = prepare(request.item)
    request.refresh_from_db()
    if request.answered_at is None:
        name = require_text(name, "/name", _("Type your name."))
        reason = require_text(reason, "/reason", _("Please say what is wrong."))
        _dispute(item, name, reason, by, now)
        _answered(request, now)
    return item


@transaction.atomic
def decline_extra(*, item, reason, by, now):
    """The project manager records that the customer said no. Returns the item."""
    prepare(item)
    require(permissions.can_manage_project(by, item.project), _("The project manager records the answer."))
    reason = require_text(reason, "/reason", _("Say why."))
    _decline(item, by.name, reason, by, now)
    end_links(item, now)
    return item


@transaction.atomic
def dispute_extra(*, item, reason, by, now):
    """The project manager records that the customer objects: nothing begins and nothing is billed. Returns the item."""
    prepare(item)
    require(permissions.can_manage_project(by, item.project), _("The project manager records the answer."))
    reason = require_text(reason, "/reason", _("Say what the customer objects to."))
    _dispute(item, by.name, reason, by, now)
    end_links(item, now)
    return item


@transaction.atomic
def settle_extra(*, item, upheld, reason, by, now):
    """End a dispute: ``upheld`` takes it up where it stood, else it is given up (before its start). Returns the item.

    What has begun and is given up is absorbed (``absorb_extra``).
    """
    prepare(item)
    require(permissions.can_manage_project(by, item.project), _("The project manager settles a dispute."))
    reason = require_text(reason, "/reason", _("Say what was agreed."))
    if item.state != State.DISPUTED:
        raise DomainError("not_disputed", _("%s is not disputed.") % item.number)
    if not upheld and item.started_at is not None:
        raise DomainError("has_begun", _("Work has begun: say who bears its cost."))
    turn(item, item.disputed_from if upheld else State.DECLINED, settles=True)
    item.disputed_from, item.decision = "", reason[:500]
    save(item, now)
    note(
        item,
        by,
        now,
        "out_of_scope.settled",
        {"state": [State.DISPUTED.value, item.state], "reason": [None, reason]},
    )
    return item


def _prepare_telling(item, by):
    prepare(item)
    require(permissions.can_tell_extra(by, item), _("The project manager tells the customer."))
    emergency = item.mode == Mode.EMERGENCY
    if item.state not in (EMERGENCY_TELLABLE if emergency else TELLABLE):
        turn(item, State.NOTIFIED)  # says why not
    if not emergency:
        _require_item_it_may_stay(item)


def _require_item_it_may_stay(item):
    agreed = queries.terms()
    if queries.change_reasons(item, agreed):
        raise DomainError(
            "needs_change_order",
            _("%s is too large for an out-of-scope item by your terms: make a change order of it.") % item.number,
        )
    if item.mode == Mode.PREAUTHORIZED and not _is_within_limit(item, agreed):
        limit = format_money(agreed.preauthorized_limit, item.project.organization.currency)
        raise DomainError(
            "over_limit", _("Not within what was agreed beforehand (%s a project): ask for approval.") % limit
        )


def _is_within_limit(item, agreed):
    if item.currency != item.project.organization.currency:
        return False  # the limit is in the home currency, and amounts are never converted
    used = queries.used_beforehand(item.project, besides=item)
    return rules.fits_limit(wanted=item.spend_limit, used=used, limit=agreed.preauthorized_limit)


def _freeze(item):
    """Fix the text that the customer is told. What waits for an answer keeps the one that they have."""
    if item.content_hash and item.state == State.NOTIFIED:
        return
    item.content = canonical(queries.notice_of(item))
    item.content_hash = fingerprint(item.content)


def _tell(item, how, by, now):
    if item.state in (State.ESTIMATED, State.EXPIRED):
        turn(item, State.NOTIFIED)
    item.told_at, item.told_how = item.told_at or now, how[:300]
    note(item, by, now, "out_of_scope.told", {"to": [None, item.told_how]})
    said = {"item": item, "how": item.told_how, "at": moment(now, item)}
    note_told(item, _("Told on %(at)s of %(item)s: %(how)s.") % said, by=by, now=now)


def _approve(item, name, now, by, **details):
    turn(item, State.APPROVED)
    OutOfScopeSignature.objects.create(
        item=item,
        step=SigningStep.CUSTOMER,
        name=name[:200],
        content_hash=item.content_hash,
        at=now,
        created_at=now,
        **details,
    )
    item.decided_at, item.decided_by, item.decision = now, name[:200], ""
    if item.days_added:
        _move_end(item, name, by, now)
    end_links(item, now)
    save(item, now)
    note(
        item,
        by,
        now,
        "out_of_scope.approved",
        {"approved_by": [None, name], "limit": [None, str(item.spend_limit)]},
    )
    told.extra_answered(item, _("approved by %s") % name, by=by, now=now)


def _move_end(item, name, by, now):
    """The customer agreed to the days as well: the end of the promise moves by them."""
    project, offer = item.project, queries.told(item)
    before = project.committed_end
    if (before.isoformat() if before else "") != offer["end_before"]:
        day = format_day(before) if before else _("not set")
        raise DomainError("end_moved", _("Not approved: the agreed end is %s by now. Estimate it anew.") % day)
    if before is None:
        return
    project.committed_end = dt.date.fromisoformat(offer["end_after"])
    project.save(update_fields=["committed_end"])
    refresh_health(project, now=now)
    how = _("%(item)s, approved by %(name)s") % {"item": item.number, "name": name}
    member = None if permissions.is_outsider(by) else by
    start = project.told_start or project.committed_start
    record_told(project=project, start=start, end=project.committed_end, by=member, at=now, how=how)


def _decline(item, name, reason, by, now):
    if item.mode != Mode.APPROVAL:
        raise DomainError("not_asked", _("They were not asked for approval: record a dispute."))
    turn(item, State.DECLINED)
    item.decided_at, item.decided_by, item.decision = now, name[:200], reason[:500]
    save(item, now)
    note(item, by, now, "out_of_scope.declined", {"reason": [None, item.decision]})
    told.extra_answered(item, _("declined: %s") % item.decision, by=by, now=now)


def _dispute(item, name, reason, by, now):
    before = item.state
    turn(item, State.DISPUTED)
    item.disputed_from = before
    item.decided_at, item.decided_by, item.decision = now, name[:200], reason[:500]
    save(item, now)
    note(item, by, now, "out_of_scope.disputed", {"reason": [None, item.decision]})
    told.extra_answered(item, _("disputed: %s") % item.decision, by=by, now=now)


def _answered(request, now):
    """A link takes one answer; ``end_links`` may have ended it in the same breath."""
    request.answered_at, request.revoked_at = now, None
    request.save(update_fields=["answered_at", "revoked_at"])


def _require_method(method):
    if method not in SEEN_BY_A_PERSON:
        refuse("/method", "unknown", _("Say how: email, signed document, phone or meeting."))
