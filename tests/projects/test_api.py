"""The API of projects, as the contract promises it."""

import datetime as dt
from decimal import Decimal

import pytest

from audit.models import AuditEvent
from core import clock
from projects.actions import complete_task
from projects.models import Project, Task
from tests.deals.sample import sample
from tests.factories.projects import make_deal, make_project
from tests.statements import counted_statements

URL = "/api/v1/projects/"
P1 = f"{URL}P-0001/"


@pytest.fixture
def api(harbor, api_client):
    return api_client(harbor, "project_manager")


@pytest.fixture
def lead(harbor, api_client):
    return api_client(harbor, "lead_tech")


@pytest.fixture
def project(harbor):
    with harbor.scope():
        return make_project(harbor)


def post(client, path, **body):
    return client.post(path, body, content_type="application/json")


def patch(client, path, **body):
    return client.patch(path, body, content_type="application/json")


def test_the_sample_deal_becomes_a_project(harbor, api):
    deal = post(api, "/api/v1/deals/", **sample()).json()
    answer = post(
        api,
        f"/api/v1/deals/{deal['id']}/accept/",
        project_manager=harbor.project_manager.email,
        lead_tech=harbor.lead_tech.email,
    )
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert body["number"] == "P-0001"
    assert body["status"] == "not_started"
    assert body["lead_tech"] == {"name": "Joon Park", "email": "lead_tech@harbor.example"}
    assert body["on_budget"]["bac"] == "40.00"
    assert body["on_budget"]["eac"] == "40.00"
    assert [duty["position"] for duty in body["responsibilities"]] == list(range(1, 13))
    sold = body["responsibilities"][0]
    assert sold["state"] == "done"
    assert sold["evidence"][0]["by"]["email"] == "project_manager@harbor.example"


def test_a_deal_that_lacks_something_is_409_with_the_list(harbor, api):
    deal = post(api, "/api/v1/deals/", **sample(po_number="")).json()
    answer = post(
        api,
        f"/api/v1/deals/{deal['id']}/accept/",
        project_manager=harbor.project_manager.email,
        lead_tech=harbor.lead_tech.email,
    )
    assert answer.status_code == 409
    assert answer["content-type"] == "application/problem+json"
    assert [item["code"] for item in answer.json()["missing"]] == ["po_missing"]


def test_an_unknown_person_is_refused_at_the_field(harbor, api):
    with harbor.scope():
        deal = make_deal(harbor)
    answer = post(
        api,
        f"/api/v1/deals/{deal.pk}/accept/",
        project_manager="nobody@harbor.example",
        lead_tech=harbor.lead_tech.email,
    )
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/project_manager"


def test_the_project_has_every_member_of_the_contract(api, project):
    body = api.get(P1).json()
    assert set(body) >= {
        "number",
        "title",
        "customer",
        "status",
        "project_manager",
        "lead_tech",
        "salesperson",
        "released_at",
        "delivered_on",
        "baseline_start",
        "baseline_end",
        "committed_end",
        "forecast_end",
        "on_time",
        "on_budget",
        "responsibilities",
        "next_update_at",
    }
    assert set(body["on_time"]) >= {"color", "slip_days"}
    assert set(body["on_budget"]) >= {"color", "bac", "ac", "etc", "eac", "variance_percent", "cost"}
    assert set(body["responsibilities"][0]) >= {
        "key",
        "position",
        "state",
        "late",
        "owner_role",
        "due_on",
        "since",
        "evidence",
        "waived_by",
        "waiver_reason",
    }
    assert body["next_update_at"] is None


def test_an_active_project_says_when_its_next_update_leaves(harbor, api, project):
    post(api, f"{P1}start/")
    moment = dt.datetime.fromisoformat(api.get(P1).json()["next_update_at"]).astimezone(harbor.organization.zone)
    assert (moment.weekday(), moment.hour) == (4, 15)
    assert moment > clock.now()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 2),
        ("status=not_started", 2),
        ("status=active", 0),
        ("search=refresh", 1),
        ("search=P-0002", 1),
        ("search=acme", 2),
        ("lead_tech=lead_tech@harbor.example", 2),
        ("project_manager=owner@harbor.example", 0),
        ("on_budget=too_early", 2),
        ("on_time=red", 0),
        ("updated_since=2099-01-01T00:00:00Z", 0),
    ],
)
def test_filters_narrow_the_list(harbor, api, project, query, found):
    with harbor.scope():
        make_project(harbor, external_id="D-2", title="Firewall swap")
    assert len(api.get(f"{URL}?{query}").json()["results"]) == found


