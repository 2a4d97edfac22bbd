"""The hand-off step by step: it asks only for what is missing, and every step is saved by itself."""

import pytest

from core import clock
from deals import actions
from deals.models import Deal
from tests.deals.sample import sample

BASE = "/o/harbor/deals/"


@pytest.fixture
def bare(harbor):
    """A deal that says hardly more than its title."""
    body = {name: sample()[name] for name in ("source", "external_id", "title", "customer")}
    line = {"external_id": "1", "kind": "labor", "description": "Migration", "hours": "4", "quantity": "4"}
    with harbor.scope():
        return actions.receive_deal(payload=body | {"lines": [line]}, by=harbor.sales, now=clock.now()).deal


def stored(harbor, deal):
    with harbor.scope():
        return Deal.objects.get(pk=deal.pk)


def test_five_steps_make_a_bare_deal_ready_and_each_is_saved(harbor, bare, signed_in):
    sales, url = signed_in(harbor.sales), f"{BASE}{bare.pk}/hand-off/"
    first = sales.get(url).content.decode()
    assert "Migration: price each" in first
    assert "Migration: hours" not in first
    steps = {
        "sold": {"billing_model": "fixed_price", "line_1_unit_price": "150", "line_1_unit_cost": "70.5"},
        "promised": {
            "target_start": "2026-12-01",
            "target_end": "2026-12-18",
            "promises": "Nights only\nTwo demos",
        },
        "people": {
            "salesperson_email": harbor.sales.email,
            "contact_name": "Lee Ann",
            "contact_email": "lee@brook.example",
            "contact_role": "signer",
        },
        "papers": {"po_number": "PO-9"},
    }
    for step, following in zip(steps, ("promised", "people", "papers", "review"), strict=True):
        answer = sales.post(f"{url}?step={step}", steps[step])
        assert answer.status_code == 302, answer.context["form"].errors
        assert answer.url == f"{url}?step={following}"
    deal = stored(harbor, bare)
    with harbor.scope():
        line = deal.lines.get()
        assert (line.hours, line.unit_price, line.unit_cost) == (4, 150, 70.5)
        assert [contact.role for contact in deal.contacts.all()] == ["signer"]
    assert (deal.state, deal.promises) == ("ready", ["Nights only", "Two demos"])
    review = sales.get(f"{url}?step=review")
    assert "Everything needed is here" in review.content.decode()
    # Exclusions, sites and the signed quote were not said.
    states = {step["url"].rpartition("=")[2]: step["state"] for step in review.context["steps"]}
    assert states == dict.fromkeys(("sold", "promised", "people", "papers"), "") | {"review": "current"}


def test_a_salesperson_who_is_no_member_is_asked_for_until_one_is_named(harbor, signed_in):
    with harbor.scope():
        body = sample() | {"salesperson_email": "nobody@harbor.example"}
        deal = actions.receive_deal(payload=body, by=harbor.sales, now=clock.now()).deal
    sales, url = signed_in(harbor.sales), f"{BASE}{deal.pk}/hand-off/?step=people"
    assert "salesperson_email" in sales.get(url).context["form"].fields
    assert sales.post(url, {"salesperson_email": harbor.sales.email}).status_code == 302
    assert stored(harbor, deal).salesperson_id == harbor.sales.pk
    assert "salesperson_email" not in sales.get(url).context["form"].fields


def test_what_the_deal_has_is_not_asked_again_and_an_empty_answer_changes_nothing(harbor, signed_in):
    with harbor.scope():
        deal = actions.receive_deal(payload=sample(), by=harbor.sales, now=clock.now()).deal
    sales, url = signed_in(harbor.sales), f"{BASE}{deal.pk}/hand-off/"
    papers = sales.get(f"{url}?step=papers")
    assert list(papers.context["form"].fields) == ["signed_reference", "signed_url"]
    for step in ("sold", "promised", "people", "papers"):
        assert sales.post(f"{url}?step={step}", {}).status_code == 302
    with harbor.scope():
        again = Deal.objects.get(pk=deal.pk)
        assert (again.payload, again.state) == (deal.payload, deal.state)


