"""Keeping the budget and responsibility 3 true to what is approved: called wherever SoW, BoM or a change order turns."""

from django.db.models import F
from django.utils.translation import gettext as _

from projects.actions.evidence import record_evidence
from projects.choices import ChangeOrderState, EvidenceEffect, EvidenceKind, ResponsibilityKey, SowState
from projects.models import ChangeOrder, Evidence, Responsibility, Sow
from projects.queries.scope import bom_gaps, change_of
from projects.rules import change_orders as change_rules
from projects.rules import sow as rules

BUDGETED = ("scope_hours", "scope_levels", "change_hours", "change_levels", "change_price", "change_cost")
EVER_APPROVED = (SowState.APPROVED, SowState.SUPERSEDED)


def renew_budget(project):
    """Store what the approved SoW and the approved change orders come to; the caller refreshes health.

    The first approved version counts as the original: later ones hold the hours of their change orders, which are
    counted on their own.
    """
    first = Sow.objects.filter(project=project, state__in=EVER_APPROVED).order_by("number").first()
    orders = ChangeOrder.objects.filter(project=project, state=ChangeOrderState.APPROVED_CUSTOMER)
    sums = change_rules.totals(map(change_of, orders))
    project.scope_hours = rules.effort_hours(first.effort) if first else None
    project.scope_levels = _plain(rules.effort_levels(first.effort)) if first else None
    project.change_hours, project.change_levels = sums.hours, _plain(sums.levels)
    project.change_price, project.change_cost = sums.price, sums.cost
    project.save(update_fields=BUDGETED)


def settle_sow_bom(project, *, by, now):
    """Fulfill responsibility 3 when the SoW is approved and the BoM complete; reopen what facts had fulfilled.

    A waiver stands. Facts that came before the twelve followed from them (a confirmation by hand) stand as well.
    """
    row = Responsibility.objects.get(project=project, key=ResponsibilityKey.SOW_BOM)
    if row.waived_at is not None:
        return
    telling = Evidence.objects.filter(responsibility=row).exclude(effect=EvidenceEffect.NOTES)
    last = telling.order_by("at", "id").last()
    by_facts = bool(last and last.kind == EvidenceKind.SCOPE and last.effect == EvidenceEffect.FULFILLS)
    approved = Sow.objects.filter(project=project, state=SowState.APPROVED).first()
    gaps = bom_gaps(project)
    effect = rules.sow_bom_effect(sow_approved=approved is not None, bom_gaps=len(gaps), by_facts=by_facts)
    if effect is not None:
        text = _("%s approved, bill of materials complete.") % approved if approved else _("No approved SoW.")
        if effect == EvidenceEffect.REOPENS and gaps:
            text = _("Bill of materials: %s") % "; ".join(gaps)
        _record(project, effect, text, by, now)


def note_approval(project, sow, *, by, now):
    """Keep the approval of a version as evidence, and say what the BoM still lacks."""
    gaps = bom_gaps(project)
    if gaps:
        said = {"sow": sow, "hash": sow.content_hash[:12], "gaps": "; ".join(gaps)}
        text = _("%(sow)s approved (%(hash)s). Bill of materials: %(gaps)s") % said
        _record(project, EvidenceEffect.NOTES, text, by, now)
    settle_sow_bom(project, by=by, now=now)


def deliverables_in_force(project):
    """The deliverables of the approved version, one a line; empty before."""
    row = Sow.objects.filter(project=project, state=SowState.APPROVED).only("deliverables").first()
    return row.deliverables if row else ""


def next_sequence(model, project, field):
    """One more than the highest ``field`` of the project's rows; the project is locked."""
    last = model.objects.filter(project=project).order_by(F(field).desc()).values_list(field, flat=True).first()
    return (last or 0) + 1


def _record(project, effect, text, by, now):
    record_evidence(
        project=project,
        key=ResponsibilityKey.SOW_BOM,
        kind=EvidenceKind.SCOPE,
        effect=effect,
        text=text,
        by=by,
        at=now,
        url=f"/o/{project.organization.slug}/projects/{project.number}/scope/",  # contract, section 4
    )


def _plain(levels):
    return {level: rules.hours_text(hours) for level, hours in levels.items()}
