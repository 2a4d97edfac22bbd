"""The palette: what it offers to whom, by page, by API and by keyboard in a real browser."""

import pytest

from accounts.models import Membership
from tests.factories.projects import make_project
from tests.statements import counted_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(harbor):
    with harbor.scope():
        return make_project(harbor, title="Server refresh")


def test_the_page_finds_and_offers_without_script(harbor, project, signed_in):
    page = signed_in(harbor.owner).get("/o/harbor/search/?q=refresh").content.decode()
    assert 'href="/o/harbor/projects/P-0001/"' in page
    assert "Server refresh" in page
    assert "Nothing contains" in signed_in(harbor.owner).get("/o/harbor/search/?q=zebra").content.decode()


def test_commands_respect_what_the_member_may_do(harbor, project, signed_in):
    manager = signed_in(harbor.project_manager).get("/o/harbor/search/?q=p-1").content.decode()
    technician = signed_in(harbor.technician).get("/o/harbor/search/?q=p-1").content.decode()
    assert "/o/harbor/projects/P-0001/status/hold/" in manager
    assert "/o/harbor/projects/P-0001/people/" in manager
    assert "/status/" not in technician
    assert "/o/harbor/projects/P-0001/time/new/" in technician
    assert "/o/harbor/deals/new/" not in signed_in(harbor.technician).get("/o/harbor/search/").content.decode()


def test_the_project_of_the_page_is_at_hand(harbor, project, signed_in):
    client = signed_in(harbor.project_manager)
    here = client.get("/o/harbor/search/?q=hold&here=/o/harbor/projects/P-0001/plan/").content.decode()
    assert "/projects/P-0001/status/hold/" in here
    assert "/status/hold/" not in client.get("/o/harbor/search/?q=hold&here=/o/harbor/home/").content.decode()


def test_a_member_of_two_organizations_may_switch_and_reads_no_word_of_the_other(harbor, rival, signed_in):
    Membership.objects.create(organization=rival.organization, user=harbor.owner.user, roles=["owner"])
    page = signed_in(harbor.owner).get("/o/harbor/search/?q=switch").content.decode()
    assert "/organizations/" in page
    assert "summit" not in page.lower()


def test_the_page_asks_few_statements_whatever_it_finds(harbor, project, signed_in):
    client = signed_in(harbor.owner)
    client.get("/o/harbor/search/?q=server")
    with counted_statements() as found:
        client.get("/o/harbor/search/?q=server p-1")
    assert len(found) == 5


def test_the_api_finds_what_the_key_may_read(harbor, project, api_client):
    found = api_client(harbor, "owner", ["*"]).get("/api/v1/search/?q=server").json()["results"]
    assert {row["kind"] for row in found} == {"project", "deal", "task"}
    found = api_client(harbor, "owner", ["deals:read"]).get("/api/v1/search/?q=server").json()["results"]
    assert {row["kind"] for row in found} == {"deal"}
    assert api_client(harbor, "owner", ["webhooks:read"]).get("/api/v1/search/?q=server").status_code == 403


def test_handing_a_project_over_is_told_and_guarded(harbor, project, signed_in, api_client):
    owner, sales = harbor.owner, harbor.sales
    address = "/o/harbor/projects/P-0001/people/"
    body = {"project_manager": str(owner.pk), "lead_tech": str(harbor.lead_tech.pk)}
    assert signed_in(sales).post(address, body).status_code == 403
    assert signed_in(harbor.project_manager).post(address, body).status_code == 302
    with harbor.scope():
        project.refresh_from_db()
        assert project.project_manager == owner
    refused = api_client(harbor, "owner").post(
        "/api/v1/projects/P-0001/people/", {"lead_tech": sales.email}, content_type="application/json"
    )
    assert refused.status_code == 400
    answer = api_client(harbor, "owner").post(
        "/api/v1/projects/P-0001/people/",
        {"project_manager": harbor.project_manager.email},
        content_type="application/json",
    )
    assert answer.json()["project_manager"]["email"] == harbor.project_manager.email
