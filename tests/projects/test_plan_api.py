"""The plan by API: sums and findings, many tasks at once, links, approval, proposals."""

import pytest

from projects.models import PlanBaseline, Task
from tests.factories.plans import complete_plan
from tests.factories.projects import make_project

pytestmark = pytest.mark.django_db
P1 = "/api/v1/projects/P-0001/"


@pytest.fixture
def lead(harbor, api_client):
    """A key of the lead tech, with a project."""
    with harbor.scope():
        make_project(harbor)
    return api_client(harbor, "lead_tech")


def post(client, address, **body):
    return client.post(address, body, content_type="application/json")


def patch(client, address, **body):
    return client.patch(address, body, content_type="application/json")


def ids(client):
    return [row["id"] for row in client.get(f"{P1}tasks/").json()["results"]]


def test_sums_and_findings_say_what_keeps_the_plan_from_approval(lead):
    plan = lead.get(f"{P1}plan/").json()
    assert (plan["agreed_hours"], plan["planned_hours"], plan["approved_at"]) == ("40.00", "40.00", None)
    assert [(one["code"], one["blocks"]) for one in plan["findings"]] == [("no_assignee", True)]
    assert plan["findings"][0]["tasks"] == ids(lead)
    assert plan["levels"][0] == {
        "level": "L2",
        "sold": "32.00",
        "agreed": "32.00",
        "planned": "32.00",
        "missing": "0.00",
    }
    refused = post(lead, f"{P1}plan/approve/")
    assert refused.status_code == 409
    assert refused.json()["type"].endswith("plan_incomplete")


def test_many_tasks_are_set_moved_and_deleted_in_one_request(harbor, lead):
    first, second = ids(lead)
    answer = post(
        lead,
        f"{P1}plan/edits/",
        tasks=[first, second],
        act="set",
        set={"assignee": harbor.technician.email, "phase": "Build"},
    ).json()
    assert (sorted(answer["changed"]), answer["left"]) == (sorted([first, second]), [])
    post(lead, f"{P1}plan/edits/", tasks=[first], act="down")
    assert ids(lead) == [second, first]
    assert post(lead, f"{P1}plan/edits/", tasks=[first], act="delete").json()["changed"] == [first]
    assert ids(lead) == [second]


def test_links_are_set_with_the_task_and_a_circle_is_refused(lead):
    first, second = ids(lead)
    assert patch(lead, f"{P1}tasks/{second}/", after=[first]).json()["after"] == [first]
    assert [row["after"] for row in lead.get(f"{P1}tasks/").json()["results"]] == [[], [first]]
    assert patch(lead, f"{P1}tasks/{first}/", after=[second]).status_code == 409
    assert patch(lead, f"{P1}tasks/{second}/", after=[]).json()["after"] == []


def test_a_stale_precondition_is_refused_after_a_link_changed(lead):
    first, second = ids(lead)
    tag = lead.get(f"{P1}tasks/{second}/").headers["ETag"]
    patch(lead, f"{P1}tasks/{second}/", after=[first])
    address = f"{P1}tasks/{second}/"
    late = lead.patch(address, {"title": "x"}, content_type="application/json", headers={"If-Match": tag})
    assert late.status_code == 412


def test_a_pasted_table_adds_the_good_rows_and_names_the_others(lead):
    answer = post(lead, f"{P1}plan/paste/", text="Task\tHours\nRack\t4\nBad\tmany").json()
    assert (answer["added"], answer["columns"]) == (1, ["title", "estimate"])
    assert answer["errors"][0]["code"] == "number"
    assert answer["refused"] == "Task\tHours\nBad\tmany\n"


def test_the_plan_is_approved_and_its_baseline_read(harbor, lead):
    with harbor.scope():
        complete_plan(Task.objects.first().project)
    made = post(lead, f"{P1}plan/approve/")
    assert (made.status_code, made.json()["number"], made.json()["hours"]) == (201, 1, "40.00")
    (listed,) = lead.get(f"{P1}plan/baselines/").json()["results"]
    assert listed == made.json()
    assert [row["title"] for row in listed["tasks"]] == ["Plan the migration", "Migrate the servers"]
    line = lead.get(f"{P1}plan/timeline/").json()
    assert (line["baseline"], [row["title"] for row in line["rows"]]) == (
        1,
        [row["title"] for row in listed["tasks"]],
    )
    assert all(row["baseline"] and row["forecast"] for row in line["rows"])
    with harbor.scope():
        assert PlanBaseline.objects.get().approved_by_id == harbor.lead_tech.pk


def test_the_manager_proposes_and_the_lead_tech_decides(harbor, lead, api_client):
    manager = api_client(harbor, "project_manager")
    first, second = ids(lead)
    made = post(
        manager,
        f"{P1}plan/proposals/",
        note="Sooner",
        change=[{"task": first, "set": {"estimate": "9"}}],
        add=[{"title": "Label", "estimate": "1"}],
        delete=[second],
    )
    assert made.status_code == 201, made.content
    proposal = made.json()
    assert [(part["kind"], part["title"]) for part in proposal["parts"]] == [
        ("set", "Plan the migration"),
        ("add", "Label"),
        ("delete", "Migrate the servers"),
    ]
    assert post(manager, f"{P1}plan/proposals/{proposal['id']}/accept/").status_code == 403
    assert post(lead, f"{P1}plan/proposals/{proposal['id']}/accept/").json()["left"] == []
    rows = lead.get(f"{P1}tasks/").json()["results"]
    assert [(row["title"], row["estimate"]) for row in rows] == [("Plan the migration", "9.00"), ("Label", "1.00")]
    (listed,) = lead.get(f"{P1}plan/proposals/").json()["results"]
    assert listed["state"] == "accepted"
    assert post(lead, f"{P1}plan/proposals/").status_code == 403


def test_a_draft_is_seen_by_its_writer_only_and_a_proposal_is_declined_or_withdrawn(harbor, lead, api_client):
    manager, first = api_client(harbor, "project_manager"), ids(lead)[0]
    wish = {"change": [{"task": first, "set": {"estimate": "9"}}]}
    draft = post(manager, f"{P1}plan/proposals/", send=False, **wish).json()
    assert draft["state"] == "draft"
    assert lead.get(f"{P1}plan/proposals/").json()["results"] == []
    assert post(manager, f"{P1}plan/proposals/{draft['id']}/withdraw/").json()["state"] == "withdrawn"
    sent = post(manager, f"{P1}plan/proposals/", **wish).json()
    declined = post(lead, f"{P1}plan/proposals/{sent['id']}/decline/", reason="No").json()
    assert (declined["state"], declined["decision"]) == ("declined", "No")
