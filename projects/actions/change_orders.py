"""Change orders: written, proposed, approved by us and by the customer; effective at once and everywhere."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.conflicts import settle
from core.errors import DomainError
from core.formats import format_day
from projects import permissions, told
from projects.actions.dates import record_told
from projects.actions.guards import refuse, require, require_open, require_text
from projects.actions.health import lock, refresh_health
from projects.actions.plan_approval import settle_plan
from projects.actions.scope import deliverables_in_force, next_sequence, renew_budget, settle_sow_bom
from projects.actions.signing import method_of, require_same_text, sign
from projects.actions.sow import check_effort, supersede
from projects.changes import applied
from projects.choices import ChangeOrderState, SigningMethod, SigningStep
from projects.models import ChangeOrder, ChangeOrderSignature
from projects.queries.scope import change_of, offer_of, scope_of
from projects.rules import change_orders as rules
from projects.rules.sow import MOST_TEXT, canonical, effort_hours, fingerprint

State = ChangeOrderState
FIELDS = ("title", "reason", "added", "removed", "effort", "price", "cost", "committed_end")
SEEN_BY_A_PERSON = (SigningMethod.EMAIL, SigningMethod.DOCUMENT, SigningMethod.PHONE, SigningMethod.MEETING)


@transaction.atomic
def add_change_order(*, project, title, by, now, **fields):
    """A new draft with any of FIELDS. Returns the ChangeOrder."""
    _prepare(project, by)
    row = ChangeOrder(
        project=project,
        sequence=next_sequence(ChangeOrder, project, "sequence"),
        currency=project.currency,
        written_by=by,
        created_at=now,
        updated_at=now,
    )
    applied(row, {"title": title, **fields}, FIELDS)
    _check(row)
    row.save()
    _record(row, by, now, "change_order.added", {"title": [None, row.title]})
    return row


@transaction.atomic
def update_change_order(*, order, by, now, seen=None, **changes):
    """Set fields of FIELDS of a draft; ``seen`` as in core.conflicts. Nothing differs, nothing is written."""
    _prepare_order(order, by)
    if order.state != State.DRAFT:
        raise DomainError("not_a_draft", _("Only a draft can be changed. Withdraw it and write a new one."))
    changed = applied(order, settle(order, seen, changes), FIELDS)
    if changed:
        _check(order)
        order.updated_at = now
        order.save()
        said = {name: [None if v is None else str(v)[:300] for v in pair] for name, pair in changed.items()}
        _record(order, by, now, "change_order.changed", said)
    return order


@transaction.atomic
def propose_change_order(*, order, by, now):
    """Put the draft before the project manager: its text is fixed from here on.

    Raises DomainError ``nothing_changes``, or InvalidInput for hours and deliverables that are not there to take.
    """
    _prepare_order(order, by)
    _turn(order, State.PROPOSED)
    change, project = change_of(order), order.project
    if rules.is_empty(change):
        raise DomainError("nothing_changes", _("Not proposed: nothing would change. Say what is added or moved."))
    _check_against_scope(order)
    order.proposed_by, order.proposed_at, order.currency = by, now, project.currency
    order.content = canonical(offer_of(order, scope_of(project), project.committed_end))
    order.content_hash = fingerprint(order.content)
    _save(order, now)
    _record(order, by, now, "change_order.proposed", {"hash": [None, order.content_hash]})
    told.scope_waits(project, order, [project.project_manager], by=by, now=now)
    return order


@transaction.atomic
def approve_change_order(*, order, by, now, seen_hash="", seen_at=None, address=""):
    """Approve for us: from now on the customer can be asked. Twice is once. Returns the ChangeOrder."""
    _prepare_order(order, by, write=False)
    require(permissions.can_approve_change(by, order.project), _("The project manager approves change orders."))
    if order.state == State.APPROVED_INTERNAL:
        return order
    _turn(order, State.APPROVED_INTERNAL)
    require_same_text(order, seen_hash)
    details = {"seen_at": seen_at, "address": address[:45], "method": method_of(by)}
    _sign(order, SigningStep.INTERNAL, by.name, now, member=by, **details)
    _save(order, now)
    _record(order, by, now, "change_order.approved", {"hash": [None, order.content_hash]})
    people = [order.proposed_by, order.project.lead_tech]
    told.scope_decided(order.project, order, _("approved by us"), by=by, now=now, members=people)
    return order


@transaction.atomic
def record_customer_approval(*, order, name, method, reference, by, now):
    """A person saw the customer's approval elsewhere: who, how, and where it can be looked up. Effective at once."""
    _prepare_order(order, by, write=False)
    require(
        permissions.can_approve_change(by, order.project),
        _("The project manager records the customer's approval."),
    )
    if method not in SEEN_BY_A_PERSON:
        refuse("/method", "unknown", _("Say how the customer approved: email, signed document, phone or meeting."))
    name = require_text(name, "/name", _("Say who approved."))
    reference = require_text(reference, "/reference", _("Say where the approval can be looked up."))[:300]
    _turn(order, State.APPROVED_CUSTOMER)
    _sign(order, SigningStep.CUSTOMER, name, now, member=by, method=method, reference=reference)
    _take_effect(order, name, by, now)
    return order


