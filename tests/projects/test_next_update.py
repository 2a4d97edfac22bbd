"""When a project's next weekly update leaves: the API says it by the rule by which the updates leave."""

import datetime as dt

import pytest

from core import clock
from projects.models import Project
from projects.queries import weekly_moment
from tests.factories.projects import make_project

URL, NUMBER = "/api/v1/projects/", "P-0001"


@pytest.fixture
def api(harbor, api_client):
    return api_client(harbor, "project_manager")


@pytest.fixture
def project(harbor):
    with harbor.scope():
        return make_project(harbor)


def act(client, name, **body):
    assert client.post(f"{URL}{NUMBER}/{name}/", body, content_type="application/json").status_code == 200


def test_a_hold_before_any_work_owes_no_update_in_the_list_or_alone(api, project):
    act(api, "hold", reason="Waits for the vendor")
    assert api.get(f"{URL}{NUMBER}/").json()["next_update_at"] is None
    listed = api.get(f"{URL}?status=on_hold").json()["results"]
    assert [row["next_update_at"] for row in listed] == [None]


def test_the_next_update_of_a_project_accepted_just_before_the_moment_is_a_week_later(harbor, api, project):
    act(api, "start")
    with harbor.scope():
        moment = weekly_moment(harbor.organization).next_after(clock.now())
        Project.objects.update(accepted_at=moment - dt.timedelta(hours=23))
    alone = dt.datetime.fromisoformat(api.get(f"{URL}{NUMBER}/").json()["next_update_at"])
    (listed,) = [row for row in api.get(URL).json()["results"] if row["number"] == NUMBER]
    assert dt.timedelta(days=6) < alone - moment < dt.timedelta(days=8)
    assert dt.datetime.fromisoformat(listed["next_update_at"]) == alone