@pytest.mark.parametrize(
    "query", ["status=nope", "ordering=secret", "customer=1", "updated_since=monday", "page_size=201"]
)
def test_a_wrong_filter_is_400(api, project, query):
    answer = api.get(f"{URL}?{query}")
    assert answer.status_code == 400
    assert answer["content-type"] == "application/problem+json"


def test_the_list_is_ordered_and_paged(harbor, api, project):
    with harbor.scope():
        for count in range(2, 5):
            make_project(harbor, external_id=f"D-{count}")
    page = api.get(f"{URL}?ordering=number&page_size=3").json()
    assert [row["number"] for row in page["results"]] == ["P-0001", "P-0002", "P-0003"]
    assert [row["number"] for row in api.get(page["next"]).json()["results"]] == ["P-0004"]


@pytest.mark.parametrize("count", [3, 60])
def test_the_list_costs_five_statements_however_long(harbor, api, count):
    with harbor.scope():
        first = make_project(harbor)
        copies(first, count - 1)
    api.get(URL)
    with counted_statements() as made:
        assert len(api.get(f"{URL}?page_size=200").json()["results"]) == count
    assert len(made) == 5, made


def test_the_list_says_what_the_project_itself_says(harbor, api, project):
    with harbor.scope():
        make_project(harbor, external_id="D-2")
        started = Project.objects.get(pk=project.pk)
        started.told_at = started.released_at = clock.now()
        started.told_end = started.started_on = dt.date(2026, 1, 5)
        started.variance_percent, started.ac = Decimal("-12.35"), Decimal("3.0050")
        started.salesperson = None
        cost = dict.fromkeys(("bac", "ac", "etc", "eac"), "1250.1250")
        started.health["cost"] = cost | {
            "color": "red",
            "currency": "USD",
            "reason": "",
            "variance_percent": "0.05",
        }
        started.save()
    listed = api.get(URL).json()["results"]
    for row in listed:
        whole = api.get(f"{URL}{row['number']}/").json()
        for only_alone in ("update_mode", "responsibilities"):
            whole.pop(only_alone)
        assert row == whole
        assert list(row) == list(whole)
    assert listed[1]["on_budget"]["cost"]["bac"] == "1250.13"


def test_one_project_costs_six_statements(api, project):
    api.get(P1)
    with counted_statements() as made:
        api.get(P1)
    assert len(made) == 6, made


@pytest.mark.parametrize("path", ["tasks/", "milestones/", "time-entries/", "responsibilities/", "activity/"])
def test_what_hangs_below_costs_at_most_five_statements(api, project, path):
    api.get(P1 + path)
    with counted_statements() as made:
        assert api.get(P1 + path).status_code == 200
    assert len(made) <= 5, made


def test_another_organizations_project_is_404(rival, api_client, project):
    stranger = api_client(rival)
    for path in ("", "tasks/", "time-entries/", "responsibilities/", "activity/"):
        assert stranger.get(P1 + path).status_code == 404
    assert post(stranger, f"{P1}close/").status_code == 404
    assert post(stranger, f"{P1}responsibilities/schedule/confirm/", seen="x").status_code == 404


@pytest.mark.parametrize("number", ["P-1", "p-0001", "0001", "P-00001", "nope", "P-9999999999999"])
def test_a_project_has_one_address(api, project, number):
    assert api.get(f"{URL}{number}/").status_code == 404


def test_a_key_without_the_scope_is_403(harbor, api_client, project):
    reader = api_client(harbor, "project_manager", ["projects:read"])
    assert reader.get(P1).status_code == 200
    assert post(reader, f"{P1}start/").status_code == 403
    assert reader.get(f"{P1}time-entries/").status_code == 403


