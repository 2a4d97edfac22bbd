"""``members/`` and who may read it."""

import pytest
from django.utils import timezone

from accounts.models import Membership
from tests.statements import counted_statements

pytestmark = pytest.mark.django_db
URL = "/api/v1/members/"


def test_members_are_listed_with_roles_and_level(harbor, rival, api_client):
    body = api_client(harbor, scopes=["members:read"]).get(URL).json()
    assert (body["next"], body["previous"], len(body["results"])) == (None, None, 8)
    tech = next(row for row in body["results"] if row["email"] == "technician@harbor.example")
    assert tech["name"] == "Devon Clarke"
    assert (tech["roles"], tech["level"], tech["weekly_hours"]) == (["technician"], "L2", "40.00")
    assert tech["is_active"] is True
    assert "CANARY" not in str(body)
    assert set(tech) == {  # what an hour costs is nobody's business here
        "id",
        "name",
        "email",
        "roles",
        "level",
        "weekly_hours",
        "phone",
        "deputy",
        "absent_from",
        "absent_until",
        "is_active",
        "updated_at",
    }


def test_members_are_filtered_by_role(harbor, api_client):
    client = api_client(harbor)
    assert [row["email"] for row in client.get(URL, {"role": "sales"}).json()["results"]] == [
        "sales@harbor.example"
    ]
    answer = client.get(URL, {"role": "boss"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/role"


def test_members_changed_since_an_instant(harbor, api_client):
    client, instant = api_client(harbor), timezone.now()
    assert client.get(URL, {"updated_since": instant.isoformat()}).json()["results"] == []
    Membership.directory.get(pk=harbor.sales.pk).save()
    rows = client.get(URL, {"updated_since": instant.isoformat()}).json()["results"]
    assert [row["email"] for row in rows] == ["sales@harbor.example"]


@pytest.mark.parametrize("value", ["yesterday", "2026-11-20", "2026-11-20T10:00:00", "2026-13-40T10:00:00Z"])
def test_an_instant_needs_an_offset(harbor, api_client, value):
    answer = api_client(harbor).get(URL, {"updated_since": value})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/updated_since"


def test_pages_follow_the_cursor(harbor, api_client):
    client = api_client(harbor)
    first = client.get(URL, {"page_size": 5}).json()
    second = client.get(first["next"]).json()
    assert len(first["results"]) + len(second["results"]) == 8
    assert client.get(URL, {"page_size": 201}).status_code == 400


@pytest.mark.parametrize("scopes", [["members:write"], ["*"], ["members:read", "deals:read"]])
def test_a_scope_that_covers_reading_is_enough(harbor, api_client, scopes):
    assert api_client(harbor, scopes=scopes).get(URL).status_code == 200


def test_another_scope_is_403(harbor, api_client):
    answer = api_client(harbor, scopes=["deals:write"]).get(URL)
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_list_takes_four_statements_for_one_and_for_many(harbor, api_client):
    client = api_client(harbor)
    client.get(URL)  # the first use of a key is noted
    for page_size in (1, 50):
        with counted_statements() as statements:
            client.get(URL, {"page_size": page_size})
        assert len(statements) == 4, statements  # route, key with member, members, profiles
