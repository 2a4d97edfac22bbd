"""Updates by API: the list, and the same acts as on the pages."""

import pytest

from mailing.models import OutgoingMail
from tests.statements import counted_statements
from tests.updates.conftest import DRAFT, MONDAY, running_project
from updates import actions
from updates.models import WeeklyUpdate

pytestmark = pytest.mark.django_db
LIST = "/api/v1/projects/P-0001/updates/"


@pytest.fixture
def update(harbor, clock_at):
    with harbor.scope():
        running_project(harbor)
        actions.run_week(harbor.organization, now=DRAFT)
        clock_at(DRAFT)
        return WeeklyUpdate.objects.get()


def post(client, update, act, body=None):
    return client.post(f"{LIST}{update.pk}/{act}/", body or {}, content_type="application/json")


def test_the_list_tells_week_state_and_colors(update, harbor, api_client):
    answer = api_client(harbor).get(LIST).json()
    (row,) = answer["results"]
    assert (row["id"], row["week"], row["version"], row["state"]) == (str(update.pk), "2026-W47", 1, "draft")
    assert row["on_time"] == {"color": "green", "last_color": None}
    assert row["on_budget"]["color"] == "too_early"


def test_the_list_asks_five_statements_for_one_and_for_many(update, harbor, api_client):
    client = api_client(harbor, scopes=("updates:read",))
    client.get(LIST)
    with counted_statements() as few:
        client.get(LIST)
    with harbor.scope():
        for version in range(2, 12):
            WeeklyUpdate.objects.create(
                run=update.run,
                project=update.project,
                week_start=MONDAY,
                version=version,
                snapshot=update.snapshot,
                time_color="green",
                budget_color="green",
                approved_by=harbor.owner,
            )
    with counted_statements() as many:
        assert len(client.get(LIST).json()["results"]) == 11
    assert len(few) == len(many) <= 5, "\n".join(many)


def test_approve_and_send_leave_that_project_alone_at_once(update, harbor, api_client):
    client = api_client(harbor)
    answer = post(client, update, "approve")
    assert (answer.status_code, answer.json()["state"]) == (200, "approved")
    assert answer.json()["approved_by"] == {"name": "Ana Ruiz", "email": harbor.project_manager.email}
    answer = post(client, update, "send")
    assert (answer.status_code, answer.json()["state"]) == (202, "sent")
    with harbor.scope():
        assert OutgoingMail.objects.filter(kind="weekly_update").count() == 5
    assert post(client, update, "send").status_code == 409


def test_words_hold_and_release(update, harbor, api_client):
    client = api_client(harbor)
    answer = client.patch(f"{LIST}{update.pk}/", {"words": "All well."}, content_type="application/json")
    assert answer.json()["words"] == "All well."
    assert post(client, update, "hold").status_code == 400
    assert post(client, update, "hold", {"reason": "Wait"}).json()["state"] == "held"
    assert post(client, update, "release").json()["state"] == "draft"


def test_rights_are_scopes_and_roles(update, harbor, rival, api_client):
    assert post(api_client(harbor, scopes=("updates:read",)), update, "approve").status_code == 403
    assert post(api_client(harbor, role="technician"), update, "approve").status_code == 403
    assert api_client(harbor, scopes=("projects:read",)).get(LIST).status_code == 403
    assert api_client(rival).get(LIST).status_code == 404
    assert post(api_client(rival), update, "approve").status_code == 404