def test_the_lead_tech_plans_by_api(lead, harbor, project):
    made = post(
        lead,
        f"{P1}tasks/",
        title="Cut over",
        estimate="4",
        skill_level="L2",
        assignee=harbor.technician.email,
        planned_start="2026-12-01",
        planned_end="2026-12-02",
    )
    assert made.status_code == 201, made.content
    task = made.json()
    assert (task["estimate"], task["position"], task["assignee"]["name"]) == ("4.00", 3, "Devon Clarke")
    changed = patch(lead, f"{P1}tasks/{task['id']}/", remaining="6.5", title="Cut over at night").json()
    assert (changed["remaining"], changed["title"]) == ("6.50", "Cut over at night")
    assert patch(lead, f"{P1}tasks/{task['id']}/", done=True).json()["done"] is True
    assert patch(lead, f"{P1}tasks/{task['id']}/", done=False).json()["done_at"] is None
    assert lead.delete(f"{P1}tasks/{task['id']}/").status_code == 204
    assert len(lead.get(f"{P1}tasks/").json()["results"]) == 2


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"title": ""}, "/title"),
        ({"title": "x", "estimate": "-1"}, "/estimate"),
        ({"title": "x", "estimate": "NaN"}, "/estimate"),
        ({"title": "x", "skill_level": "L9"}, "/skill_level"),
        ({"title": "x", "assignee": "nobody@x.example"}, "/assignee"),
        ({"title": "x", "planned_start": "2026-12-02", "planned_end": "2026-12-01"}, "/planned_end"),
    ],
)
def test_a_wrong_task_is_400_at_its_field(lead, project, body, pointer):
    answer = post(lead, f"{P1}tasks/", **body)
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_the_project_manager_may_not_change_the_plan(api, project):
    answer = post(api, f"{P1}tasks/", title="Cut over")
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:msp-pm:not_allowed"


def test_time_is_logged_corrected_and_taken_back(lead, harbor, project):
    with harbor.scope():
        task = Task.objects.filter(project=project).first()
    today = clock.today(harbor.organization.zone).isoformat()
    body = {
        "task": str(task.pk),
        "out_of_scope": None,
        "user": harbor.technician.email,
        "on": today,
        "hours": "1.50",
        "note": "",
    }
    made = post(lead, f"{P1}time-entries/", **body)
    assert made.status_code == 201, made.content
    entry = made.json()
    assert entry["user"] == {"name": "Devon Clarke", "email": "technician@harbor.example"}
    assert (entry["hours"], entry["task"], entry["out_of_scope"]) == ("1.50", str(task.pk), None)
    assert lead.get(P1).json()["status"] == "active"
    assert lead.get(P1).json()["on_budget"]["ac"] == "1.50"
    assert patch(lead, f"{P1}time-entries/{entry['id']}/", hours="2").json()["hours"] == "2.00"
    assert lead.delete(f"{P1}time-entries/{entry['id']}/").status_code == 204
    assert lead.get(P1).json()["on_budget"]["ac"] == "0.00"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"hours": "0"}, "/hours"),
        ({"hours": "24.01"}, "/hours"),
        ({"hours": "1.005"}, "/hours"),
        ({"on": "2199-01-01"}, "/on"),
        ({"user": "nobody@x.example"}, "/user"),
        ({"out_of_scope": "0190f0a0-0000-7000-8000-000000000000"}, "/out_of_scope"),
    ],
)
def test_a_wrong_time_entry_is_400_at_its_field(lead, harbor, project, change, pointer):
    today = clock.today(harbor.organization.zone).isoformat()
    answer = post(lead, f"{P1}time-entries/", **({"on": today, "hours": "1"} | change))
    assert answer.status_code == 400, answer.content
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_milestones_come_and_are_reached(api, harbor, project):
    made = post(api, f"{P1}milestones/", title="Go live", baseline_on="2026-12-01")
    assert made.status_code == 201
    address = f"{P1}milestones/{made.json()['id']}/"
    today = clock.today(harbor.organization.zone).isoformat()
    changed = patch(api, address, forecast_on="2026-12-04", reached_on=today).json()
    assert (changed["baseline_on"], changed["forecast_on"], changed["reached_on"]) == (
        "2026-12-01",
        "2026-12-04",
        today,
    )
    assert patch(api, address, reached_on="2199-01-01").status_code == 400
    assert api.delete(address).status_code == 204


