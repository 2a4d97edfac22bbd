"""What is open under a name is listed on the member's page and goes to somebody else in one step."""

import pytest

from projects.models import Project, Task
from tests.factories.cast import make_member
from tests.factories.projects import make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(harbor):
    """A second project manager."""
    with harbor.scope():
        return make_member(harbor.organization, "second@harbor.example", "Second PM", ["project_manager"])


def test_projects_and_tasks_go_to_whom_the_roles_allow(harbor, signed_in, second):
    with harbor.scope():
        project = make_project(harbor)
        Task.objects.filter(project=project).update(assignee=harbor.project_manager)
    address = f"/o/harbor/members/{harbor.project_manager.pk}/open/"
    client = signed_in(harbor.owner)
    page = client.get(address, headers={"hx-request": "true"}).content.decode()
    assert project.number in page
    assert "Second PM" in page
    assert client.post(address, {"member": second.pk}).status_code == 302
    with harbor.scope():
        assert Project.objects.get().project_manager_id == second.pk
        assert not Task.objects.filter(assignee=harbor.project_manager).exists()
    assert "Nothing: no open project" in client.get(address).content.decode()


def test_who_does_not_manage_members_hands_nothing_over(harbor, signed_in, second):
    address = f"/o/harbor/members/{harbor.project_manager.pk}/open/"
    assert signed_in(harbor.sales).post(address, {"member": second.pk}).status_code == 403
    assert signed_in(harbor.owner).post(address, {"member": "nobody"}).status_code == 400
    assert "Hand over to" not in signed_in(harbor.sales).get(address).content.decode()
