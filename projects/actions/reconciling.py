"""Resolving what differs between sold, purchased and the scope; keeping responsibilities 2 and 3 true.

A resolution names a person and holds for the values of that moment: whatever changes later opens it again.
"""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.actions import record
from core.errors import DomainError
from deals.models import DealLine
from projects import permissions
from projects.actions.evidence import record_evidence
from projects.actions.guards import refuse, require, require_open, require_text
from projects.actions.health import lock, refresh_health
from projects.actions.scope import settle_sow_bom
from projects.choices import (
    BomLineState,
    DifferenceKind,
    DifferenceOutcome,
    EvidenceEffect,
    EvidenceKind,
    ReconciledSide,
    ResponsibilityKey,
)
from projects.models import BomLine, ChangeOrder, Evidence, PurchaseLine, Resolution, Responsibility
from projects.queries.reconciliation import reconciliation_of
from projects.rules.materials import behind, resized, stored_portions

MOST_NAMED = 3


@transaction.atomic
def resolve_difference(*, project, item, side, outcome, by, now, reason="", change_order=None):
    """Resolve one open difference in the name of ``by``. Returns the Resolution.

    ``item`` and ``side`` name it (``rules.reconciliation.Row.item``, ``ReconciledSide``). Corrected makes the other
    side what was sold; accepted needs a reason, a change order one of this project that is not ended.
    Raises DomainError ``no_difference`` for what agrees or is resolved, ``cannot_correct`` for hours of a SoW.
    """
    lock(project)
    require_open(project)
    require(can_resolve(by, project, side), _("The project manager resolves what the customer purchased."))
    found = reconciliation_of(project).find(item, side)
    if found is None or found.resolution is not None:
        raise DomainError("no_difference", _("There is no open difference any more. Look at the table again."))
    if outcome not in DifferenceOutcome.values:
        refuse("/outcome", "unknown", _("Say how it is resolved."))
    if outcome == DifferenceOutcome.ACCEPTED:
        reason = require_text(reason, "/reason", _("Say why it is accepted."))
    if outcome == DifferenceOutcome.CHANGE_ORDER:
        _require_order(project, change_order)
    row = keep_resolution(
        project, found, outcome, name=by.name, by=by, now=now, reason=reason, change_order=change_order
    )
    settle_reconciliation(project, by=by, now=now)
    return row


def can_resolve(member, project, side):
    """Whether the member may resolve differences of that side: the manager, for the scope the lead tech as well."""
    if side == ReconciledSide.SCOPE:
        return permissions.can_write_scope(member, project)
    return permissions.can_manage_project(member, project)


def keep_resolution(project, found, outcome, *, name, by, now, reason="", change_order=None, actor=None):
    """Write the resolution of a ``Judged`` difference and, when corrected, the correction. The project is locked."""
    is_order = outcome == DifferenceOutcome.CHANGE_ORDER
    row = Resolution.objects.create(
        project=project,
        item=found.row.item,
        side=found.difference.side,
        fingerprint=found.difference.fingerprint,
        outcome=outcome,
        said=found.said[:500],
        reason=reason[:500],
        change_order=change_order if is_order else None,
        name=name[:200],
        by=by,
        at=now,
        created_at=now,
    )
    if outcome == DifferenceOutcome.CORRECTED:
        _correct(project, found, now)
    record(
        by=actor or by,
        verb="difference.resolved",
        obj=row,
        project=project,
        customer=project.customer_id,
        at=now,
        changes={"outcome": [None, outcome], "difference": [None, row.said], "reason": [None, row.reason]},
    )
    return row


def settle_reconciliation(project, *, by, now):
    """Let responsibilities 2 and 3 follow, and health: a correction may have changed materials."""
    settle_purchased(project, by=by, now=now)
    settle_sow_bom(project, by=by, now=now)
    refresh_health(project, now=now)


def settle_purchased(project, *, by, now):
    """Fulfill responsibility 2 when a list is recorded and no difference to what was sold is open; else reopen it.

    A waiver stands; so does a confirmation by hand of earlier days, as long as no list is recorded.
    """
    row = Responsibility.objects.get(project=project, key=ResponsibilityKey.PURCHASED)
    if row.waived_at is not None:
        return
    table = reconciliation_of(project)
    if table.purchase is None:
        return
    differing = table.open_of(ReconciledSide.PURCHASED)
    is_settled = not differing and not table.purchase.is_copy
    telling = Evidence.objects.filter(responsibility=row).exclude(effect=EvidenceEffect.NOTES)
    last = telling.order_by("at", "id").last()
    text = _settled_text(table) if is_settled else _open_text(table.purchase, differing)
    if is_settled:
        repeats = last and last.kind == EvidenceKind.PURCHASE and last.effect == EvidenceEffect.FULFILLS
        if not (repeats and last.text == text):
            note_purchase(project, EvidenceEffect.FULFILLS, text, by=by, now=now)
    elif last is not None and last.effect == EvidenceEffect.FULFILLS:
        note_purchase(project, EvidenceEffect.REOPENS, text, by=by, now=now)


