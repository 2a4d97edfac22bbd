"""The register of commitments: made of the deal, owned, kept or broken with a reason, in sight until the close."""

import datetime as dt

import pytest

from audit.models import AuditEvent
from core import clock
from projects import actions
from projects.models import Commitment
from tests.dashboard.test_home import statements


@pytest.fixture
def lines(harbor, project):
    with harbor.scope():
        return list(Commitment.objects.filter(project=project).select_related("owner__user"))


def state_of(harbor, line):
    with harbor.scope():
        return Commitment.objects.get(pk=line.pk)


def test_every_promise_and_exclusion_of_the_deal_is_a_line_with_an_owner(harbor, lines):
    found = [(line.kind, line.text, line.owner) for line in lines]
    assert found == [
        ("promise", "No downtime in business hours", harbor.project_manager),
        ("exclusion", "Cabling", harbor.lead_tech),
    ]


def test_kept_is_one_press_and_can_be_taken_back(harbor, manager, at, lines):
    assert manager.post(at("keep_commitment", lines[0].pk)).status_code == 302
    kept = state_of(harbor, lines[0])
    assert (kept.state, kept.settled_by) == ("kept", harbor.project_manager)
    page = manager.get(at("commitments")).content.decode()
    assert "Kept" in page
    assert "1 is open." in page
    assert manager.post(at("reopen_commitment", lines[0].pk)).status_code == 302
    again = state_of(harbor, lines[0])
    assert (again.state, again.settled_by, again.settled_at) == ("open", None, None)
    with harbor.scope():
        verbs = AuditEvent.objects.filter(object_id=lines[0].pk).order_by("at").values_list("verb", flat=True)
        assert list(verbs) == ["commitment.kept", "commitment.reopened"]


def test_broken_needs_the_reason_and_stays_in_sight(harbor, manager, at, lines):
    form = {"state": "broken", "reason": "", "owner": str(harbor.lead_tech.pk), "due_on": ""}
    assert manager.post(at("edit_commitment", lines[0].pk), form).status_code == 422
    assert state_of(harbor, lines[0]).state == "open"
    done = manager.post(at("edit_commitment", lines[0].pk), form | {"reason": "The switch failed at noon"})
    assert done.status_code == 302
    broken = state_of(harbor, lines[0])
    assert (broken.state, broken.owner) == ("broken", harbor.lead_tech)
    assert "The switch failed at noon" in manager.get(at("detail")).content.decode()


def test_its_owner_says_what_became_of_it_and_a_stranger_does_not(harbor, signed_in, at, lines, project):
    with harbor.scope():
        line = Commitment.objects.get(pk=lines[0].pk)
        line.project = project
        actions.update_commitment(
            commitment=line, owner=harbor.technician, by=harbor.project_manager, now=clock.now()
        )
    owner, stranger = signed_in(harbor.technician), signed_in(harbor.support)
    assert at("keep_commitment", line.pk) not in stranger.get(at("commitments")).content.decode()
    assert stranger.post(at("keep_commitment", line.pk)).status_code == 403
    assert "To be kept by" not in owner.get(at("edit_commitment", line.pk)).content.decode()
    assert owner.post(at("keep_commitment", line.pk)).status_code == 302
    assert state_of(harbor, line).settled_by == harbor.technician


def test_what_is_said_later_is_noted_and_a_day_that_passed_is_late(harbor, manager, at):
    today = clock.today(harbor.organization.zone)
    form = {"kind": "promise", "text": "Weekend cutover", "owner": str(harbor.lead_tech.pk)}
    form["due_on"] = (today - dt.timedelta(days=1)).isoformat()
    assert manager.post(at("add_commitment"), form | {"text": " "}).status_code == 422
    assert manager.post(at("add_commitment"), form).status_code == 302
    page = manager.get(at("commitments")).content.decode()
    assert "Weekend cutover" in page
    assert "Late" in page


def test_the_close_lists_what_is_open(harbor, manager, at, project, lines):
    page = manager.get(at("status", "close")).content.decode()
    assert "what became of 2 commitments" in page
    assert "Cabling" in page


def test_a_new_manager_keeps_what_the_old_one_had_to_keep(harbor, project, lines):
    with harbor.scope():
        actions.assign_people(project=project, project_manager=harbor.owner, by=harbor.owner, now=clock.now())
        assert Commitment.objects.get(pk=lines[0].pk).owner == harbor.owner


def test_the_api_does_the_same(harbor, api_client, project, lines):
    api, address = api_client(harbor), f"/api/v1/projects/{project.number}/commitments/"

    def post(path, **body):
        return api.post(path, body, content_type="application/json")

    assert [row["text"] for row in api.get(address).json()["results"]] == [line.text for line in lines]
    made = post(address, kind="assumption", text="Racks are free", owner=harbor.lead_tech.email)
    assert (made.status_code, made.json()["owner"]["email"]) == (201, harbor.lead_tech.email)
    one = f"{address}{made.json()['id']}/"
    assert post(f"{one}settle/", state="void").status_code == 400
    assert post(f"{one}settle/", state="void", reason="Not needed").json()["state"] == "void"
    assert (
        api.patch(one, {"due_on": "2027-01-04"}, content_type="application/json").json()["due_on"] == "2027-01-04"
    )
    assert [row["kind"] for row in api.get(f"{address}?state=void").json()["results"]] == ["assumption"]


def test_the_register_costs_the_same_with_many_lines(harbor, manager, at, project):
    manager.get(at("commitments"))
    assert statements(manager, at("commitments")) == 5
    with harbor.scope():
        Commitment.objects.bulk_create(
            Commitment(project=project, position=n, kind="promise", text=f"Line {n}", owner=harbor.owner)
            for n in range(10, 200)
        )
    assert statements(manager, at("commitments")) == 5
