"""What a member may do with an out-of-scope item now: one row of forms, only those that the server would take."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from projects import permissions
from projects.actions.out_of_scope_consent import EMERGENCY_TELLABLE, TELLABLE
from projects.choices import OutOfScopeMode, OutOfScopeState
from projects.forms import out_of_scope as forms
from projects.forms.scope import ReasonForm, RecordForm
from projects.queries.contacts import customer_people
from projects.rules import out_of_scope as rules
from projects.rules.lifecycle import is_open

State, Mode = OutOfScopeState, OutOfScopeMode
BILLABLE = (State.DONE, State.READY_TO_INVOICE)


@dataclass(frozen=True, slots=True)
class Offer:
    """One act: its form may be None; ``title`` is the line that opens it, ``label`` its button."""

    verb: str
    title: str
    label: str
    form: Any
    refused: bool


def can_estimate(member, item):
    """Whether the member may estimate the item now."""
    under_way = item.mode == Mode.EMERGENCY and item.state in EMERGENCY_TELLABLE
    may = permissions.can_estimate_extra(member, item.project) and is_open(item.project.status)
    return may and (item.state in rules.ESTIMATED_FROM or under_way)


def offers(member, item, reasons, bound):
    """The acts in the order in which they are likely. ``reasons``: why it must become a change order."""
    if not is_open(item.project.status):
        return []
    words = _words()
    return [
        Offer(verb, *words[verb], bound.get(verb) or form_of(verb, item), verb in bound)
        for verb in allowed(member, item, reasons)
    ]


def allowed(member, item, reasons):
    """Verbs of what may be done."""
    manages = permissions.can_manage_project(member, item.project)
    works = permissions.can_estimate_extra(member, item.project)
    tells = permissions.can_tell_extra(member, item) and _may_tell(item, reasons)
    approves = item.mode == Mode.APPROVAL and item.state in TELLABLE and not reasons
    checks = {
        "promote": works and bool(reasons) and rules.may_turn(item.state, State.CHANGE_ORDER),
        "start": works and item.mode != Mode.EMERGENCY and rules.may_start(item.mode, item.state),
        "tell": tells,
        "told": tells and item.mode != Mode.APPROVAL,
        "approve": manages and approves,
        "complete": works and item.state == State.IN_PROGRESS,
        "release": manages and item.state == State.DONE,
        "invoice": manages and item.state == State.READY_TO_INVOICE,
        "settle": manages and item.state == State.DISPUTED,
        "emergency": works and _may_be_emergency(item),
        "decline": manages and item.mode == Mode.APPROVAL and item.state == State.NOTIFIED,
        "dispute": manages and rules.may_turn(item.state, State.DISPUTED),
        "absorb": manages and (item.state in BILLABLE or _is_disputed_work(item)),
        "enlarge": works and not reasons and rules.may_turn(item.state, State.CHANGE_ORDER),
        "withdraw": works and rules.may_turn(item.state, State.WITHDRAWN),
    }
    return [verb for verb, holds in checks.items() if holds]


def form_of(verb, item, data=None):
    """The form of an act, None where there is nothing to fill in."""
    prefix = {"prefix": verb}
    if verb == "tell":
        contacts = customer_people(item.project)
        usual = next((str(one.pk) for one in contacts if one.email and one.role == "signer"), None)
        return forms.TellForm(data, contacts=contacts, initial={"contact": usual}, **prefix)
    if verb == "settle":
        return forms.SettleForm(data, has_begun=item.started_at is not None, **prefix)
    if verb == "release":
        return forms.ReleaseForm(data, initial={"billed": item.price}, **prefix)
    shape = {
        "told": forms.ToldForm,
        "approve": RecordForm,
        "emergency": forms.EmergencyForm,
        "invoice": forms.InvoiceForm,
        "absorb": forms.AbsorbForm,
        "decline": ReasonForm,
        "dispute": ReasonForm,
        "withdraw": ReasonForm,
    }.get(verb)
    return shape(data, **prefix) if shape else None


def _may_tell(item, reasons):
    if item.mode == Mode.EMERGENCY:
        return item.state in EMERGENCY_TELLABLE
    return item.state in TELLABLE and not reasons


def _may_be_emergency(item):
    starts = item.state in rules.STARTS_FROM[Mode.EMERGENCY]
    return starts and (item.mode == Mode.EMERGENCY or not rules.may_start(item.mode, item.state))


def _is_disputed_work(item):
    return item.state == State.DISPUTED and item.done_at is not None


def _words():
    return {
        "promote": (_("Make it a change order"), _("Make it a change order")),
        "start": (_("Start the work"), _("Start the work")),
        "tell": (_("Tell the customer"), _("Send the mail")),
        "told": (_("They were told another way…"), _("Record that they were told")),
        "approve": (_("They have approved another way…"), _("Record the approval")),
        "complete": (_("The work is done"), _("The work is done")),
        "release": (_("Release it for billing"), _("Release it for billing")),
        "invoice": (_("It stands on an invoice"), _("Record the invoice")),
        "settle": (_("Settle the dispute"), _("Record what was agreed")),
        "emergency": (_("It cannot wait: start as an emergency…"), _("Start without consent")),
        "decline": (_("They have declined…"), _("Record that they declined")),
        "dispute": (_("They object…"), _("Record the objection")),
        "absorb": (_("We bear the cost…"), _("Absorb the cost")),
        "enlarge": (_("Make it a change order…"), _("Make it a change order")),
        "withdraw": (_("Withdraw…"), _("Withdraw it")),
    }