def test_responsibilities_are_confirmed_waited_for_and_waived(api, project):
    duty = post(api, f"{P1}responsibilities/purchased/wait/", what="The signed PO").json()
    assert duty["state"] == "waiting"
    assert duty["evidence"][0]["text"] == "The signed PO"
    duty = post(api, f"{P1}responsibilities/schedule/confirm/", seen="Every task has an owner").json()
    assert duty["state"] == "done"
    duty = post(api, f"{P1}responsibilities/sow_bom/waive/", reason="Covered by the quote").json()
    assert (duty["state"], duty["waived_by"]["name"]) == ("waived", "Ana Ruiz")


def test_responsibilities_that_changed_lately_are_found(api, project):
    before = api.get(P1).json()["responsibilities"][0]["since"]
    post(api, f"{P1}responsibilities/purchased/wait/", what="The PO")
    changed = api.get(f"{P1}responsibilities/").json()["results"]
    assert len(changed) == 12
    since = changed[1]["since"].replace("+00:00", "Z")
    assert [row["key"] for row in api.get(f"{P1}responsibilities/?updated_since={since}").json()["results"]] == [
        "purchased"
    ]
    assert before < changed[1]["since"]


def test_what_may_not_be_done_to_a_responsibility_is_said(api, project):
    assert post(api, f"{P1}responsibilities/nope/confirm/", seen="x").status_code == 404
    assert post(api, f"{P1}responsibilities/schedule/confirm/", seen="").status_code == 400
    assert post(api, f"{P1}responsibilities/weekly_updates/confirm/", seen="x").status_code == 409
    assert post(api, f"{P1}responsibilities/weekly_updates/waive/", reason="x").status_code == 403


def test_support_signs_in_person_and_not_by_key(harbor, api_client, project):
    with harbor.scope():
        for task in Task.objects.filter(project=project):
            complete_task(task=task, by=harbor.lead_tech, now=clock.now())
    answer = post(api_client(harbor, "support"), f"{P1}responsibilities/acceptance/confirm/", seen="All seen")
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:msp-pm:person_required")


@pytest.mark.parametrize(
    "path", ["?search=a%00", "?project_manager=%00", "?lead_tech=%00", "P-0001/time-entries/?user=%00"]
)
def test_what_no_database_takes_is_left_out_of_a_filter(api, project, path):
    assert api.get(f"{URL}{path}").status_code == 200


def test_a_percentage_is_kept_exact_and_answered_with_one_place(api, lead, harbor, project):
    task = api.get(f"{P1}tasks/").json()["results"][0]["id"]
    patch(lead, f"{P1}tasks/{task}/", remaining="13.33")
    assert api.get(P1).json()["on_budget"]["variance_percent"] == "13.3"
    with harbor.scope():
        assert Project.objects.get(pk=project.pk).variance_percent == Decimal("13.325")


def test_closing_lists_what_is_open(api, project):
    answer = post(api, f"{P1}close/")
    assert answer.status_code == 409
    keys = [item["key"] for item in answer.json()["open"]]
    assert keys[0] == "purchased"
    assert len(keys) == 10


def test_the_trail_of_the_project_is_read(api, harbor, project):
    post(api, f"{P1}start/")
    rows = api.get(f"{P1}activity/").json()["results"]
    assert rows[0]["verb"] == "project.active"
    assert rows[0]["by"]["name"] == "Ana Ruiz"
    with harbor.scope():
        assert len(rows) == AuditEvent.objects.filter(project_id=project.pk).count()


def copies(project, count):
    """``count`` more rows like ``project``, straight into the table."""
    fields = [field for field in Project._meta.concrete_fields if field.name not in ("id", "sequence")]
    Project.objects.bulk_create(
        Project(sequence=place, **{field.attname: getattr(project, field.attname) for field in fields})
        for place in range(2, count + 2)
    )
