"""SoW and change orders by the API: the same actions, and lists whose cost does not grow."""

import pytest

from core import clock
from projects.models import ChangeOrder, Sow
from tests.factories.projects import make_project
from tests.factories.scope import approved_sow, effective_change
from tests.statements import counted_statements

SOW = {
    "objectives": "New servers",
    "deliverables": "Racked\nTested",
    "acceptance_criteria": "A restore works",
    "effort": [{"phase": "Build", "level": "L2", "hours": "30.00"}],
}
CHANGE = {
    "title": "Second line",
    "price": "1450.00",
    "effort": [{"phase": "Build", "level": "L2", "hours": "6.00"}],
}


@pytest.fixture
def number(harbor):
    """The number of a project."""
    with harbor.scope():
        return make_project(harbor, now=clock.now()).number


@pytest.fixture
def ask(harbor, api_client, number):
    """``ask("owner", "sow/", {...})``: a POST below the project as that role."""

    def send(role, path, body=None, method="post"):
        client = api_client(harbor, role)
        address = f"/api/v1/projects/{number}/{path}"
        return getattr(client, method)(address, body or {}, content_type="application/json")

    return send


def test_a_version_goes_from_draft_to_approved(ask):
    sow = ask("lead_tech", "sow/", SOW).json()
    assert (sow["version"], sow["state"], sow["hours"], sow["price_basis"]) == (1, "draft", "30.00", "fixed_price")
    one = f"sow/{sow['id']}/"
    assert ask("lead_tech", one, {"exclusions": "Cabling"}, "patch").json()["exclusions"] == "Cabling"
    sent = ask("lead_tech", f"{one}submit/").json()
    assert ask("lead_tech", one, {"exclusions": ""}, "patch").status_code == 409
    assert ask("technician", f"{one}approve/").status_code == 403
    assert ask("lead_tech", f"{one}approve/", {"content_hash": "0" * 64}).status_code == 409
    ask("lead_tech", f"{one}approve/", {"content_hash": sent["content_hash"]})
    paper = ask("technician", f"{one}pdf/", method="get")
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    done = ask("project_manager", f"{one}approve/", {"step": "project_manager"}).json()
    assert done["state"] == "approved"
    assert [(row["step"], row["method"]) for row in done["signatures"]] == [
        ("lead_tech", "api"),
        ("project_manager", "api"),
    ]


def test_a_change_order_goes_from_draft_to_force(ask, harbor):
    order = ask("lead_tech", "change-orders/", CHANGE).json()
    assert (order["number"], order["hours"], order["state"]) == ("CO-1", "6.00", "draft")
    one = f"change-orders/{order['id']}/"
    ask("lead_tech", f"{one}propose/")
    assert ask("lead_tech", f"{one}approve_internal/").status_code == 403
    assert ask("project_manager", f"{one}approve_internal/").json()["state"] == "approved_internal"
    assert ask("project_manager", f"{one}ask/", {"contacts": [str(harbor.contact.pk)]}).status_code == 200
    record = {"name": "Ann Lee", "method": "email", "reference": "Mail of today"}
    assert ask("project_manager", f"{one}approve_customer/", record | {"method": "link"}).status_code == 400
    assert ask("project_manager", f"{one}approve_customer/", record).json()["state"] == "approved_customer"
    assert ask("project_manager", f"{one}reject/", {"reason": "Late"}).status_code == 409
    assert ask("owner", "", method="get").json()["on_budget"]["bac"] == "46.00"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"effort": [{"level": "L2", "hours": "1000000000000"}]}, "/effort"),
        ({"effort": [{"level": "L7", "hours": "1"}]}, "/effort"),
        ({"price": "NaN"}, "/price"),
        ({"committed_end": "2020-01-01"}, "/committed_end"),
        ({"title": ""}, "/title"),
        ({"added": "x" * 5_000_000}, ""),
    ],
)
def test_bad_input_is_refused_with_its_pointer(ask, body, pointer):
    answer = ask("lead_tech", "change-orders/", CHANGE | body)
    assert answer.status_code in (400, 413)
    assert any(error["pointer"].startswith(pointer) for error in answer.json().get("errors", [{"pointer": ""}]))


@pytest.mark.parametrize("path", ["sow/", "change-orders/"])
def test_lists_cost_five_statements_however_long(ask, harbor, number, api_client, path):
    client = api_client(harbor, "owner")
    with harbor.scope():
        project = make_project(harbor, now=clock.now(), external_id="D-2")
        approved_sow(project, now=clock.now())
        for _one in range(3):
            effective_change(project, now=clock.now(), committed_end=None)
        assert (Sow.objects.count(), ChangeOrder.objects.count()) == (4, 3)
    address = f"/api/v1/projects/{project.number}/{path}"
    client.get(address)
    with counted_statements() as made:
        assert client.get(address).status_code == 200
    assert len(made) <= 5
