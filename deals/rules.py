"""What a closed deal still lacks, what may happen to it next, and what a re-delivery changed.

Only the named items block acceptance; everything else is advice, ranked, and never blocks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.functional import Promise, lazy
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from deals.choices import DealState, LineKind

Text = str | Promise
LINES_NAMED = 3
LINES_INCOMPLETE = _("Give at least one line its hours or quantity, price and cost.")


class Item(NamedTuple):
    """One entry of a checklist: a stable code and a sentence for people."""

    code: str
    detail: Text


class Problem(NamedTuple):
    """A value that cannot be taken at all; `pointer` is a JSON pointer into the deal."""

    pointer: str
    code: str
    detail: Text


@dataclass(frozen=True, slots=True)
class ContactFact:
    name: str = ""
    email: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class LineFact:
    kind: str = LineKind.LABOR
    description: str = ""
    quantity: Decimal | None = None
    hours: Decimal | None = None
    skill_level: str = ""
    unit_price: Decimal | None = None
    unit_cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DealFacts:
    """A deal as its checklist sees it; empty means not received yet."""

    customer_confirmed: bool = False
    contacts: tuple[ContactFact, ...] = ()
    sites: int = 0
    billing_model: str = ""
    po_number: str = ""
    po_waived_reason: str = ""
    lines: tuple[LineFact, ...] = ()
    target_start: date | None = None
    target_end: date | None = None
    salesperson_email: str = ""
    salesperson_is_member: bool = False
    signed_document: str = ""
    won_on: date | None = None
    promises: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    competing_deadlines: str = ""


OPEN_STATES = frozenset({DealState.RECEIVED, DealState.INCOMPLETE, DealState.READY, DealState.RETURNED})
TRANSITIONS: dict[DealState, frozenset[DealState]] = {
    DealState.RECEIVED: frozenset(
        {
            DealState.INCOMPLETE,
            DealState.READY,
            DealState.RETURNED,
            DealState.DECLINED,
            DealState.NOT_A_PROJECT,
        }
    ),
    DealState.INCOMPLETE: frozenset(
        {
            DealState.READY,
            DealState.RETURNED,
            DealState.DECLINED,
            DealState.NOT_A_PROJECT,
        }
    ),
    DealState.READY: frozenset(
        {
            DealState.INCOMPLETE,
            DealState.ACCEPTED,
            DealState.RETURNED,
            DealState.DECLINED,
            DealState.NOT_A_PROJECT,
        }
    ),
    DealState.RETURNED: frozenset(
        {
            DealState.INCOMPLETE,
            DealState.READY,
            DealState.DECLINED,
            DealState.NOT_A_PROJECT,
        }
    ),
    DealState.ACCEPTED: frozenset(),
    DealState.DECLINED: frozenset(),
    DealState.NOT_A_PROJECT: frozenset(),
}


def may_become(current: str, wanted: str) -> bool:
    return DealState(wanted) in TRANSITIONS[DealState(current)]


def is_open(state: str) -> bool:
    """Nobody has decided about the deal yet, so new facts may still change it."""
    return DealState(state) in OPEN_STATES


def state_after_change(state: str, missing: Iterable[Item]) -> DealState:
    """The state of a deal whose facts came in or changed; a decided deal stays as it is."""
    current = DealState(state)
    if current not in OPEN_STATES:
        return current
    return DealState.INCOMPLETE if any(True for _item in missing) else DealState.READY


def is_complete_line(line: LineFact) -> bool:
    """Labor needs hours, anything else a quantity; both need a price and a cost."""
    amount = line.hours if line.kind == LineKind.LABOR else line.quantity
    return bool(amount) and line.unit_price is not None and line.unit_cost is not None


def lacking(line: LineFact) -> list[Text]:
    """What a line lacks to be complete, in words: hours or quantity, price, cost."""
    labor = line.kind == LineKind.LABOR
    amount = line.hours if labor else line.quantity
    parts = (
        (not amount, _("hours") if labor else _("quantity")),
        (line.unit_price is None, _("price")),
        (line.unit_cost is None, _("cost")),
    )
    return [word for is_lacking, word in parts if is_lacking]


def missing_items(deal: DealFacts) -> list[Item]:
    """What keeps the deal from being ready, in the order of the checklist."""
    checks = (
        (
            not deal.customer_confirmed,
            "customer_unconfirmed",
            _("Confirm which customer this is."),
        ),
        (
            not any(contact.email for contact in deal.contacts),
            "contact_email_missing",
            _("Add at least one contact with an email address."),
        ),
        (
            not deal.billing_model,
            "billing_model_missing",
            _("Choose the billing model."),
        ),
        (
            not (deal.po_number or deal.po_waived_reason),
            "po_missing",
            _("Add the PO number, or say why none is needed."),
        ),
        (not deal.lines, "lines_missing", _("Add at least one line.")),
        (
            bool(deal.lines) and not any(map(is_complete_line, deal.lines)),
            "lines_incomplete",
            _lines_later(_("Complete at least one line: %(lines)s."), deal.lines),
        ),
        (
            deal.target_start is None,
            "target_start_missing",
            _("Add the promised start date."),
        ),
        (
            deal.target_end is None,
            "target_end_missing",
            _("Add the promised end date."),
        ),
        *_salesperson_checks(deal),
    )
    return _failed(checks)


def advice_items(deal: DealFacts) -> list[Item]:
    """What would make the hand-off better, most useful first. Never blocks."""
    roles = {contact.role for contact in deal.contacts}
    checks = (
        (
            not deal.signed_document,
            "signed_document_missing",
            _("Attach the signed quote or SoW."),
        ),
        (
            not deal.promises,
            "promises_missing",
            _("Write down what was promised, even if little."),
        ),
        (
            not deal.exclusions,
            "exclusions_missing",
            _("Write down what is not included."),
        ),
        ("signer" not in roles, "signer_missing", _("Name the contact who signs.")),
        (
            any(not is_complete_line(line) for line in deal.lines) and any(map(is_complete_line, deal.lines)),
            "some_lines_incomplete",
            _lines_later(_("Complete every line: %(lines)s."), deal.lines),
        ),
        (
            any(line.kind == LineKind.LABOR and not line.skill_level for line in deal.lines),
            "skill_level_missing",
            _("Say which skill level each labor line needs."),
        ),
        (
            any(map(_is_sold_below_cost, deal.lines)),
            "below_cost",
            _("A line costs more than it sells for."),
        ),
        (
            "technical" not in roles,
            "technical_missing",
            _("Name the technical contact."),
        ),
        (not deal.sites, "sites_missing", _("Say at which site the work takes place.")),
        (
            not deal.competing_deadlines,
            "competing_deadlines_missing",
            _("Ask the customer about deadlines that compete with this project."),
        ),
        (
            "after_hours" not in roles,
            "after_hours_missing",
            _("Name the contact after hours."),
        ),
        (
            "billing" not in roles,
            "billing_contact_missing",
            _("Name the contact for invoices."),
        ),
        ("sponsor" not in roles, "sponsor_missing", _("Name the sponsor.")),
        (
            not deal.assumptions,
            "assumptions_missing",
            _("Write down what was assumed."),
        ),
        (deal.won_on is None, "won_on_missing", _("Add the day the deal was won.")),
    )
    return _failed(checks)


def value_problems(deal: DealFacts) -> list[Problem]:
    """Values that are refused on receipt: dates in the wrong order, amounts below zero."""
    problems = []
    if deal.target_start and deal.target_end and deal.target_end < deal.target_start:
        problems.append(
            Problem(
                "/target_end",
                "before_start",
                _("The end must not lie before the start."),
            )
        )
    for index, line in enumerate(deal.lines):
        for name in ("quantity", "hours", "unit_price", "unit_cost"):
            value = getattr(line, name)
            if value is not None and (not value.is_finite() or value < 0):
                problems.append(
                    Problem(
                        f"/lines/{index}/{name}",
                        "negative",
                        _("The value must be zero or more."),
                    )
                )
    return problems


def _said_of_lines(pattern: Text, lines: tuple[LineFact, ...]) -> str:
    """``pattern`` with “line 2 (Firewall) lacks price and cost” of the first lines that lack something."""
    said = [
        _("line %(number)d (%(name)s) lacks %(parts)s")
        % {"number": number, "name": line.description or "–", "parts": get_text_list(lacking(line), _("and"))}
        for number, line in enumerate(lines, 1)
        if lacking(line)
    ]
    if len(said) > LINES_NAMED:
        more = len(said) - LINES_NAMED
        said[LINES_NAMED:] = [ngettext("%d more line", "%d more lines", more) % more]
    return str(pattern % {"lines": "; ".join(str(part) for part in said)})


_lines_later = lazy(_said_of_lines, str)  # the language is known when it is read


def _salesperson_checks(deal: DealFacts) -> tuple[tuple[bool, str, Text], ...]:
    named = bool(deal.salesperson_email)
    return (
        (not named, "salesperson_missing", _("Name the salesperson.")),
        (
            named and not deal.salesperson_is_member,
            "salesperson_unknown",
            _("The salesperson is not a member of the organization."),
        ),
    )


def _is_sold_below_cost(line: LineFact) -> bool:
    return line.unit_price is not None and line.unit_cost is not None and line.unit_price < line.unit_cost


def _failed(checks: Iterable[tuple[bool, str, Text]]) -> list[Item]:
    return [Item(code, detail) for failed, code, detail in checks if failed]
