"""Materials by quantity and state: legal moves only, the sum stays, arrivals are kept; procurement over all projects."""

import datetime as dt
import os
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DomainError, InvalidInput, NotAllowed
from projects import actions
from projects.choices import BomLineState as State
from projects.models import ArrivalChange, BomLine, MaterialMove, Responsibility
from projects.queries.procurement import ProcurementFilters, procurement
from projects.rules.materials import (
    COURSE,
    amount_in,
    behind,
    may_move,
    moved,
    portions_of,
    resized,
    stored_portions,
)
from tests.factories.scope import approved_sow
from tests.statements import counted_statements

MANY = 20_000 if os.environ.get("MSP_GATE") else 300


@pytest.fixture
def line(project):
    found = BomLine.objects.get(project=project)
    found.project = project
    return found


def move(line, source, target, quantity, now, **values):
    return actions.move_material(
        line=line,
        source=source,
        target=target,
        quantity=Decimal(quantity),
        by=line.project.project_manager,
        now=now,
        **values,
    )


@pytest.mark.parametrize(
    ("source", "target", "legal"),
    [
        ("to_order", "ordered", True),
        ("to_order", "received", True),
        ("ordered", "to_order", True),
        ("installed", "to_order", False),
        ("to_order", "damaged", False),
        ("shipped", "damaged", True),
        ("damaged", "staged", False),
        ("damaged", "ordered", True),
        ("received", "cancelled", False),
        ("cancelled", "installed", False),
        ("cancelled", "to_order", True),
        ("backordered", "substituted", True),
        ("ordered", "ordered", False),
    ],
)
def test_a_move_is_legal_or_not(source, target, legal):
    assert may_move(source, target) is legal


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(State.values), st.sampled_from(State.values), st.integers(1, 5))))
def test_whatever_is_moved_the_sum_stays_and_nothing_falls_below_zero(steps):
    portions = {State.TO_ORDER.value: Decimal(5)}
    for source, target, quantity in steps:
        if may_move(source, target) and quantity <= portions.get(source, 0):
            portions = moved(portions, source, target, Decimal(quantity))
    assert amount_in(portions, State) == 5
    assert all(amount > 0 for amount in portions.values())
    assert behind(portions) == min(portions, key=[state.value for state in COURSE].index)
    assert portions_of(behind(portions), Decimal(5), stored_portions(portions)) == portions
    grown = resized(portions, Decimal(7))
    assert amount_in(grown, State) == 7


@pytest.mark.django_db
def test_part_of_a_line_is_ordered_and_the_rest_is_left_to_order(line, later):
    move(line, "to_order", "ordered", 1, later(days=1), order_number="PO-7", eta=dt.date(2026, 11, 20))
    line.refresh_from_db()
    assert line.quantities == {"to_order": 1, "ordered": 1}
    assert (line.state, line.order_number, line.eta) == ("to_order", "PO-7", dt.date(2026, 11, 20))
    assert MaterialMove.objects.values_list("source", "target", "quantity").get() == ("to_order", "ordered", 1)
    move(line, "to_order", "ordered", 1, later(days=1))
    line.refresh_from_db()
    assert (line.state, line.portions) == ("ordered", None)


@pytest.mark.django_db
def test_what_cannot_follow_or_is_not_there_moves_nothing(line, harbor, later):
    with pytest.raises(DomainError, match="cannot become"):
        move(line, "to_order", "damaged", 1, later())
    for quantity in ("3", "0", "-1", "1000000000000"):
        with pytest.raises(InvalidInput):
            move(line, "to_order", "ordered", quantity, later())
    with pytest.raises(NotAllowed):
        actions.move_material(
            line=line, source="to_order", target="ordered", quantity=Decimal(1), by=harbor.support, now=later()
        )
    with pytest.raises(DomainError, match="cannot become"):
        actions.update_material(line=line, by=harbor.lead_tech, now=later(), state="damaged")
    assert not MaterialMove.objects.exists()


@pytest.mark.django_db
def test_every_day_of_arrival_is_kept(line, harbor, later):
    for day in (10, 20):
        actions.update_material(
            line=line, by=harbor.lead_tech, now=later(days=1), eta=dt.date(2026, 12, day), vendor="Northwind"
        )
    kept = ArrivalChange.objects.order_by("id").values_list("was", "now")
    assert list(kept) == [(None, dt.date(2026, 12, 10)), (dt.date(2026, 12, 10), dt.date(2026, 12, 20))]


