"""Is it a project? By the organization's own limits, with reasons; below all of them other request types."""

from decimal import Decimal

import pytest

from core import clock
from core.errors import InvalidInput, NotAllowed
from deals import actions
from deals.models import HandOffRules
from deals.rules import LineFact
from deals.verdict import Limits, Size, verdict
from tests.deals.sample import sample

BASE = "/o/harbor/deals/"
LIMITS = Limits(Decimal(8), 2, 5, True, True, True)
SMALL = {"people": 1, "outage_needed": False, "third_party": False, "days": 1}
LABOR = LineFact(kind="labor", hours=Decimal(2))


def codes(items):
    return [item.code for item in items]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"lines": (LineFact(kind="labor", hours=Decimal(8)),)}, "hours"),
        ({"people": 2}, "people"),
        ({"days": 5}, "days"),
        ({"outage_needed": True}, "outage"),
        ({"lines": (LABOR, LineFact(kind="product", quantity=Decimal(1)))}, "hardware"),
        ({"third_party": True}, "third_party"),
    ],
)
def test_one_limit_reached_makes_a_project(changed, reason):
    small = {"lines": (LABOR,), **SMALL}
    assert not verdict(Size(**small), LIMITS).is_project
    found = verdict(Size(**small | changed), LIMITS)
    assert found.is_project
    assert codes(found.reasons) == [reason]
    assert found.offered == []


def test_below_all_limits_other_request_types_are_offered_and_what_nobody_said_is_named():
    known = verdict(Size(lines=(LABOR,), **SMALL), LIMITS)
    assert (known.unknown, known.offered) == ([], ["change", "install", "on_site_visit"])
    found = verdict(Size(lines=(LineFact(kind="recurring", quantity=Decimal(1)),)), LIMITS)
    assert codes(found.unknown) == ["hours", "people", "days", "outage", "third_party"]
    assert found.offered == ["recurring_maintenance"]


def test_a_criterion_that_does_not_count_is_not_even_asked():
    off = LIMITS._replace(outage_counts=False, hardware_counts=False, third_party_counts=False)
    found = verdict(Size(lines=(LineFact(kind="product", quantity=Decimal(9)),), outage_needed=True), off)
    assert not found.is_project
    assert codes(found.unknown) == ["hours", "people", "days"]


def small_deal(harbor):
    line = sample()["lines"][0] | {"hours": "2", "quantity": "2", "unit_cost": "149.00"}
    sized = {"people": 1, "outage_needed": False, "third_party": False, "target_end": "2026-12-02"}
    with harbor.scope():
        return actions.receive_deal(payload=sample(lines=[line], **sized), by=harbor.sales, now=clock.now()).deal


def test_the_page_and_the_api_say_it_with_reasons_and_the_limits_are_the_organizations(
    harbor, signed_in, api_client
):
    deal = small_deal(harbor)
    page = signed_in(harbor.owner).get(f"{BASE}{deal.pk}/verdict/").content.decode()
    assert "No, it is smaller than a project" in page
    assert "2 of 8 h" in page
    assert "It could be: Change, Install, On-site visit." in page
    assert "The margin is 0.7" in page
    owner = signed_in(harbor.owner)
    values = {"least_hours": "2", "least_people": "5", "least_days": "9", "lowest_margin": "0"}
    assert owner.post("/o/harbor/settings/hand-off/", values).status_code == 302
    page = owner.get(f"{BASE}{deal.pk}/verdict/").content.decode()
    assert "Yes, it is a project" in page
    assert "The margin is" not in page
    said = api_client(harbor, "owner").get(f"/api/v1/deals/{deal.pk}/").json()["verdict"]
    assert (said["is_project"], codes_of(said["reasons"])) == (True, ["hours"])


def codes_of(items):
    return [item["code"] for item in items]


def test_only_who_may_change_settings_sets_limits_and_nonsense_changes_nothing(harbor, signed_in, api_client):
    with harbor.scope(), pytest.raises(NotAllowed):
        actions.update_limits(
            organization=harbor.organization,
            changes={"least_people": 3},
            by=harbor.project_manager,
            now=clock.now(),
        )
    with harbor.scope(), pytest.raises(InvalidInput):
        actions.update_limits(
            organization=harbor.organization,
            changes={"lowest_margin": Decimal(101)},
            by=harbor.owner,
            now=clock.now(),
        )
    assert signed_in(harbor.owner).post("/o/harbor/settings/hand-off/", {"least_hours": "-1"}).status_code == 422
    api = api_client(harbor, "owner")
    assert (
        api.patch("/api/v1/deal-limits/", {"lowest_margin": "250"}, content_type="application/json").status_code
        == 400
    )
    with harbor.scope():
        assert not HandOffRules.objects.exists()
    answer = api.patch("/api/v1/deal-limits/", {"least_people": 4}, content_type="application/json")
    assert (answer.status_code, answer.json()["least_people"]) == (200, 4)


def test_what_sales_says_of_the_size_is_typed_in_and_kept(harbor, signed_in):
    deal = small_deal(harbor)
    page = signed_in(harbor.sales).get(f"{BASE}{deal.pk}/edit/").content.decode()
    assert '<option value="false" selected>No</option>' in page
    with harbor.scope():
        body = sample(lines=deal.payload["lines"], people=7, outage_needed=True)
        changed = actions.edit_deal(deal=deal, payload=body, by=harbor.sales)
        deal.refresh_from_db()
    assert {"people", "outage_needed"} <= {change.field for change in changed.changes}
    assert (deal.people, deal.outage_needed, deal.third_party) == (7, True, None)