@transaction.atomic
def approve_as_customer(*, order, name, by, now, seen_hash, seen_at, address):
    """The customer's own approval from the page behind their link; ``by`` is the contact. Effective at once.

    Pressed twice it is signed once. Raises DomainError ``already_decided`` or ``content_changed``.
    """
    _prepare_order(order, by, write=False, person=False)
    if order.state == State.APPROVED_CUSTOMER:
        return order
    name = require_text(name, "/name", _("Type your name."))
    _turn(order, State.APPROVED_CUSTOMER)
    require_same_text(order, seen_hash)
    details = {"seen_at": seen_at, "address": address[:45], "method": SigningMethod.LINK}
    _sign(order, SigningStep.CUSTOMER, name, now, reference=by.name[:300], **details)
    _take_effect(order, name, by, now)
    return order


@transaction.atomic
def decline_as_customer(*, order, name, reason, by, now):
    """The customer says no, with a reason. Returns the ChangeOrder."""
    _prepare_order(order, by, write=False, person=False)
    if order.state == State.REJECTED:
        return order
    name = require_text(name, "/name", _("Type your name."))
    reason = require_text(reason, "/reason", _("Please say why, so that we can make a better offer."))
    return _end(order, State.REJECTED, name, reason, by, now, "change_order.declined")


@transaction.atomic
def reject_change_order(*, order, reason, by, now):
    """The project manager turns a proposal down, or records that the customer did."""
    _prepare_order(order, by, write=False)
    require(permissions.can_approve_change(by, order.project), _("The project manager rejects change orders."))
    reason = require_text(reason, "/reason", _("Say why."))
    return _end(order, State.REJECTED, by.name, reason, by, now, "change_order.rejected")


@transaction.atomic
def withdraw_change_order(*, order, reason, by, now):
    """Take a draft or proposal back; a link that the customer has opens nothing but that news."""
    _prepare_order(order, by)
    reason = require_text(reason, "/reason", _("Say why."))
    return _end(order, State.WITHDRAWN, by.name, reason, by, now, "change_order.withdrawn")


def _take_effect(order, name, by, now):
    """Budget, end, SoW, responsibilities, and everybody's knowledge of them, in the transaction of the approval."""
    project = order.project
    end_before = project.committed_end
    _require_same_end(order, end_before)
    _check_against_scope(order)
    order.effective_at = now
    _save(order, now)
    if order.committed_end and order.committed_end != end_before:
        project.committed_end = order.committed_end
        project.save(update_fields=["committed_end"])
    renew_budget(project)
    refresh_health(project, now=now)
    signatures = list(ChangeOrderSignature.objects.filter(change_order=order))
    member = None if permissions.is_outsider(by) else by
    supersede(project, change_order=order, signatures=signatures, by=by, now=now)
    if order.committed_end and order.committed_end != end_before:
        how = _("%(order)s, approved by %(name)s") % {"order": order.number, "name": name}
        start = project.told_start or project.committed_start
        record_told(project=project, start=start, end=order.committed_end, by=member, at=now, how=how)
    settle_sow_bom(project, by=member, now=now)
    settle_plan(project, by=member, now=now)
    changes = {"price": [None, str(order.price)], "hours": [None, str(effort_hours(order.effort))]}
    if order.committed_end:
        changes["committed_end"] = [end_before and end_before.isoformat(), order.committed_end.isoformat()]
    _record(order, by, now, "change_order.effective", changes | {"approved_by": [None, name]})
    told.scope_decided(project, order, _("approved by %s") % name, by=by, now=now)