@pytest.mark.django_db
def test_fewer_than_are_under_way_cannot_be_said(line, harbor, later):
    move(line, "to_order", "ordered", 1, later())
    actions.update_material(line=line, by=harbor.lead_tech, now=later(), quantity=Decimal(4))
    assert line.quantities == {"to_order": 3, "ordered": 1}
    with pytest.raises(InvalidInput):
        actions.update_material(line=line, by=harbor.lead_tech, now=later(), quantity=Decimal("0.5"))


@pytest.mark.django_db
def test_many_lines_move_at_once_and_what_cannot_stays(project, line, harbor, later):
    rows = [{"description": f"Item {n}", "quantity": Decimal(1)} for n in range(40)]
    assert actions.add_materials(project=project, rows=rows, by=harbor.lead_tech, now=later()) == 40
    actions.update_material(line=line, by=harbor.lead_tech, now=later(), state="cancelled")
    lines = list(BomLine.objects.filter(project=project))
    done = actions.move_materials(
        project=project, lines=lines, target="received", by=harbor.lead_tech, now=later(), order_number="PO-1"
    )
    assert done == (40, 1)
    assert set(BomLine.objects.values_list("state", flat=True)) == {"received", "cancelled"}


@pytest.mark.django_db
def test_a_bad_row_of_a_pasted_list_adds_nothing(project, harbor, later):
    rows = [{"description": "Rail", "quantity": Decimal(1)}, {"description": "Bolt", "quantity": Decimal(-1)}]
    with pytest.raises(InvalidInput) as refused:
        actions.add_materials(project=project, rows=rows, by=harbor.lead_tech, now=later())
    assert refused.value.errors[0]["pointer"] == "/rows/1/quantity"
    assert BomLine.objects.filter(project=project).count() == 1


@pytest.mark.django_db
def test_cancelling_part_of_a_sold_line_reopens_the_bom(project, line, harbor, later):
    values = {"vendor": "Northwind", "eta": later(days=9).date()}
    actions.update_material(line=line, by=harbor.lead_tech, now=later(), **values)
    approved_sow(project, now=later(days=1))
    assert Responsibility.objects.get(project=project, key="sow_bom").state == "done"
    move(line, "to_order", "cancelled", 1, later(days=2))
    assert Responsibility.objects.get(project=project, key="sow_bom").state == "reopened"


@pytest.mark.django_db
def test_procurement_shows_what_is_late_due_and_unordered(project, line, harbor, later):
    today = later().date()
    rows = [
        {"description": "Late", "quantity": Decimal(1), "eta": today - dt.timedelta(days=1), "vendor": "A"},
        {"description": "This week", "quantity": Decimal(1), "eta": today + dt.timedelta(days=2), "vendor": "B"},
        {"description": "Later", "quantity": Decimal(1), "eta": today + dt.timedelta(days=30)},
        {"description": "There", "quantity": Decimal(1), "state": "received"},
    ]
    actions.add_materials(project=project, rows=rows, by=harbor.lead_tech, now=later())

    def found(**filters):
        return [row.description for row in procurement(ProcurementFilters(**filters), today).order_by("due", "id")]

    assert found() == ["Late", "This week", "Later", "Server"]
    assert found(when="late") == ["Late"]
    assert found(when="week") == ["This week"]
    assert found(when="no_day") == ["Server"]
    assert found(vendor="B") == ["This week"]
    assert found(search="lat") == ["Late", "Later"]
    actions.cancel_project(project=project, by=harbor.project_manager, now=later(), reason="Sold")
    assert found() == []


@pytest.mark.gate
@pytest.mark.django_db
def test_procurement_of_twenty_thousand_lines_costs_the_statements_of_few(project, harbor, signed_in, later):
    page, address = signed_in(harbor.project_manager), f"/o/{harbor.organization.slug}/procurement/"
    page.get(address)
    with counted_statements() as few:
        page.get(address)
    rows = (BomLine(project=project, position=n, description=f"Item {n}", quantity=1) for n in range(MANY))
    BomLine.objects.bulk_create(rows, batch_size=5000)
    with counted_statements() as many:
        answer = page.get(address)
    assert answer.content.decode().count('name="lines"') == 50
    assert (len(few), len(many)) == (5, 5)
