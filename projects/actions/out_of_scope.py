"""Out-of-scope work: captured by whoever meets it, estimated, begun with consent, done, or taken back."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import Level
from core.conflicts import settle
from core.errors import DomainError
from projects import permissions, told
from projects.actions.change_orders import add_change_order
from projects.actions.guards import refuse, require, require_open, require_text
from projects.actions.health import lock
from projects.actions.out_of_scope_facts import end_links, note, prepare, ring, save, settle_told, turn
from projects.actions.scope import next_sequence
from projects.changes import applied
from projects.choices import OutOfScopeMode, OutOfScopeState
from projects.models import OutOfScopeItem
from projects.queries.out_of_scope import moved_end, terms
from projects.rules import out_of_scope as rules
from projects.rules.sow import MOST_TEXT, hours_text

State, Mode = OutOfScopeState, OutOfScopeMode
FIELDS = ("title", "why")
ESTIMATE = ("mode", "hours", "skill_level", "price", "spend_limit", "days_added", "changes_deliverable")


@transaction.atomic
def capture_extra(*, project, title, by, now, why="", task=None):
    """Write down work that nobody sold, before anybody forgets it. Everyone may. Returns the OutOfScopeItem."""
    lock(project)
    require_open(project)
    if task is not None and task.project_id != project.pk:
        refuse("/task", "unknown", _("The task belongs to another project."))
    item = OutOfScopeItem(
        project=project,
        task=task,
        sequence=next_sequence(OutOfScopeItem, project, "sequence"),
        currency=project.currency,
        captured_by=by,
        title=title,
        why=why,
        created_at=now,
    )
    _check_words(item)
    save(item, now)
    note(item, by, now, "out_of_scope.captured", {"title": [None, item.title]})
    told.extra_captured(item, by=by, now=now)
    return item


@transaction.atomic
def update_extra(*, item, by, now, seen=None, **changes):
    """Change what (title) and why of an item that the customer has not been told of; ``seen`` as in core.conflicts."""
    prepare(item)
    _require_estimator(by, item)
    if item.content_hash:
        raise DomainError("already_told", _("The customer was told these words. Estimate it anew to change them."))
    if item.state not in (State.CAPTURED, State.ESTIMATED):
        raise DomainError("not_yet", _("What is under way or ended keeps its words."))
    changed = applied(item, settle(item, seen, changes), FIELDS)
    if changed:
        _check_words(item)
        save(item, now)
        note(item, by, now, "out_of_scope.changed", {name: [None, pair[1]] for name, pair in changed.items()})
    return item


@transaction.atomic
def estimate_extra(*, item, by, now, seen=None, **changes):
    """Say what it takes (fields of ESTIMATE): the lead tech or the manager. Returns the item.

    What the customer was told or approved of an item that has not begun no longer holds: they are told anew. The
    price of an emergency may be set, and told, while it is under way. Raises NotAllowed, InvalidInput, Conflict,
    DomainError ``not_yet`` for what has begun with a price, ``already_decided`` for what has ended.
    """
    prepare(item)
    _require_estimator(by, item)
    under_way = item.mode == Mode.EMERGENCY and item.state in (State.IN_PROGRESS, State.DONE)
    if item.state not in rules.ESTIMATED_FROM and not under_way:
        turn(item, State.ESTIMATED)
    changed = applied(item, settle(item, seen, changes), ESTIMATE)
    _check_mode(item, under_way)
    _check_estimate(item)
    if not changed and item.state == State.ESTIMATED:
        return item
    if not under_way:
        if item.state != State.ESTIMATED:
            turn(item, State.ESTIMATED)
        _forget_notice(item, now)
    item.estimated_by = by
    save(item, now)
    note(item, by, now, "out_of_scope.estimated", changed or {"price": [None, str(item.price)]})
    return item


@transaction.atomic
def start_extra(*, item, by, now, emergency_reason=""):
    """Begin: with the customer's approval, or told of what was agreed beforehand, or as an emergency with a reason.

    An emergency opens the clock of the organization's terms: until then the customer has to be told. Raises
    DomainError ``no_consent``; InvalidInput for an emergency without a reason.
    """
    prepare(item)
    _require_estimator(by, item)
    reason = (emergency_reason or "").strip()
    becomes_emergency = (
        not rules.may_start(item.mode, item.state) and item.state in rules.STARTS_FROM[Mode.EMERGENCY]
    )
    if reason and becomes_emergency:
        item.mode = Mode.EMERGENCY
    if item.state in rules.ENDED or item.started_at:
        turn(item, State.IN_PROGRESS)  # says what it is
    if not rules.may_start(item.mode, item.state):
        raise DomainError(
            "no_consent",
            _("%(item)s was not started: the customer has not agreed. An emergency needs its reason.")
            % {"item": item.number},
        )
    if item.mode == Mode.EMERGENCY:
        item.emergency_reason = require_text(reason, "/emergency_reason", _("Say what the emergency is."))[:500]
        item.tell_by = now + dt.timedelta(hours=float(terms().emergency_hours))
    turn(item, State.IN_PROGRESS)
    item.started_at = now
    save(item, now)
    changes = {"emergency": [None, item.emergency_reason]} if item.emergency_reason else {}
    note(item, by, now, "out_of_scope.started", {"state": [None, item.state]} | changes)
    if item.mode == Mode.EMERGENCY:
        told.emergency_begun(item, by=by, now=now)
        ring(item, item.tell_by)
    settle_told(item.project, by=by, now=now)
    return item


@transaction.atomic
def complete_extra(*, item, by, now):
    """The work is done. Returns the item."""
    prepare(item)
    _require_estimator(by, item)
    turn(item, State.DONE)
    item.done_at = now
    save(item, now)
    note(item, by, now, "out_of_scope.done", {"state": [State.IN_PROGRESS.value, State.DONE.value]})
    settle_told(item.project, by=by, now=now)
    return item


@transaction.atomic
def withdraw_extra(*, item, reason, by, now):
    """It is not done after all; a link that the customer has says so. Returns the item."""
    prepare(item)
    _require_estimator(by, item)
    reason = require_text(reason, "/reason", _("Say why."))[:500]
    turn(item, State.WITHDRAWN)
    item.ended_at, item.ending = now, reason
    end_links(item, now)
    save(item, now)
    note(item, by, now, "out_of_scope.withdrawn", {"reason": [None, reason]})
    return item


@transaction.atomic
def promote_extra(*, item, by, now):
    """Make it a change order: a draft with its hours, price, deliverable and the end moved. Returns the item."""
    prepare(item)
    require(
        permissions.can_write_scope(by, item.project), _("The lead tech and the project manager write the scope.")
    )
    turn(item, State.CHANGE_ORDER)
    project = item.project
    effort = [{"phase": "", "level": item.skill_level, "hours": hours_text(item.hours)}] if item.hours else []
    item.change_order = add_change_order(
        project=project,
        title=item.title,
        by=by,
        now=now,
        reason=item.why,
        added=item.title if item.changes_deliverable else "",
        effort=effort,
        price=item.price or Decimal(0),
        committed_end=moved_end(item) if item.days_added and project.committed_end else None,
    )
    item.ended_at, item.ending = now, item.change_order.number
    end_links(item, now)
    save(item, now)
    note(item, by, now, "out_of_scope.promoted", {"change_order": [None, item.change_order.number]})
    return item


def _forget_notice(item, now):
    """The customer was told something else: no consent is left."""
    end_links(item, now)
    item.content, item.content_hash = "", ""
    item.told_at, item.told_how, item.answer_by = None, "", None
    item.decided_at, item.decided_by, item.decision = None, "", ""


def _require_estimator(by, item):
    require(
        permissions.can_estimate_extra(by, item.project),
        _("The lead tech and the project manager do this."),
    )


def _check_words(item):
    item.title = require_text(item.title.replace("\x00", ""), "/title", _("Say what it is."))[:200]
    item.why = item.why.replace("\x00", "").strip()
    if len(item.why) > MOST_TEXT:
        refuse("/why", "too_long", _("At most %d characters.") % MOST_TEXT)


def _check_mode(item, under_way):
    if item.mode not in Mode.values or (under_way and item.mode != Mode.EMERGENCY):
        refuse("/mode", "unknown", _("Choose how the customer agrees."))
    if item.mode == Mode.EMERGENCY and not under_way:
        refuse("/mode", "unknown", _("An emergency is started with its reason; it is not estimated first."))


def _check_estimate(item):
    if item.skill_level and item.skill_level not in Level.values:
        refuse("/skill_level", "unknown", _("There is no such level."))
    if item.hours is None or not 0 <= item.hours <= rules.MOST_HOURS or item.hours != round(item.hours, 2):
        refuse("/hours", "out_of_range", _("Write hours from 0 to 10,000, with two places at most."))
    if item.spend_limit is None:
        item.spend_limit = item.price
    for name in ("price", "spend_limit"):
        if not rules.is_amount(getattr(item, name)):
            refuse(f"/{name}", "out_of_range", _("An amount with two places at most, up to 100 million."))
    if item.spend_limit < item.price:
        refuse("/spend_limit", "below_price", _("The most that may be billed is not below the price."))
    if not 0 <= item.days_added <= rules.MOST_DAYS:
        refuse("/days_added", "out_of_range", _("Write working days from 0 to %d.") % rules.MOST_DAYS)
