"""What was purchased becomes a fact: recorded, compared, asked, resolved by name, and opened again by a change."""

from decimal import Decimal

import pytest

from audit.models import AuditEvent
from core.errors import DomainError, InvalidInput, NotAllowed
from deals.models import DealLine
from mailing.models import OutgoingMail
from projects import actions
from projects.models import BomLine, Evidence, PurchaseLine, PurchaseRequest, Resolution, Responsibility
from projects.queries.reconciliation import reconciliation_of
from projects.queries.scope import bom_gaps
from tests.factories.purchases import purchased_as_sold, purchased_with
from tests.factories.scope import approved_by_us
from tests.statements import counted_statements

pytestmark = pytest.mark.django_db


def state(project, key="purchased"):
    return Responsibility.objects.get(project=project, key=key).state


def resolve(project, by, now, item=None, **values):
    found = reconciliation_of(project).open_of("purchased")
    values = {"outcome": "accepted", "reason": "Agreed"} | values
    item = item or found[0].row.item
    return actions.resolve_difference(project=project, item=item, side="purchased", by=by, now=now, **values)


def test_an_order_that_matches_confirms_all_lines_at_once(project, harbor, later):
    purchase = purchased_as_sold(project, now=later(days=1))
    assert purchase.lines.count() == DealLine.objects.filter(deal=project.deal).count() == 3
    assert state(project) == "done"
    evidence = Evidence.objects.filter(responsibility__key="purchased").get()
    assert (evidence.text, evidence.by) == ("Purchase order PO-9: 3 lines as sold.", harbor.project_manager)
    assert AuditEvent.objects.filter(verb="purchase.recorded").count() == 1


def test_an_order_that_differs_leaves_the_responsibility_open_until_a_person_resolves_it(project, harbor, later):
    purchased_with(project, "Server", now=later(days=1), quantity=Decimal(3))
    assert state(project) in ("open", "reopened")
    (found,) = reconciliation_of(project).open_of("purchased")
    assert found.said == "Server: quantity sold 2, now 3"
    with pytest.raises(InvalidInput):
        resolve(project, harbor.project_manager, later(days=2), reason=" ")
    with pytest.raises(NotAllowed):
        resolve(project, harbor.technician, later(days=2))
    row = resolve(project, harbor.project_manager, later(days=2))
    assert (row.name, row.said, row.outcome) == ("Ana Ruiz", "Server: quantity sold 2, now 3", "accepted")
    assert state(project) == "done"
    assert AuditEvent.objects.filter(verb="difference.resolved").count() == 1
    with pytest.raises(DomainError, match="no open difference"):
        resolve(project, harbor.project_manager, later(days=2), item=found.row.item)


def test_a_later_change_opens_a_resolved_difference_again(project, harbor, later):
    purchased_with(project, "Server", now=later(days=1), quantity=Decimal(3))
    resolve(project, harbor.project_manager, later(days=2))
    line = PurchaseLine.objects.select_related("purchase__project").get(description="Server")
    actions.update_purchase_line(line=line, by=harbor.project_manager, now=later(days=3), quantity=Decimal(4))
    assert state(project) == "reopened"
    assert Resolution.objects.count() == 1
    last = Evidence.objects.filter(responsibility__key="purchased").order_by("at", "id").last()
    assert last.text == "Purchase order PO-9 differs from what was sold: Server: quantity sold 2, now 4"


@pytest.mark.parametrize("kind", ["changed", "missing", "extra"])
def test_corrected_makes_the_order_what_was_sold(project, harbor, later, kind):
    purchase = purchased_as_sold(project, now=later(days=1))
    line = PurchaseLine.objects.get(purchase=purchase, description="Server")
    line.purchase, by = purchase, harbor.project_manager
    if kind == "changed":
        actions.update_purchase_line(line=line, by=by, now=later(days=1), unit_price=Decimal(1))
    elif kind == "missing":
        actions.remove_purchase_line(line=line, by=by, now=later(days=1))
    else:
        actions.add_purchase_line(
            purchase=purchase, by=by, now=later(days=1), description="Cable", quantity=Decimal(9)
        )
    assert state(project) == "reopened"
    resolve(project, by, later(days=2), outcome="corrected", reason="")
    assert not reconciliation_of(project).open_of("purchased")
    sold = DealLine.objects.filter(deal=project.deal).values_list("description", "quantity", "unit_price")
    kept = PurchaseLine.objects.filter(purchase=purchase).values_list("description", "quantity", "unit_price")
    assert set(sold) == set(kept)
    assert state(project) == "done"


