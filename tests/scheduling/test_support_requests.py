"""Support requests come in by the API and stand on the Right now page."""

import datetime as dt

import pytest

from projects.models import Task
from scheduling.models import RequestType, SupportRequest
from tests.factories.projects import make_project
from tests.statements import counted_statements

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/support-requests/"
JSON = "application/json"
OPENED = "2026-11-20T09:00:00Z"


@pytest.fixture
def api(harbor, api_client):
    return api_client(harbor, "support")


def ticket(number=1, **values):
    return {
        "external_id": f"T-{number}",
        "title": f"Printer {number}",
        "type": "incident",
        "opened_at": OPENED,
    } | values


def test_an_organization_starts_with_eleven_types(api):
    rows = api.get("/api/v1/request-types/").json()["results"]
    assert len(rows) == 11
    assert [row["key"] for row in rows if row["counts_as_demand"]] == ["incident", "problem", "alert", "how_to"]


def test_one_request_comes_in_and_comes_again(harbor, api):
    first = api.post(
        ADDRESS, ticket(assignee=harbor.technician.email, customer=harbor.customer.name.upper()), JSON
    )
    assert first.json() == {"created": 1, "updated": 0, "unchanged": 0}
    assert api.post(ADDRESS, ticket(), JSON).json() == {"created": 0, "updated": 0, "unchanged": 1}
    closed = {"external_id": "T-1", "closed_at": "2026-11-20T10:30:00Z", "hours": "1.25"}
    assert api.post(ADDRESS, closed, JSON).json() == {"created": 0, "updated": 1, "unchanged": 0}
    row = api.get(f"{ADDRESS}?state=closed").json()["results"][0]
    assert row["assignee"]["email"] == harbor.technician.email
    assert (row["customer"], row["hours"], row["title"]) == (harbor.customer.name, "1.25", "Printer 1")
    assert api.get(f"{ADDRESS}{row['id']}/").json() == row
    assert api.get(f"{ADDRESS}?state=open").json()["results"] == []


def test_a_faulty_entry_is_named_and_nothing_of_its_delivery_is_taken(harbor, api):
    delivery = [
        ticket(1),
        ticket(2, type="riddle"),
        ticket(3, assignee="nobody@nowhere.example"),
        ticket(4, closed_at="2026-11-19T09:00:00Z"),
    ]
    answer = api.post(ADDRESS, delivery[:3], JSON)
    assert answer.status_code == 400
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/1/type", "/2/assignee"]
    assert [one["pointer"] for one in api.post(ADDRESS, delivery[3], JSON).json()["errors"]] == ["/closed_at"]
    assert api.post(ADDRESS, [ticket(1), ticket(1)], JSON).json()["errors"][0]["code"] == "repeated"
    assert api.post(ADDRESS, {"external_id": "T-9"}, JSON).status_code == 400
    with harbor.scope():
        assert not SupportRequest.objects.exists()


def test_a_project_manager_reports_no_requests(harbor, api_client):
    assert api_client(harbor, "project_manager").post(ADDRESS, ticket(), JSON).status_code == 403


def test_a_thousand_at_once_cost_few_statements(api):
    with counted_statements() as few:
        api.post(ADDRESS, [ticket(number) for number in range(2)], JSON)
    with counted_statements() as many:
        answer = api.post(ADDRESS, [ticket(number) for number in range(400)], JSON)
    assert answer.json() == {"created": 398, "updated": 0, "unchanged": 2}
    assert len(many) <= len(few)
    assert api.post(ADDRESS, [ticket(number) for number in range(1001)], JSON).status_code == 400


def test_the_page_shows_who_has_what_and_what_nobody_has(harbor, api, signed_in, settings):
    settings.CLOCK_OFFSET = dt.datetime(2026, 11, 20, 11, tzinfo=dt.UTC) - dt.datetime.now(dt.UTC)
    api.post(ADDRESS, [ticket(1, assignee=harbor.technician.email), ticket(2, type="alert", priority=1)], JSON)
    page = signed_in(harbor.dispatcher).get("/o/harbor/right-now/").content.decode()
    assert (
        page.index("Nobody has these") < page.index("Printer 2") < page.index("People") < page.index("Printer 1")
    )
    assert "Critical" in page
    assert "has been silent" not in page
    settings.CLOCK_OFFSET += dt.timedelta(hours=2)
    assert "has been silent" in signed_in(harbor.dispatcher).get("/o/harbor/right-now/").content.decode()


def test_the_page_names_the_task_of_today(harbor, signed_in):
    with harbor.scope():
        project = make_project(harbor)
    with harbor.scope():
        Task.objects.filter(project=project).update(
            assignee=harbor.technician, planned_start=dt.date(2020, 1, 1), planned_end=None
        )
        title = Task.objects.filter(project=project).order_by("position").first().title
    page = signed_in(harbor.dispatcher).get("/o/harbor/right-now/").content.decode()
    assert title in page
    assert project.number in page


def test_the_page_costs_the_same_for_many_requests(harbor, api, signed_in):
    client = signed_in(harbor.owner)
    api.post(ADDRESS, [ticket(number) for number in range(2)], JSON)
    client.get("/o/harbor/right-now/")
    with counted_statements() as few:
        client.get("/o/harbor/right-now/")
    api.post(ADDRESS, [ticket(number) for number in range(300)], JSON)
    with counted_statements() as many:
        client.get("/o/harbor/right-now/")
    assert len(few) == len(many) == 9


def test_a_rival_sees_none_of_it(harbor, rival, api, api_client, signed_in):
    api.post(ADDRESS, ticket(), JSON)
    assert api_client(rival, "support").get(ADDRESS).json()["results"] == []
    assert "Printer" not in signed_in(rival.owner).get("/o/summit/right-now/").content.decode()
    with rival.scope():
        assert not RequestType.objects.exists()
