"""The customer's list: a signed quote or order is recorded, its lines are kept, responsibility 2 follows."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.conflicts import settle
from core.errors import DomainError
from deals.models import DealLine
from files.models import Document
from projects import permissions
from projects.actions.files import add_project_file
from projects.actions.guards import refuse, require, require_open, require_text
from projects.actions.health import lock
from projects.actions.reconciling import copy_sold, settle_purchased
from projects.changes import applied
from projects.choices import PurchaseKind
from projects.models import Purchase, PurchaseLine

LINE_FIELDS = ("description", "sku", "external_id", "quantity", "unit_price", "sold_line")
TEXTS = {"description": 300, "sku": 80, "external_id": 120}
MOST = Decimal("9999999999.9999")
MOST_LINES = 2000
BY_HAND = (PurchaseKind.SIGNED_QUOTE, PurchaseKind.PURCHASE_ORDER)


@transaction.atomic
def record_purchase(*, project, kind, reference, by, now, as_sold, lines=None, document=None, upload=None):
    """Record the signed quote or order in place of the one before. Returns the Purchase.

    ``as_sold``: whoever records it saw that it matches, which confirms all lines at once. Else ``lines`` are those of
    the order (dicts of LINE_FIELDS); without them the sold lines are copied, and nothing is confirmed until one is changed.
    ``document`` is a file of the project or its deal, ``upload`` a new one. Raises InvalidInput, NotAllowed.
    """
    _prepare(project, by)
    if kind not in BY_HAND:
        refuse("/kind", "unknown", _("Say whether it is a signed quote or a purchase order."))
    reference = require_text(reference, "/reference", _("Give its number, or how it is called."))[:120]
    if document is not None and not _is_ours(document, project):
        refuse("/document", "unknown", _("There is no such file."))
    if upload is not None:
        document = add_project_file(project=project, upload=upload, by=by, now=now, kind=kind, reference=reference)
    purchase = keep_purchase(
        project,
        now,
        kind=kind,
        reference=reference,
        document=document,
        as_sold=bool(as_sold),
        is_copy=not as_sold and not lines,
        recorded_by=by,
        lines=None if as_sold or not lines else lines,
    )
    changes = {"reference": [None, str(purchase)], "as_sold": [None, bool(as_sold)]}
    _record(purchase, by, now, "purchase.recorded", changes)
    settle_purchased(project, by=by, now=now)
    return purchase


def keep_purchase(project, now, *, lines, **fields):
    """Write a purchase with its lines (None: all as sold) and end the one before. The project is locked."""
    Purchase.objects.filter(project=project, replaced_at=None).update(replaced_at=now, updated_at=now)
    purchase = Purchase.objects.create(project=project, recorded_at=now, created_at=now, updated_at=now, **fields)
    if lines is None:
        copy_sold(purchase, DealLine.objects.filter(deal=project.deal_id).order_by("position"), now)
        return purchase
    if len(lines) > MOST_LINES:
        refuse("/lines", "too_many", _("At most %d lines.") % MOST_LINES)
    rows = [
        _new_line(purchase, position, values, now, f"/lines/{position - 1}")
        for position, values in enumerate(lines, 1)
    ]
    PurchaseLine.objects.bulk_create(rows)
    return purchase


@transaction.atomic
def add_purchase_line(*, purchase, by, now, **values):
    """A line more on the customer's list. Returns the PurchaseLine."""
    _prepare_current(purchase, by)
    if purchase.lines.count() >= MOST_LINES:
        raise DomainError("too_many_lines", _("At most %d lines.") % MOST_LINES)
    last = purchase.lines.order_by("-position").values_list("position", flat=True).first() or 0
    line = _new_line(purchase, last + 1, values, now, "")
    line.save()
    _finish(purchase, line, by, now, "purchase.line_added", {"line": [None, line.description]})
    return line


@transaction.atomic
def update_purchase_line(*, line, by, now, seen=None, **changes):
    """Set fields of LINE_FIELDS; ``sold_line`` None takes a match by hand away. Open differences follow."""
    purchase = line.purchase
    _prepare_current(purchase, by)
    line.refresh_from_db()
    line.purchase = purchase
    changed = applied(line, settle(line, seen, changes), LINE_FIELDS)
    if changed:
        _check(line, "")
        line.updated_at = now
        line.save()
        _finish(purchase, line, by, now, "purchase.line_changed", changed)
    return line


@transaction.atomic
def remove_purchase_line(*, line, by, now):
    """Take a line off the customer's list."""
    purchase = line.purchase
    _prepare_current(purchase, by)
    said = line.description
    PurchaseLine.objects.filter(pk=line.pk).delete()
    _finish(purchase, purchase, by, now, "purchase.line_removed", {"line": [said, None]})


def _new_line(purchase, position, values, now, pointer):
    line = PurchaseLine(purchase=purchase, position=position, created_at=now, updated_at=now)
    applied(line, values, LINE_FIELDS)
    line.purchase = purchase
    _check(line, pointer)
    return line


def _check(line, pointer):
    line.description = require_text(
        (line.description or line.sku or "").replace("\x00", ""),
        f"{pointer}/description",
        _("The line needs a description."),
    )
    for name, most in TEXTS.items():
        if len(getattr(line, name)) > most:
            refuse(f"{pointer}/{name}", "too_long", _("At most %d characters.") % most)
    for name in ("quantity", "unit_price"):
        value = getattr(line, name)
        if value is None and name == "unit_price":
            continue
        if value is None or not 0 <= value <= MOST:
            refuse(f"{pointer}/{name}", "out_of_range", _("Amounts are zero or more, below ten billion."))
    if line.sold_line is not None and line.sold_line.deal_id != line.purchase.project.deal_id:
        refuse(f"{pointer}/sold_line", "unknown", _("There is no such sold line."))


def _is_ours(document, project):
    return Document.objects.filter(pk=document.pk, removed_at=None).exists() and (
        document.project_id == project.pk or (project.deal_id and document.deal_id == project.deal_id)
    )


def _prepare(project, by):
    lock(project)
    require_open(project)
    require(
        permissions.can_manage_project(by, project),
        _("The project's manager records what the customer purchased."),
    )


def _prepare_current(purchase, by):
    project = purchase.project
    _prepare(project, by)
    purchase.refresh_from_db()
    purchase.project = project
    if purchase.replaced_at is not None:
        raise DomainError("replaced", _("A later list has replaced this one."))


def _finish(purchase, obj, by, now, verb, changes):
    if purchase.as_sold or purchase.is_copy:
        purchase.as_sold = purchase.is_copy = False
        purchase.save(update_fields=["as_sold", "is_copy"])
    _record(obj, by, now, verb, changes, purchase.project)
    settle_purchased(purchase.project, by=by, now=now)


def _record(obj, by, now, verb, changes, project=None):
    project = project or obj.project
    record(by=by, verb=verb, obj=obj, project=project, customer=project.customer_id, at=now, changes=changes)
