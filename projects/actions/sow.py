"""Versions of the SoW: draft, review by lead tech and project manager, approval of exactly one text."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import Level
from audit.actions import record
from core.conflicts import settle
from core.errors import DomainError
from deals.choices import LineKind
from projects import permissions, told
from projects.actions.guards import refuse, require, require_open, require_text
from projects.actions.health import lock, refresh_health
from projects.actions.plan_approval import settle_plan
from projects.actions.scope import next_sequence, note_approval, renew_budget
from projects.actions.signing import method_of, require_same_text, sign
from projects.changes import applied
from projects.choices import SigningStep, SowState
from projects.models import Sow, SowSignature
from projects.queries.scope import document_of
from projects.rules import sow as rules

TEXTS = tuple(name for name, _label in rules.SECTIONS)
LINES = tuple(name for name, _label in rules.LINES)
FIELDS = (*TEXTS, *LINES, "price_basis", "effort")
SETTLED = (SowState.APPROVED, SowState.SUPERSEDED)


@transaction.atomic
def start_sow(*, project, by, now):
    """A new draft: from the version that was rejected last, the first one from the deal. Returns the Sow.

    Raises DomainError ``sow_open`` while a draft or review is under way, ``scope_fixed`` once a version is approved:
    from then on a change order alters the scope.
    """
    _prepare(project, by)
    versions = list(Sow.objects.filter(project=project).order_by("number"))
    if any(version.state in SETTLED for version in versions):
        raise DomainError("scope_fixed", _("The scope is approved. A change order alters it."))
    if any(version.state in (SowState.DRAFT, SowState.IN_REVIEW) for version in versions):
        raise DomainError("sow_open", _("There is a version under way already."))
    values = {name: getattr(versions[-1], name) for name in FIELDS} if versions else _from_deal(project)
    row = Sow.objects.create(
        project=project,
        number=next_sequence(Sow, project, "number"),
        written_by=by,
        price=project.agreed_price,
        currency=project.currency,
        created_at=now,
        updated_at=now,
        **values,
    )
    _record(row, by, now, "sow.started", {"version": [None, row.number]})
    return row


@transaction.atomic
def update_sow(*, sow, by, now, seen=None, **changes):
    """Set fields of FIELDS of a draft; ``seen`` as in core.conflicts. Nothing differs, nothing is written."""
    _prepare_sow(sow, by)
    _require_state(sow, SowState.DRAFT, _("Only a draft can be changed."))
    changed = applied(sow, settle(sow, seen, changes), FIELDS)
    if not changed:
        return sow
    check_texts(sow, (*TEXTS, *LINES))
    check_effort(sow.effort, may_take_away=False)
    sow.updated_at = now
    sow.save()
    _record(sow, by, now, "sow.changed", {name: _short(values) for name, values in changed.items()})
    return sow


@transaction.atomic
def submit_sow(*, sow, by, now):
    """Put the draft before lead tech and project manager: its text is fixed from here on.

    Raises DomainError ``incomplete`` with ``missing``.
    """
    _prepare_sow(sow, by)
    _require_state(sow, SowState.DRAFT, _("Only a draft can be submitted."))
    gaps = rules.missing(document_of(sow))
    if gaps:
        names = dict(rules.SECTIONS) | {"effort": _("Hours")}
        said = ", ".join(str(names[gap]) for gap in gaps)
        raise DomainError("incomplete", _("Not submitted. Still empty: %s.") % said, missing=gaps)
    sow.price, sow.currency = sow.project.agreed_price, sow.project.currency
    sow.state, sow.submitted_by, sow.submitted_at = SowState.IN_REVIEW, by, now
    _freeze(sow, now)
    _record(sow, by, now, "sow.submitted", {"hash": [None, sow.content_hash]})
    told.scope_waits(sow.project, sow, [sow.project.lead_tech, sow.project.project_manager], by=by, now=now)
    return sow


@transaction.atomic
def approve_sow(*, sow, by, now, step="", seen_hash="", seen_at=None, address=""):
    """Sign the version as lead tech or as project manager; the second signature approves it. Returns the Sow.

    ``step`` empty is the first one that ``by`` may sign and nobody has. One person signs both only who holds both
    roles. ``seen_hash`` is the text that was read. Raises NotAllowed, DomainError ``not_in_review`` or
    ``content_changed``. The same step signed twice changes nothing.
    """
    _prepare_sow(sow, by, write=False)
    if sow.state == SowState.APPROVED and sow.signatures.filter(step=step, member=by).exists():
        return sow
    _require_state(sow, SowState.IN_REVIEW, _("Only a version in review is approved."), "not_in_review")
    signed = set(sow.signatures.values_list("step", flat=True))
    step = step or next(
        (one for one in rules.REVIEWS if one not in signed and permissions.can_review_sow(by, sow.project, one)),
        "",
    )
    allowed = step in rules.REVIEWS and permissions.can_review_sow(by, sow.project, step)
    require(allowed, _("The lead tech and the project manager review the SoW, each in their own name."))
    require_same_text(sow, seen_hash)
    details = {"sow": sow, "seen_at": seen_at, "address": address[:45]}
    _row, is_new = sign(
        SowSignature,
        step=step,
        name=by.name,
        member=by,
        method=method_of(by),
        now=now,
        content_hash=sow.content_hash,
        **details,
    )
    if not is_new:
        return sow
    _record(
        sow, by, now, "sow.signed", {"as": [None, str(SigningStep(step).label)], "hash": [None, sow.content_hash]}
    )
    if signed | {step} >= set(rules.REVIEWS):
        _approve(sow, by, now)
    return sow


@transaction.atomic
def reject_sow(*, sow, reason, by, now):
    """Send the version back with a reason; the next draft begins with its words. Returns the Sow."""
    _prepare_sow(sow, by, write=False)
    reviewer = any(permissions.can_review_sow(by, sow.project, step) for step in rules.REVIEWS)
    require(reviewer, _("The lead tech and the project manager review the SoW."))
    _require_state(sow, SowState.IN_REVIEW, _("Only a version in review is rejected."), "not_in_review")
    sow.rejection = require_text(reason, "/reason", _("Say what has to change."))[:500]
    sow.state, sow.rejected_by, sow.rejected_at, sow.updated_at = SowState.REJECTED, by, now, now
    sow.save(update_fields=["state", "rejection", "rejected_by", "rejected_at", "updated_at"])
    _record(sow, by, now, "sow.rejected", {"reason": [None, sow.rejection]})
    told.scope_decided(sow.project, sow, _("sent back: %s") % sow.rejection, by=by, now=now)
    return sow


def supersede(project, *, change_order, signatures, by, now):
    """The next version by an approved change order, with its signatures; the present one is superseded. Or None.

    Without an approved SoW there is none to follow: the change order stands for itself.
    """
    present = Sow.objects.filter(project=project, state=SowState.APPROVED).first()
    if present is None:
        return None
    values = {name: getattr(present, name) for name in FIELDS}
    values |= rules.with_change(values, change_order.added, change_order.removed, change_order.effort)
    present.state, present.updated_at = SowState.SUPERSEDED, now
    present.save(update_fields=["state", "updated_at"])
    row = Sow(
        project=project,
        number=present.number + 1,
        state=SowState.APPROVED,
        written_by=change_order.written_by,
        change_order=change_order,
        price=project.current_price,
        currency=project.currency,
        submitted_by=change_order.proposed_by,
        submitted_at=change_order.proposed_at,
        approved_at=now,
        created_at=now,
        **values,
    )
    _freeze(row, now)
    for one in signatures:
        sign(
            SowSignature,
            sow=row,
            step=one.step,
            name=one.name,
            member=one.member,
            method="change_order",
            reference=str(change_order)[:300],
            now=now,
            content_hash=row.content_hash,
        )
    _record(
        row, by, now, "sow.approved", {"version": [present.number, row.number], "hash": [None, row.content_hash]}
    )
    return row


def check_texts(row, names):
    """Refuse words beyond what a document may hold, and strip them."""
    for name in names:
        text = getattr(row, name).replace("\x00", "").strip()
        limit = 300 if name in LINES else rules.MOST_TEXT
        if len(text) > limit:
            refuse(f"/{name}", "too_long", _("At most %d characters.") % limit)
        setattr(row, name, text)


def check_effort(effort, *, may_take_away):
    """Refuse a table of hours that no plan could follow. Raises InvalidInput at ``/effort``."""
    problem = rules.effort_problem(effort, Level.values, may_take_away=may_take_away)
    if problem:
        messages = {
            "too_many": _("At most %d rows of hours.") % rules.MOST_LINES,
            "level": _("The level is L1, L2, L3 or empty."),
            "hours": _("Hours are a number with two places, above zero."),
        }
        if may_take_away:
            messages["hours"] = _("Hours are a number with two places; below zero takes work away.")
        refuse("/effort", problem, messages[problem])


def _approve(sow, by, now):
    sow.state, sow.approved_at, sow.updated_at = SowState.APPROVED, now, now
    sow.save(update_fields=["state", "approved_at", "updated_at"])
    renew_budget(sow.project)
    refresh_health(sow.project, now=now)
    _record(sow, by, now, "sow.approved", {"hash": [None, sow.content_hash]})
    note_approval(sow.project, sow, by=by, now=now)
    settle_plan(sow.project, by=by, now=now)
    told.scope_decided(sow.project, sow, _("approved"), by=by, now=now)


def _freeze(sow, now):
    sow.content = rules.canonical(document_of(sow))
    sow.content_hash = rules.fingerprint(sow.content)
    sow.updated_at = now
    sow.save()


def _from_deal(project):
    deal = project.deal
    values = dict.fromkeys((*TEXTS, *LINES), "")
    values |= {"price_basis": project.billing_model, "effort": [], "objectives": project.title}
    if deal is None:
        return values
    lines = list(deal.lines.all())
    labor = [line for line in lines if line.kind == LineKind.LABOR]
    goods = [line for line in lines if line.kind != LineKind.LABOR]
    effort = [
        {"phase": line.description[:120], "level": line.skill_level, "hours": rules.hours_text(line.hours)}
        for line in labor
        if line.hours
    ]
    return values | {
        "objectives": "\n".join([project.title, *deal.promises]),
        "deliverables": "\n".join(
            [
                *(line.description for line in labor),
                *(f"{line.quantity:f}".rstrip("0").rstrip(".") + f" × {line.description}" for line in goods),
            ]
        ),
        "exclusions": "\n".join(deal.exclusions),
        "assumptions": "\n".join(deal.assumptions),
        "effort": rules.merged_effort(effort),
    }


def _prepare(project, by):
    lock(project)
    require_open(project)
    require(permissions.can_write_scope(by, project), _("The lead tech and the project manager write the scope."))


def _prepare_sow(sow, by, *, write=True):
    """Lock and check the project, then read the version afresh."""
    project = sow.project
    if write:
        _prepare(project, by)
    else:
        lock(project)
        require_open(project)
    sow.refresh_from_db()
    sow.project = project


def _require_state(sow, state, message, code="not_a_draft"):
    if sow.state != state:
        raise DomainError(code, message)


def _record(sow, by, now, verb, changes):
    project = sow.project
    record(by=by, verb=verb, obj=sow, project=project, customer=project.customer_id, at=now, changes=changes)


def _short(values):
    return [str(value)[:300] if value is not None else None for value in values]
