"""The head of a project: its title and its people, changed by two at once; cells edited in place in a browser."""

import pytest

from audit.models import AuditEvent
from projects.models import Project
from tests.projects.pages.test_conflicts import Fields, form_of

pytestmark = pytest.mark.django_db


def now_(harbor, project):
    with harbor.scope():
        return Project.objects.select_related("project_manager", "lead_tech").get(pk=project.pk)


def test_a_manager_renames_the_project_on_record_and_nobody_else_does(harbor, project, at, manager, signed_in):
    manager.post(at("rename"), {"title": "  New servers "})
    assert now_(harbor, project).title == "New servers"
    with harbor.scope():
        assert AuditEvent.objects.get(verb="project.renamed").changes == {
            "title": ["Server refresh", "New servers"]
        }
    assert manager.post(at("rename"), {"title": " "}).status_code == 422
    assert signed_in(harbor.technician).get(at("rename")).status_code == 403


def test_a_title_that_somebody_changed_meanwhile_is_put_before_the_second_one(
    harbor, project, at, manager, signed_in
):
    typed = form_of(manager, at("rename")) | {"title": "Mine"}
    signed_in(harbor.owner).post(at("rename"), form_of(manager, at("rename")) | {"title": "Hers"})
    answer = manager.post(at("rename"), typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Olivia Grant" in page
    assert "<strong>Hers</strong>" in page
    assert 'value="Mine"' in page
    again = form_of_page(answer) | {"title": "Mine", "clash": "title"}
    manager.post(at("rename"), again | {"keep": "theirs"})
    assert now_(harbor, project).title == "Hers"
    manager.post(at("rename"), again | {"keep": "mine"})
    assert now_(harbor, project).title == "Mine"


def form_of_page(answer):
    return Fields(answer.content.decode()).values


def test_people_that_somebody_changed_meanwhile_are_put_before_the_second_one(
    harbor, project, at, manager, signed_in
):
    owner = signed_in(harbor.owner)
    typed = form_of(manager, at("people")) | {"project_manager": str(harbor.service_manager.pk)}
    owner.post(at("people"), form_of(owner, at("people")) | {"project_manager": str(harbor.owner.pk)})
    answer = owner.post(at("people"), typed)
    assert answer.status_code == 409
    assert "<strong>Olivia Grant</strong>" in answer.content.decode()
    assert now_(harbor, project).project_manager == harbor.owner
    same = form_of(owner, at("people"))
    owner.post(at("people"), same)  # untouched fields are no decision
    assert now_(harbor, project).project_manager == harbor.owner


def test_the_api_renames_unless_it_was_renamed_since(harbor, project, api_client):
    client, one = api_client(harbor), f"/api/v1/projects/{project.number}/"
    tag = client.get(one)["ETag"]
    change = {"data": {"title": "By API"}, "content_type": "application/json"}
    assert client.patch(one, **change, headers={"if-match": tag}).json()["title"] == "By API"
    assert client.patch(one, **change, headers={"if-match": tag}).status_code == 412


def test_the_way_its_updates_leave_is_the_managers_to_say(harbor, project, at, manager, signed_in, api_client):
    assert manager.post(at("update_mode"), {"update_mode": "automatic"}).status_code == 302
    assert now_(harbor, project).update_mode == "automatic"
    assert "changed how the updates leave" in manager.get(at("history")).content.decode()
    assert manager.post(at("update_mode"), {"update_mode": "by pigeon"}).status_code == 422
    assert signed_in(harbor.technician).get(at("update_mode")).status_code == 403
    client, one = api_client(harbor), f"/api/v1/projects/{project.number}/"
    assert client.get(one).json()["update_mode"] == "automatic"
    change = {"content_type": "application/json"}
    assert client.patch(one, data={"update_mode": ""}, **change).json()["update_mode"] == ""
    assert client.patch(one, data={"update_mode": "by pigeon"}, **change).status_code == 400
    assert now_(harbor, project).update_mode == ""


def test_dates_that_somebody_agreed_meanwhile_are_put_before_the_second_one(
    harbor, project, at, manager, signed_in
):
    typed = form_of(manager, at("agree")) | {"end": "2027-03-01", "how": "By phone"}
    signed_in(harbor.owner).post(at("agree"), typed | {"end": "2027-04-01"})
    answer = manager.post(at("agree"), typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Olivia Grant</strong> changed" in page
    assert 'value="2027-03-01"' in page
    assert now_(harbor, project).committed_end.isoformat() == "2027-04-01"
    again = form_of_page(answer) | {"clash": "committed_end"}
    manager.post(at("agree"), again | {"keep": "theirs"})
    assert now_(harbor, project).committed_end.isoformat() == "2027-04-01"
    manager.post(at("agree"), again | {"keep": "mine"})
    assert now_(harbor, project).committed_end.isoformat() == "2027-03-01"