def _end(order, state, name, reason, by, now, verb):
    _turn(order, state)
    order.ended_at, order.ended_by, order.ending = now, name[:200], reason[:500]
    _save(order, now)
    _record(order, by, now, verb, {"reason": [None, order.ending]})
    said = {"state": order.get_state_display().lower(), "reason": order.ending}
    told.scope_decided(order.project, order, _("%(state)s: %(reason)s") % said, by=by, now=now)
    return order


def _turn(order, state):
    """Set the state, or raise DomainError ``already_decided``/``not_yet``."""
    if rules.may_turn(order.state, state):
        order.state = state
        return
    said = {"order": order.number, "state": order.get_state_display().lower()}
    code = "not_yet" if order.state in rules.OPEN else "already_decided"
    raise DomainError(code, _("%(order)s is %(state)s: that cannot follow now.") % said)


def _check(order):
    order.title = require_text(order.title.replace("\x00", ""), "/title", _("Give the change a title."))[:200]
    for name in ("reason", "added", "removed"):
        text = getattr(order, name).replace("\x00", "").strip()
        if len(text) > MOST_TEXT:
            refuse(f"/{name}", "too_long", _("At most %d characters.") % MOST_TEXT)
        setattr(order, name, text)
    check_effort(order.effort, may_take_away=True)
    for name in ("price", "cost"):
        amount = Decimal(getattr(order, name))
        if (
            not amount.is_finite()
            or abs(amount) > rules.MOST_MONEY
            or amount != amount.quantize(Decimal("0.0001"))
        ):
            refuse(f"/{name}", "out_of_range", _("An amount with four places at most, up to a billion."))
    start = order.project.committed_start
    if order.committed_end and start and order.committed_end < start:
        refuse("/committed_end", "before_start", _("The new end lies before the start."))


def _check_against_scope(order):
    """Hours and deliverables that the change takes away must be there."""
    project = order.project
    agreed = {}
    for table in (
        project.sold_levels if project.scope_levels is None else project.scope_levels,
        project.change_levels,
    ):
        for level, hours in (table or {}).items():
            agreed[level] = agreed.get(level, Decimal(0)) + Decimal(hours)
    level = rules.takes_too_much(agreed, change_of(order))
    if level is not None:
        said = {"level": level or _("any level"), "hours": agreed.get(level, Decimal(0)).normalize()}
        message = _("Only %(hours)s hours of %(level)s are agreed; no more can be taken away.") % {
            **said,
            "hours": f"{said['hours']:f}",
        }
        refuse("/effort", "takes_too_much", message)
    unknown = rules.unknown_deliverables(deliverables_in_force(project), order.removed)
    if unknown:
        refuse("/removed", "unknown", _("The approved SoW has no such deliverable: %s") % "; ".join(unknown)[:300])


def _require_same_end(order, end_now):
    """A new end was offered against the end of that day; moved since, it could shorten what others agreed."""
    if order.committed_end is None or not order.content:
        return
    before = offer_of(order, scope_of(order.project), end_now)["end_before"]
    if f'"end_before":"{before}"' not in order.content:
        day = format_day(end_now)
        raise DomainError(
            "end_moved",
            _("Not approved: the agreed end is %s by now. Withdraw this one and write a new one.") % day,
        )


def _prepare(project, by):
    lock(project)
    require_open(project)
    require(permissions.can_write_scope(by, project), _("The lead tech and the project manager write the scope."))


def _prepare_order(order, by, *, write=True, person=True):
    """Lock and check the project, then read the change order afresh."""
    project = order.project
    if write and person:
        _prepare(project, by)
    else:
        lock(project)
        require_open(project)
    order.refresh_from_db()
    order.project = project


def _sign(order, step, name, now, **details):
    return sign(
        ChangeOrderSignature,
        change_order=order,
        step=step,
        name=name,
        now=now,
        content_hash=order.content_hash,
        **details,
    )


def _save(order, now):
    order.updated_at = now
    order.save()


def _record(order, by, now, verb, changes):
    project = order.project
    record(by=by, verb=verb, obj=order, project=project, customer=project.customer_id, at=now, changes=changes)