def note_purchase(project, effect, text, *, by, now):
    """Evidence of responsibility 2 with the way to the table."""
    return record_evidence(
        project=project,
        key=ResponsibilityKey.PURCHASED,
        kind=EvidenceKind.PURCHASE,
        effect=effect,
        text=text,
        by=by,
        at=now,
        url=f"/o/{project.organization.slug}/projects/{project.number}/reconciliation/",  # contract, section 4
    )


def _settled_text(table):
    lines = len([row for row in table.rows if row.purchased])
    resolved = len([one for one in table.judged if one.difference.side == ReconciledSide.PURCHASED])
    said = ngettext("%d line as sold", "%d lines as sold", lines - resolved) % max(lines - resolved, 0)
    if resolved:
        said += ", " + ngettext("%d difference resolved", "%d differences resolved", resolved) % resolved
    return f"{table.purchase}: {said}."


def _open_text(purchase, differing):
    if not differing:
        return _("%s is recorded; what differs is still to be said.") % purchase
    named = "; ".join(one.said for one in differing[:MOST_NAMED])
    more = len(differing) - MOST_NAMED
    rest = "; " + ngettext("%d more", "%d more", more) % more if more > 0 else ""
    return _("%(purchase)s differs from what was sold: %(what)s") % {"purchase": purchase, "what": named + rest}


def _require_order(project, order):
    if order is None or order.project_id != project.pk:
        refuse("/change_order", "required", _("Choose the change order."))
    if not ChangeOrder.objects.filter(pk=order.pk).exclude(state__in=("rejected", "withdrawn")).exists():
        refuse("/change_order", "ended", _("That change order was rejected or withdrawn."))


def _correct(project, found, now):
    """Make the other side what was sold."""
    row, kind = found.row, found.difference.kind
    sold = DealLine.objects.get(pk=row.sold.key) if row.sold and row.sold.kind != "hours" else None
    if found.difference.side == ReconciledSide.PURCHASED:
        if kind == DifferenceKind.EXTRA:
            PurchaseLine.objects.filter(pk=row.purchased.key).delete()
        elif kind == DifferenceKind.MISSING:
            copy_sold(project.purchases.get(replaced_at=None), [sold], now)
        else:
            PurchaseLine.objects.filter(pk=row.purchased.key).update(
                quantity=sold.quantity, unit_price=sold.unit_price, sku=sold.sku, sold_line=sold, updated_at=now
            )
        return
    if (row.sold or row.scope).kind == "hours":
        raise DomainError(
            "cannot_correct", _("Hours are corrected in the SoW: write its next version or a change order.")
        )
    _correct_materials(project, row, sold, now)


def _correct_materials(project, row, sold, now):
    lines = BomLine.objects.filter(project=project)
    if sold is None:
        lines.filter(pk=row.scope.key).update(state=BomLineState.CANCELLED, portions=None, updated_at=now)
        return
    mine = list(lines.filter(source_line=sold).exclude(state=BomLineState.CANCELLED))
    if len(mine) > 1 or (row.scope and not mine):
        raise DomainError(
            "cannot_correct", _("Several lines of materials make up this one. Correct them where they stand.")
        )
    if mine:
        after = resized(mine[0].quantities, sold.quantity)
        if after is None:
            raise DomainError("cannot_correct", _("More are under way than were sold. Correct the line itself."))
        lines.filter(pk=mine[0].pk).update(
            quantity=sold.quantity,
            unit_price=sold.unit_price,
            updated_at=now,
            state=behind(after),
            portions=stored_portions(after),
        )
        return
    last = lines.order_by("-position").values_list("position", flat=True).first() or 0
    BomLine.objects.create(
        project=project,
        position=last + 1,
        sku=sold.sku,
        description=sold.description,
        quantity=sold.quantity,
        unit_cost=sold.unit_cost,
        unit_price=sold.unit_price,
        source_line=sold,
        created_at=now,
        updated_at=now,
    )


def copy_sold(purchase, lines, now):
    """Sold lines as lines of the customer's list."""
    last = purchase.lines.order_by("-position").values_list("position", flat=True).first() or 0
    PurchaseLine.objects.bulk_create(
        PurchaseLine(
            purchase=purchase,
            position=position,
            external_id=line.external_id,
            sku=line.sku,
            description=line.description,
            quantity=line.quantity,
            unit_price=line.unit_price,
            sold_line=line,
            created_at=now,
            updated_at=now,
        )
        for position, line in enumerate(lines, last + 1)
    )
