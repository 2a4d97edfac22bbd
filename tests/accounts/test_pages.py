"""Home, the choice of organization, the profile."""

import pytest

from accounts.actions import add_member
from accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_both(harbor, rival):
    """A person of both organizations, through the membership in Harbor."""
    add_member(organization=rival.organization, email="sales@harbor.example", roles=["sales"])
    return harbor.sales


def test_the_root_leads_home_of_the_only_organization(harbor, signed_in):
    assert signed_in(harbor.sales).get("/").url == "/o/harbor/home/"


def test_a_person_of_two_chooses_once_and_comes_back_there(in_both, signed_in):
    client = signed_in(in_both)
    assert client.get("/").url == "/organizations/"
    page = client.get("/organizations/").content.decode()
    assert "/o/harbor/home/" in page
    assert "/o/summit/home/" in page
    client.get("/o/summit/activity/")
    assert client.get("/").url == "/o/summit/home/"
    assert "last used" in client.get("/organizations/").content.decode()


def test_an_organization_one_does_not_belong_to_looks_missing(harbor, rival, signed_in):
    client = signed_in(harbor.sales)
    foreign, missing = client.get("/o/summit/activity/"), client.get("/o/nowhere/activity/")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.content.replace(b"summit", b"") == missing.content.replace(b"nowhere", b"")


def test_who_belongs_nowhere_reads_so(db, client):
    user = User.objects.create_user("lone@example.org", "a short sentence")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/profile/").url == "/organizations/"
    page = client.get(client.get("/").url).content.decode()
    assert "You belong to no organization yet" in page
    assert "lone@example.org" in page


def test_the_profile_is_changed_and_shown(harbor, signed_in):
    client = signed_in(harbor.sales)
    page = client.get("/profile/").content.decode()
    assert 'value="Sam Ortiz"' in page
    answer = client.post("/profile/", {"name": "Sam O.", "theme": "dark"})
    assert answer.url == "/profile/"
    page = client.get("/profile/").content.decode()
    assert 'data-bs-theme="dark"' in page
    assert "Your profile is saved." in page


@pytest.mark.parametrize("wrong", [{"name": "", "theme": ""}, {"name": "S", "theme": "pink"}])
def test_a_wrong_profile_is_shown_again(harbor, signed_in, wrong):
    answer = signed_in(harbor.sales).post("/profile/", wrong)
    assert answer.status_code == 422
    assert User.objects.get(pk=harbor.sales.user_id).name == "Sam Ortiz"


def test_times_are_shown_in_the_zone_of_the_organization(harbor, signed_in):
    client = signed_in(harbor.sales)
    client.post("/profile/", {"name": "Sam O.", "theme": ""})
    client.get("/o/harbor/activity/")
    assert client.get("/profile/").wsgi_request.organization.time_zone == "America/New_York"