def test_wrong_answers_are_refused_at_their_field_and_only_editors_hand_over(harbor, bare, signed_in):
    url = f"{BASE}{bare.pk}/hand-off/"
    sales = signed_in(harbor.sales)
    for step, wrong in (
        ("sold", {"line_1_unit_price": "-1"}),
        ("promised", {"target_start": "2026-12-02", "target_end": "2026-12-01"}),
        ("people", {"contact_email": "nobody"}),
    ):
        answer = sales.post(f"{url}?step={step}", wrong)
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) <= set(wrong)
    assert stored(harbor, bare).payload == bare.payload
    assert signed_in(harbor.technician).get(url).status_code == 403


def test_a_deal_without_lines_is_asked_for_its_first_one(harbor, signed_in):
    with harbor.scope():
        deal = actions.receive_deal(payload=sample(lines=[]), by=harbor.sales, now=clock.now()).deal
    values = {"line_kind": "product", "line_description": "Switch", "line_quantity": "2", "line_unit_price": "9"}
    assert signed_in(harbor.sales).post(f"{BASE}{deal.pk}/hand-off/?step=sold", values).status_code == 302
    with harbor.scope():
        line = deal.lines.get()
    assert (line.kind, line.description, line.quantity) == ("product", "Switch", 2)


def test_the_checklist_folds_its_advice_and_leads_to_the_step_and_back(harbor, bare, signed_in):
    sales, page = signed_in(harbor.sales), f"{BASE}{bare.pk}/"
    html = sales.get(page).content.decode()
    checklist = html[html.index('id="h-check"') :]
    above, folded = checklist[: checklist.index("</section>")].split("<details>")
    assert (above.count("is-none"), folded.count("is-none")) == (3, 10)
    assert "Show all 13 pieces of advice" in folded
    step = f"{page}hand-off/?step=papers"
    assert f'<a href="{step}&amp;from=deal">Add the PO number, or say why none is needed.</a>' in above
    assert "Back to the deal" in sales.get(f"{step}&from=deal").content.decode()
    assert sales.post(f"{step}&from=deal", {"po_number": "PO-9"}).url == page
    assert sales.post(step, {"po_number": "PO-9"}).url == f"{page}hand-off/?step=review"


def test_who_only_reads_the_checklist_gets_no_links(harbor, bare, signed_in):
    html = signed_in(harbor.support).get(f"{BASE}{bare.pk}/").content.decode()
    assert "Add the PO number" in html
    assert "?step=" not in html


def test_answers_that_somebody_gave_meanwhile_are_put_before_the_second_one(harbor, bare, signed_in):
    url = f"{BASE}{bare.pk}/hand-off/"
    sales, manager = signed_in(harbor.sales), signed_in(harbor.project_manager)
    seen = {"seen": sales.get(f"{url}?step=promised").context["seen"]}
    assert manager.post(f"{url}?step=promised", seen | {"target_start": "2026-12-01"}).status_code == 302
    # Another question of the same step: both are kept.
    assert sales.post(f"{url}?step=promised", seen | {"promises": "Nights only"}).status_code == 302
    answer = sales.post(f"{url}?step=promised", seen | {"target_start": "2026-12-09", "exclusions": "Cabling"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Promised start: you wrote <strong>2026-12-09</strong>" in html
    assert answer.context["form"]["exclusions"].value() == "Cabling"
    deal = stored(harbor, bare)
    assert (deal.target_start.isoformat(), deal.promises, deal.exclusions) == ("2026-12-01", ["Nights only"], [])
    fresh = {"seen": answer.context["seen"], "exclusions": "Cabling"}
    assert sales.post(f"{url}?step=promised", fresh).status_code == 302
    assert stored(harbor, bare).exclusions == ["Cabling"]


def test_an_answer_about_a_line_is_not_given_to_the_line_that_took_its_place(harbor, bare, signed_in):
    url = f"{BASE}{bare.pk}/hand-off/?step=sold"
    sales = signed_in(harbor.sales)
    seen = sales.get(url).context["seen"]
    other = {"external_id": "0", "kind": "product", "description": "Switch", "quantity": "2"}
    with harbor.scope():
        payload = stored(harbor, bare).payload
        actions.edit_deal(deal=bare, payload=payload | {"lines": [other, *payload["lines"]]}, by=harbor.owner)
    answer = sales.post(url, {"seen": seen, "line_1_unit_price": "150"})
    assert answer.status_code == 409
    assert "Price each: you wrote <strong>150</strong>" in answer.content.decode()
    with harbor.scope():
        assert [line.unit_price for line in stored(harbor, bare).lines.all()] == [None, None]