def test_a_change_order_resolves_only_while_it_lives(project, harbor, later):
    purchased_with(project, "Server", now=later(days=1), quantity=Decimal(3))
    order = approved_by_us(project, now=later(days=2), committed_end=None)
    with pytest.raises(InvalidInput):
        resolve(project, harbor.project_manager, later(days=2), outcome="change_order")
    row = resolve(project, harbor.project_manager, later(days=2), outcome="change_order", change_order=order)
    assert (row.change_order, state(project)) == (order, "done")


def test_the_customer_is_asked_only_about_what_differs_and_answers_in_their_own_name(project, harbor, later):
    purchased_with(project, "Server", now=later(days=1), quantity=Decimal(3))
    by, contact = harbor.project_manager, harbor.contact
    actions.ask_about_purchase(project=project, contacts=[contact], by=by, now=later(days=2))
    assert state(project) == "waiting"
    mail = OutgoingMail.objects.get(kind="purchase_request")
    request = PurchaseRequest.objects.get()
    assert "Server: quantity sold 2, now 3" in mail.text
    assert actions.purchase_request_address(request) in mail.text
    assert actions.ask_about_purchase(project=project, contacts=[contact], by=by, now=later(days=2)) == []


def test_nothing_is_asked_where_nothing_differs(project, harbor, later):
    purchased_as_sold(project, now=later(days=1))
    with pytest.raises(DomainError) as refused:
        actions.ask_about_purchase(
            project=project, contacts=[harbor.contact], by=harbor.project_manager, now=later(days=2)
        )
    assert refused.value.code == "nothing_to_ask"


def test_an_earlier_confirmation_by_hand_stands_until_a_list_says_otherwise(project, harbor, later):
    row = Responsibility.objects.get(project=project, key="purchased")
    Evidence.objects.create(
        responsibility=row, kind="confirmation", effect="fulfills", text="PO seen", at=later(), by=harbor.owner
    )
    actions.refresh_health(project, now=later(days=1))
    assert state(project) == "done"
    purchased_with(project, "Server", now=later(days=2), quantity=Decimal(3))
    assert state(project) == "reopened"


def test_a_sold_line_whose_materials_are_cancelled_is_not_covered(project, harbor, later):
    line = BomLine.objects.get(project=project)
    actions.update_material(line=line, by=harbor.project_manager, now=later(days=1), state="cancelled")
    assert bom_gaps(project) == ["1 sold line not covered"]
    (found,) = reconciliation_of(project).open_of("scope")
    actions.resolve_difference(
        project=project,
        item=found.row.item,
        side="scope",
        outcome="accepted",
        reason="They have one",
        by=harbor.lead_tech,
        now=later(days=2),
    )
    assert bom_gaps(project) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"quantity": Decimal(-1)},
        {"quantity": Decimal(10) ** 12},
        {"unit_price": Decimal(-1)},
        {"description": " "},
        {"sku": "x" * 81},
    ],
)
def test_bad_lines_of_an_order_are_refused_and_lose_nothing(project, harbor, later, wrong):
    kept = purchased_as_sold(project, now=later(days=1))
    line = {"description": "Server", "quantity": Decimal(1)} | wrong
    with pytest.raises(InvalidInput) as refused:
        purchased_as_sold(project, now=later(days=2), as_sold=False, lines=[line])
    assert refused.value.errors[0]["pointer"].startswith("/lines/0/")
    kept.refresh_from_db()
    assert kept.replaced_at is None


def test_five_hundred_lines_cost_the_statements_of_one(project, harbor, later):
    purchased_as_sold(project, now=later(days=1))
    with counted_statements() as few:
        reconciliation_of(project)
    DealLine.objects.bulk_create(
        DealLine(
            deal=project.deal,
            position=n,
            external_id=f"X{n}",
            kind="product",
            description=f"Item {n}",
            quantity=Decimal(n),
            unit_price=Decimal(1),
        )
        for n in range(10, 510)
    )
    purchased_as_sold(project, now=later(days=2))
    with counted_statements() as many:
        table = reconciliation_of(project)
    assert (len(few), len(many), len(table.rows)) == (5, 5, 503)
    assert len(table.uncovered) == 500
