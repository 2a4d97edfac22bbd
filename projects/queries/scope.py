"""READ: SoW versions, change orders, and what the scope comes to: original, approved changes, current."""

import json
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import ngettext

from projects.choices import ChangeOrderState, SowState
from projects.models import BomLine, ChangeOrder, Sow
from projects.queries.materials import material_fact
from projects.queries.reconciliation import reconciliation_of
from projects.rules.change_orders import Change
from projects.rules.materials import gaps
from projects.rules.sow import LINES, SECTIONS, fingerprint, items


@dataclass(frozen=True, slots=True)
class Scope:
    """Hours and price of a project: as first approved (before that: sold), what changes added, what holds now."""

    hours: Decimal
    change_hours: Decimal
    price: Decimal
    change_price: Decimal
    currency: str

    @property
    def current_hours(self):
        """Original and changes."""
        return self.hours + self.change_hours

    @property
    def current_price(self):
        """Original and changes."""
        return self.price + self.change_price


def scope_of(project):
    """The scope as stored on the project. No statement."""
    return Scope(
        project.original_hours, project.change_hours, project.agreed_price, project.change_price, project.currency
    )


def sows_of(project):
    """All versions, newest first, with people, change order and signatures. Two statements."""
    rows = Sow.objects.filter(project=project).select_related(
        "written_by__user", "submitted_by__user", "rejected_by__user", "change_order"
    )
    return _with_project(rows.prefetch_related("signatures"), project)


def change_orders_of(project):
    """All change orders, newest first, with people, signatures and requests. Three statements."""
    rows = ChangeOrder.objects.filter(project=project).select_related("written_by__user", "proposed_by__user")
    return _with_project(rows.prefetch_related("signatures", "requests__contact"), project)


def _with_project(rows, project):
    found = list(rows)
    for row in found:
        row.project = project
    return found


def document_of(sow):
    """The version as plain values, the ones that are signed (``rules.sow``). Never a cost."""
    project = sow.project
    return {
        "kind": "sow",
        "organization": project.organization.name,
        "customer": project.customer.name,
        "project": project.number,
        "title": project.title,
        "version": sow.number,
        **{name: getattr(sow, name) for name, _label in (*SECTIONS, *LINES)},
        "effort": [dict(row) for row in sow.effort],
        "price_basis": sow.price_basis,
        "price": amount_text(sow.price),
        "currency": sow.currency,
        "change_order": sow.change_order.number if sow.change_order_id else "",
    }


def offer_of(order, scope, committed_end):
    """The change order as plain values, the ones that are signed. Never a cost."""
    project = order.project
    return {
        "kind": "change_order",
        "organization": project.organization.name,
        "customer": project.customer.name,
        "project": project.number,
        "title": project.title,
        "number": order.number,
        "subject": order.title,
        "reason": order.reason,
        "added": order.added,
        "removed": order.removed,
        "effort": [dict(row) for row in order.effort],
        "price": amount_text(order.price),
        "currency": order.currency,
        "price_before": amount_text(scope.current_price),
        "hours_before": amount_text(scope.current_hours),
        "price_basis": project.billing_model,
        "end_before": committed_end.isoformat() if committed_end else "",
        "committed_end": order.committed_end.isoformat() if order.committed_end else "",
    }


def amount_text(amount):
    """An amount as it stands in a signed text: plain, at least two places."""
    text = f"{Decimal(amount).normalize():f}"
    whole, _dot, places = text.partition(".")
    return f"{whole}.{places.ljust(2, '0')}"


def frozen(row):
    """The document that was signed, from its stored text; of a draft, as it would be now."""
    return json.loads(row.content) if row.content_hash else document_of(row)


def offer_as_it_stands(order, project):
    """The change order that was proposed, from its stored text; of a draft, as it would be proposed now."""
    if order.content_hash:
        return json.loads(order.content)
    return offer_of(order, scope_of(project), project.committed_end)


def is_whole(row):
    """Whether the stored text is still the one its hash was taken of."""
    return not row.content_hash or fingerprint(row.content) == row.content_hash


def change_of(order):
    """The change order as the rules see it."""
    return Change(
        effort=tuple(order.effort),
        price=order.price,
        cost=order.cost,
        added=order.added,
        removed=order.removed,
        committed_end=order.committed_end,
    )


def bom_gaps(project):
    """What keeps the bill of materials from being complete, in words; empty when nothing does. Six statements."""
    missing = [set(gaps(material_fact(line))) for line in BomLine.objects.filter(project=project)]
    uncovered = len(reconciliation_of(project).uncovered)
    checks = (
        (
            sum(1 for lacks in missing if "vendor" in lacks),
            lambda n: ngettext("%d line without a vendor", "%d lines without a vendor", n),
        ),
        (
            sum(1 for lacks in missing if lacks & {"unit_cost", "unit_price"}),
            lambda n: ngettext("%d line without cost or price", "%d lines without cost or price", n),
        ),
        (
            sum(1 for lacks in missing if "eta" in lacks),
            lambda n: ngettext("%d line without a date", "%d lines without a date", n),
        ),
        (
            uncovered,
            lambda n: ngettext("%d sold line not covered", "%d sold lines not covered", n),
        ),
    )
    return [words(count) % count for count, words in checks if count]


def approvals_in(rows):
    """``{step: signature}`` of prefetched signatures."""
    return {row.step: row for row in rows}


def open_change_orders(rows):
    """Those that may still be decided."""
    return [
        row
        for row in rows
        if row.state in (ChangeOrderState.DRAFT, ChangeOrderState.PROPOSED, ChangeOrderState.APPROVED_INTERNAL)
    ]


def current_sow(rows):
    """The approved one of ``rows``, or None."""
    return next((row for row in rows if row.state == SowState.APPROVED), None)


def words_of(document):
    """``[(label, [line, …])]`` of the sections that say something, then the single lines."""
    found = [(label, items(document[name])) for name, label in SECTIONS if items(document[name])]
    return found + [(label, [document[name]]) for name, label in LINES if document.get(name)]


def hidden_from_customer(project):
    """Whether hours are ours alone: a fixed price is agreed without them."""
    return project.billing_model == "fixed_price"


__all__ = [
    "Scope",
    "amount_text",
    "approvals_in",
    "bom_gaps",
    "change_of",
    "change_orders_of",
    "current_sow",
    "document_of",
    "frozen",
    "hidden_from_customer",
    "is_whole",
    "offer_as_it_stands",
    "offer_of",
    "open_change_orders",
    "scope_of",
    "sows_of",
    "words_of",
]
