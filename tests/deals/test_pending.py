"""A change that its source sends after the decision: settled part by part, by a named person, never silently."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.errors import DomainError, InvalidInput, NotAllowed
from deals import actions
from deals.differences import diff_deals, part_of, with_part
from deals.models import Deal, DealChange
from projects.actions import accept_deal
from projects.models import ChangeOrder
from tests.deals.sample import sample

BASE = "/o/harbor/deals/"
LINES = sample()["lines"]
ROWS = st.lists(
    st.fixed_dictionaries({"external_id": st.sampled_from("123"), "hours": st.sampled_from(["1", "2"])}),
    max_size=3,
    unique_by=lambda row: row["external_id"],
)
BODIES = st.fixed_dictionaries(
    {"title": st.sampled_from("ab"), "po_number": st.sampled_from(["", "x"]), "lines": ROWS}
)


@given(BODIES, BODIES)
def test_part_by_part_one_body_becomes_the_other(before, after):
    body = before
    for part in {part_of(change.field) for change in diff_deals(before, after)}:
        body = with_part(body, after, part)
    assert diff_deals(body, after) == []


@pytest.fixture
def changed(harbor):
    """An accepted deal whose source then changed the PO number, one line and the way of billing."""
    with harbor.scope():
        deal = actions.receive_deal(payload=sample(), by=harbor.sales, now=clock.now()).deal
        people = {"project_manager": harbor.project_manager, "lead_tech": harbor.lead_tech}
        accept_deal(deal=deal, by=harbor.project_manager, now=clock.now(), **people)
    lines = [LINES[0] | {"hours": "48", "quantity": "48"}, LINES[1]]
    send(harbor, po_number="PO-10", lines=lines, billing_model="time_and_materials")
    return deal


def send(harbor, **body):
    with harbor.scope():
        return actions.receive_deal(payload=sample(**body), by=harbor.sales, now=clock.now())


def stored(harbor, deal):
    with harbor.scope():
        return Deal.objects.get(pk=deal.pk)


def waiting(deal):
    return sorted({part_of(change["field"]) for change in (deal.pending_change or {}).get("changes", [])})


def test_what_changes_no_scope_is_applied_by_a_person_and_stays_applied(harbor, changed, signed_in):
    pm = signed_in(harbor.project_manager)
    assert waiting(stored(harbor, changed)) == ["billing_model", "lines[1]", "po_number"]
    page = pm.get(f"{BASE}{changed.pk}/").content.decode()
    assert "Migration, hours <del>40</del>" in page
    assert "Billing <del>Fixed price</del>" in page
    answer = pm.post(f"{BASE}{changed.pk}/changes/", {"part": "po_number", "decision": "applied"})
    assert answer.status_code == 302
    deal = stored(harbor, changed)
    assert (deal.po_number, waiting(deal)) == ("PO-10", ["billing_model", "lines[1]"])
    page = pm.get(f"{BASE}{changed.pk}/").content.decode()
    assert "Changed after the decision" in page
    assert harbor.project_manager.name in page


def test_a_line_becomes_a_proposed_change_order_and_the_deal_keeps_what_was_agreed(harbor, changed, signed_in):
    pm = signed_in(harbor.project_manager)
    assert pm.post(f"{BASE}{changed.pk}/change-order/", {"part": "lines[1]"}).status_code == 302
    assert pm.post(f"{BASE}{changed.pk}/change-order/", {"part": "billing_model"}).status_code == 302
    with harbor.scope():
        line, billing = ChangeOrder.objects.order_by("sequence")
        assert (line.state, line.price, line.cost) == ("proposed", 1200, 0)
        assert line.effort == [{"phase": "", "level": "L2", "hours": "8"}]
        assert line.reason.splitlines()[0] == "Migration, hours: 40 becomes 48"
        assert billing.state == "draft"  # no figure follows: a person says which
        assert list(DealChange.objects.values_list("decision", "reference")) == [
            ("ordered", "CO-1"),
            ("ordered", "CO-2"),
        ]
        assert changed.lines.get(position=1).hours == 40


def test_a_refusal_needs_its_reason_and_the_same_body_asks_nobody_again(harbor, changed, api_client):
    api, url = api_client(harbor, "project_manager"), f"/api/v1/deals/{changed.pk}/changes/"
    body = {"decision": "refused", "part": "lines[1]"}
    assert api.post(url, body, content_type="application/json").status_code == 400
    for part in ("lines[1]", "po_number", "billing_model"):
        said = body | {"part": part, "reason": "Agreed otherwise"}
        assert api.post(url, said, content_type="application/json").status_code == 200
    assert stored(harbor, changed).pending_change is None
    lines = [LINES[0] | {"hours": "48", "quantity": "48"}, LINES[1]]
    again = send(harbor, po_number="PO-10", lines=lines, billing_model="time_and_materials")
    assert (again.changes, again.pending) == ([], False)
    settled = api.get(f"/api/v1/deals/{changed.pk}/").json()["settled"]
    assert {row["reason"] for row in settled} == {"Agreed otherwise"}


def test_nothing_is_settled_twice_by_the_wrong_person_or_the_wrong_way(harbor, changed):
    told = {"deal": changed, "now": clock.now()}
    with harbor.scope():
        with pytest.raises(NotAllowed):
            actions.apply_change(part="po_number", by=harbor.sales, **told)
        with pytest.raises(DomainError, match="scope or price"):
            actions.apply_change(part="lines[1]", by=harbor.project_manager, **told)
        with pytest.raises(DomainError, match="neither scope nor price"):
            actions.note_change_order(part="po_number", reference="", by=harbor.project_manager, **told)
        with pytest.raises(InvalidInput):
            actions.refuse_change(part="po_number", reason=" ", by=harbor.project_manager, **told)
        actions.apply_change(part="po_number", by=harbor.project_manager, **told)
        with pytest.raises(DomainError, match="settled or withdrawn"):
            actions.apply_change(part="po_number", by=harbor.project_manager, **told)
