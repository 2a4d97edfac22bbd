"""What the customer signed, in the story: it matches two days after the deal was won, or one line differs and is asked."""

from dashboard.demo.shapes import Wait, Waive
from files.models import Document
from projects import actions
from projects.choices import PurchaseKind
from projects.models import PurchaseLine

MATCHES_AFTER = 2


def acts_of(play):
    """The record and, where the story waits, the question; nothing where the duty is open or waived."""
    told = play.job.duties.get("purchased", True)
    stage = play.stage
    if told is None:
        return
    if isinstance(told, Waive):
        yield stage.at(told.day, 14), lambda now: play.wait_or_waive("purchased", told, now)
    elif isinstance(told, Wait):
        yield stage.at(told.day, 10), lambda now: _differs(play, now)
        yield stage.at(told.day, 14), lambda now: _ask(play, now)
    else:
        day = play.job.won + MATCHES_AFTER if told is True else told.day
        yield stage.at(day, 13), lambda now: _record(play, now, as_sold=True)


def _record(play, now, *, as_sold):
    project = play.project()
    quote = Document.objects.filter(deal=project.deal_id, kind="signed_quote").first()
    return actions.record_purchase(
        project=project,
        kind=PurchaseKind.SIGNED_QUOTE if as_sold else PurchaseKind.PURCHASE_ORDER,
        reference=play.deal.number if as_sold else play.deal.po_number or f"PO {play.deal.number}",
        document=quote,
        as_sold=as_sold,
        by=project.project_manager,
        now=now,
    )


def _differs(play, now):
    """The order names one more of the first product; where only hours were sold, another price of the first line."""
    purchase = _record(play, now, as_sold=False)
    lines = list(PurchaseLine.objects.filter(purchase=purchase).select_related("sold_line"))
    line = next((one for one in lines if one.sold_line.kind == "product"), lines[0])
    line.purchase = purchase
    changes = {"quantity": line.quantity + 1}
    if line.sold_line.kind != "product" and line.unit_price:
        changes = {"unit_price": line.unit_price - 5}
    actions.update_purchase_line(line=line, by=purchase.project.project_manager, now=now, **changes)


def _ask(play, now):
    project = play.project()
    people = project.customer.contacts.exclude(email="").order_by("created_at")
    contact = people.filter(role="signer").first() or people.first()
    actions.ask_about_purchase(project=project, contacts=[contact], by=project.project_manager, now=now)
