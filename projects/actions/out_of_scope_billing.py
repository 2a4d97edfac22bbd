"""Done out-of-scope work: released for billing within what the customer knows, invoiced, or borne by us."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.formats import format_money
from projects import permissions
from projects.actions.guards import refuse, require, require_text
from projects.actions.out_of_scope_facts import end_links, note, prepare, save, turn
from projects.choices import OutOfScopeCause, OutOfScopeState
from projects.queries.out_of_scope import logged_on, told
from projects.rules import out_of_scope as rules

State = OutOfScopeState


@transaction.atomic
def release_extra(*, item, by, now, billed=None):
    """Say what is billed; None: the price. Returns the item.

    Raises DomainError ``not_told`` while the customer knows no price, ``over_limit`` above the most they know.
    """
    _prepare(item, by)
    billed = item.price if billed is None else billed
    known = told(item)["limit"] if item.content_hash else ""
    if not known or billed is None:
        raise DomainError(
            "not_told", _("Tell the customer the price first: %s is not billed before.") % item.number
        )
    if not rules.is_amount(billed):
        refuse("/billed", "out_of_range", _("An amount with two places at most, up to 100 million."))
    if billed > Decimal(known):
        limit = format_money(Decimal(known), item.currency)
        raise DomainError(
            "over_limit",
            _("The customer knows of %s at most. Absorb the rest, or tell them the new price.") % limit,
        )
    turn(item, State.READY_TO_INVOICE)
    item.billed = billed
    save(item, now)
    note(item, by, now, "out_of_scope.ready", {"billed": [None, str(billed)]})
    return item


@transaction.atomic
def invoice_extra(*, item, reference, by, now):
    """It stands on an invoice: which. Returns the item."""
    _prepare(item, by)
    reference = require_text(reference, "/reference", _("Write the number of the invoice."))[:120]
    turn(item, State.INVOICED)
    item.invoice_reference, item.ended_at = reference, now
    end_links(item, now)
    save(item, now)
    note(item, by, now, "out_of_scope.invoiced", {"reference": [None, reference]})
    return item


@transaction.atomic
def absorb_extra(*, item, reason, cause, by, now, cost=None):
    """We bear it: why, the cause, and what it cost us (None: the hours logged at their rates). Returns the item.

    Raises InvalidInput at ``/cost`` when an hour has no known rate and no cost is said.
    """
    _prepare(item, by)
    reason = require_text(reason, "/reason", _("Say why we bear it."))[:500]
    if cause not in OutOfScopeCause.values:
        refuse("/cause", "unknown", _("Choose a cause."))
    if item.state == State.DISPUTED and item.done_at is None:
        raise DomainError("not_yet", _("Settle the dispute first: the work is not done."))
    turn(item, State.ABSORBED)
    item.cause, item.ending, item.ended_at = cause, reason, now
    item.cost = _cost(item) if cost is None else cost
    if not 0 <= item.cost <= rules.MOST_MONEY:
        refuse("/cost", "out_of_range", _("An amount from zero up to 100 million."))
    end_links(item, now)
    save(item, now)
    changes = {"reason": [None, reason], "cause": [None, cause], "cost": [None, str(item.cost)]}
    note(item, by, now, "out_of_scope.absorbed", changes)
    return item


def _cost(item):
    logged = logged_on([item])[item.pk]
    if logged.unpriced:
        refuse("/cost", "required", _("Hours of a person without a cost rate: write what it cost."))
    return logged.cost


def _prepare(item, by):
    prepare(item)
    require(permissions.can_manage_project(by, item.project), _("The project manager decides what is billed."))
