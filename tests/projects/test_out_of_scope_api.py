"""Out-of-scope work by the API: the same actions, the same refusals, and lists whose cost does not grow."""

import pytest

from core import clock
from mailing.models import OutgoingMail
from projects.models import OutOfScopeItem
from tests.factories import extras
from tests.factories.projects import make_project
from tests.statements import counted_statements

ESTIMATE = {"hours": "3.00", "skill_level": "L2", "price": "450.00", "spend_limit": "540.00"}
EMAIL = {"name": "Ann Lee", "method": "email", "reference": "Mail of November 3"}


@pytest.fixture
def project(harbor):
    with harbor.scope():
        return make_project(harbor, now=clock.now())


@pytest.fixture
def ask(harbor, api_client, project):
    """``ask("owner", "out-of-scope/", {...})``: a POST below the project as that role."""

    def send(role, path, body=None, method="post"):
        address = f"/api/v1/projects/{project.number}/{path}"
        return getattr(api_client(harbor, role), method)(address, body or {}, content_type="application/json")

    return send


def test_an_item_goes_from_capture_to_invoice(ask, harbor):
    item = ask("technician", "out-of-scope/", {"title": "New cabling"}).json()
    assert (item["number"], item["state"], item["price"]) == ("OOS-1", "captured", None)
    one = f"out-of-scope/{item['id']}/"
    assert ask("lead_tech", one, {"why": "Too slow"}, "patch").json()["why"] == "Too slow"
    assert ask("technician", f"{one}estimate/", ESTIMATE).status_code == 403
    assert ask("lead_tech", f"{one}estimate/", ESTIMATE).json()["spend_limit"] == "540.00"
    refused = ask("lead_tech", f"{one}start/")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:msp-pm:no_consent")
    told = ask("project_manager", f"{one}notify/", {"contact": str(harbor.contact.pk)}).json()
    assert (told["state"], told["told_how"]) == ("notified", "mail to Ann Lee")
    with harbor.scope():
        assert OutgoingMail.objects.filter(kind="out_of_scope").count() == 1
    assert ask("project_manager", f"{one}approve/", EMAIL).json()["decided_by"] == "Ann Lee"
    assert ask("lead_tech", f"{one}start/").json()["state"] == "in_progress"
    entry = ask(
        "lead_tech", "time-entries/", {"out_of_scope": item["id"], "on": str(today(harbor)), "hours": "2.00"}
    )
    assert (entry.status_code, entry.json()["out_of_scope"]) == (201, item["id"])
    assert ask("lead_tech", f"{one}complete/").json()["state"] == "done"
    assert ask("project_manager", f"{one}release/", {"billed": "541.00"}).status_code == 409
    assert ask("project_manager", f"{one}release/").json()["billed"] == "450.00"
    assert ask("project_manager", f"{one}invoice/", {}).status_code == 400
    done = ask("project_manager", f"{one}invoice/", {"reference": "INV-7"}).json()
    assert (done["state"], done["invoice_reference"]) == ("invoiced", "INV-7")
    (total,) = ask("support", "out-of-scope/total/", method="get").json()["totals"]
    assert (total["currency"], total["invoiced"], total["total"]) == ("USD", "450.00", "450.00")


def today(harbor):
    return clock.today(harbor.organization.zone)


def test_an_emergency_is_told_and_absorbed(ask):
    item = ask("lead_tech", "out-of-scope/", {"title": "Firewall failed"}).json()
    one = f"out-of-scope/{item['id']}/"
    begun = ask("lead_tech", f"{one}start/", {"emergency_reason": "Offline"}).json()
    assert (begun["mode"], begun["told_at"]) == ("emergency", None)
    assert begun["tell_by"] > begun["started_at"]
    assert ask("lead_tech", f"{one}notify/", {"name": "Ann Lee", "method": "phone"}).json()["told_at"]
    ask("lead_tech", f"{one}complete/")
    assert ask("project_manager", f"{one}absorb/", {"reason": "Ours"}).status_code == 400
    body = {"reason": "Our firmware", "cause": "internal", "cost": "120.00"}
    done = ask("project_manager", f"{one}absorb/", body).json()
    assert (done["state"], done["cause"], done["cost"]) == ("absorbed", "internal", "120.00")


def test_a_dispute_a_decline_a_promotion_and_a_withdrawal(ask, harbor, project):
    with harbor.scope():
        disputed, declined, large, left = (extras.estimated(project, now=clock.now()) for _each in range(4))
    for item in (disputed, declined):
        ask("project_manager", f"out-of-scope/{item.pk}/notify/", {"contact": str(harbor.contact.pk)})
    path = f"out-of-scope/{disputed.pk}/"
    assert ask("project_manager", f"{path}dispute/", {"reason": "Sold"}).json()["state"] == "disputed"
    settled = ask("project_manager", f"{path}settle/", {"upheld": True, "reason": "It was not"}).json()
    assert settled["state"] == "notified"
    declined = ask("project_manager", f"out-of-scope/{declined.pk}/decline/", {"reason": "No money"}).json()
    assert declined["state"] == "declined"
    promoted = ask("lead_tech", f"out-of-scope/{large.pk}/promote/").json()
    assert promoted["change_order"]
    withdrawn = ask("lead_tech", f"out-of-scope/{left.pk}/withdraw/", {"reason": "Twice"}).json()
    assert (withdrawn["state"], withdrawn["ending"]) == ("withdrawn", "Twice")


def test_the_list_filters_by_state_and_costs_the_same(ask, harbor, project):
    def listed():
        with counted_statements() as found:
            rows = ask("support", "out-of-scope/?state=estimated", method="get").json()["results"]
        return len(rows), len(found)

    with harbor.scope():
        extras.captured(project, now=clock.now())
        extras.estimated(project, now=clock.now())
    listed()
    few = listed()
    with harbor.scope():
        for _more in range(3):
            extras.estimated(project, now=clock.now())
    assert (few[0], listed()) == (1, (4, few[1]))
    assert ask("support", "out-of-scope/?state=lost", method="get").status_code == 400


def test_terms_by_the_api(harbor, api_client):
    address = "/api/v1/out-of-scope-terms/"
    shown = api_client(harbor, "technician").get(address).json()
    assert shown == {
        "preauthorized_limit": "0.00",
        "promotion_hours": "8.00",
        "promotion_days": 0,
        "emergency_hours": "4.00",
        "answer_days": 10,
    }
    body = {"preauthorized_limit": "750.00"}
    assert (
        api_client(harbor, "technician").patch(address, body, content_type="application/json").status_code == 403
    )
    changed = api_client(harbor, "owner").patch(address, body, content_type="application/json")
    assert changed.json()["preauthorized_limit"] == "750.00"
    with harbor.scope():
        assert not OutOfScopeItem.objects.exists()
