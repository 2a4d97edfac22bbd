"""A part of a deal that its source changed after the decision becomes a change order."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import DomainError, InvalidInput
from deals.actions import note_change_order
from deals.models import Deal
from deals.telling import FIELDS, told
from projects.actions.change_orders import add_change_order, propose_change_order
from projects.rules.sold_changes import order_of

TITLE = 200


@transaction.atomic
def order_deal_change(*, deal, part, by, now):
    """Make a change order of one pending part and propose it. Returns the ChangeOrder.

    It stays a draft where a person must complete it: no figure follows from the part, or the hours that it takes
    away are not there. Raises NotAllowed, DomainError ``no_such_change``, ``changes_no_scope``, ``no_project``.
    """
    deal = Deal.objects.select_for_update(of=("self",), no_key=True).get(pk=deal.pk)
    project = deal.projects.first()
    if project is None:
        raise DomainError("no_project", _("No project was made of this deal: refuse the change."))
    before, body = deal.source_body, (deal.pending_change or {}).get("body", {})
    row = note_change_order(deal=deal, part=part, reference="", by=by, now=now)
    title = _("Sales changed “%(deal)s”: %(part)s") % {"deal": deal.title[:120], "part": _name(part, before, body)}
    reason = "\n".join(_sentence(told(change, body, before)) for change in row.changes)
    said = {"title": title[:TITLE], "reason": reason}
    order = add_change_order(project=project, by=by, now=now, **said, **order_of(part, before, body))
    row.reference = order.number
    row.save(update_fields=["reference"])
    try:
        with transaction.atomic():
            propose_change_order(order=order, by=by, now=now)
    except (InvalidInput, DomainError):
        order.refresh_from_db()
    return order


def _name(part, before, body):
    """The words of a line instead of its id in the source."""
    label = part.partition("[")[2].rstrip("]")
    rows = [line for side in (body, before) for line in side.get("lines") or []]
    found = next((line["description"] for line in rows if label and line.get("external_id") == label), "")
    return found or str(FIELDS.get(part, part))


def _sentence(change):
    said = {"label": change.label, "old": change.old, "new": change.new}
    return _("%(label)s: %(old)s becomes %(new)s") % said
