"""What a key's member decides about themselves, the logo, and the keys: the same acts as on the pages."""

import base64

import pytest

from accounts.models import ApiKey, Organization, User
from audit.models import AuditEvent
from tests.accounts.test_preferences import png

pytestmark = pytest.mark.django_db
JSON = "application/json"


def image():
    return {"content": base64.b64encode(png().read()).decode()}


def test_the_profile_is_read_and_changed_in_part(harbor, api_client):
    client = api_client(harbor, "sales")
    known = client.get("/api/v1/me/").json()
    assert (known["email"], known["name"], known["picture"]) == ("sales@harbor.example", "Sam Ortiz", "")
    changed = client.patch("/api/v1/me/", {"date_style": "iso", "time_zone": "Europe/Vienna"}, JSON).json()
    assert (changed["name"], changed["date_style"], changed["time_zone"]) == ("Sam Ortiz", "iso", "Europe/Vienna")
    assert client.patch("/api/v1/me/", {"time_zone": "Mars/Base"}, JSON).status_code == 400
    assert (
        api_client(harbor, "sales", ["members:read"]).patch("/api/v1/me/", {"name": "X"}, JSON).status_code == 403
    )
    with harbor.scope():
        assert AuditEvent.objects.filter(verb="member.profile_changed").count() == 1


def test_notifications_are_chosen_one_by_one_and_quiet_hours_stay(harbor, api_client):
    client, address = api_client(harbor, "sales"), "/api/v1/me/notifications/"
    assert client.get(address).json()["ways"]["released"] == "mail"
    client.patch(address, {"quiet_from": "20:00", "quiet_until": "07:00"}, JSON)
    chosen = client.patch(address, {"ways": {"released": "none"}}, JSON).json()
    assert (chosen["ways"]["released"], chosen["ways"]["assigned"]) == ("none", "digest")
    assert (chosen["quiet_from"], chosen["quiet_until"]) == ("20:00:00", "07:00:00")
    assert client.patch(address, {"ways": {"none": "mail"}}, JSON).status_code == 400
    assert client.patch(address, {"ways": {"digest": "in_app"}}, JSON).status_code == 400


def test_a_picture_set_by_the_api_stands_on_every_page(harbor, api_client, signed_in):
    client, member = api_client(harbor, "sales"), harbor.sales
    assert client.put("/api/v1/me/picture/", image(), JSON).status_code == 204
    version = User.objects.get(pk=member.user_id).picture_version
    src = f"/o/harbor/settings/members/{member.pk}/picture/?v={version}"
    owner = signed_in(harbor.owner)
    assert src in owner.get("/o/harbor/settings/members/").content.decode()
    assert src in owner.get("/o/harbor/view-as/").content.decode()
    assert src in signed_in(member).get("/o/harbor/home/").content.decode()  # the own face in the rail
    assert owner.get(src)["Content-Type"] == "image/png"
    assert client.delete("/api/v1/me/picture/").status_code == 204
    assert "picture/?v=" not in owner.get("/o/harbor/settings/members/").content.decode()
    assert client.put("/api/v1/me/picture/", {"content": "no base64!"}, JSON).status_code == 400
    assert client.put("/api/v1/me/picture/", {"content": "aGVsbG8="}, JSON).status_code == 400


def test_the_logo_is_the_owner_s(harbor, api_client):
    owner = api_client(harbor, "owner")
    assert api_client(harbor, "sales").put("/api/v1/settings/logo/", image(), JSON).status_code == 403
    assert owner.put("/api/v1/settings/logo/", image(), JSON).status_code == 204
    assert Organization.objects.get(slug="harbor").logo
    assert owner.delete("/api/v1/settings/logo/").status_code == 204
    assert Organization.objects.get(slug="harbor").logo is None


def test_keys_are_listed_and_revoked_but_not_made(harbor, api_client):
    owner, other = api_client(harbor, "owner"), api_client(harbor, "sales")
    with harbor.scope():
        key = ApiKey.objects.get(member=harbor.sales)
    listed = {row["id"]: row for row in owner.get("/api/v1/api-keys/").json()["results"]}
    assert listed[str(key.pk)]["member"]["email"] == harbor.sales.email
    assert "digest" not in listed[str(key.pk)]
    assert other.get("/api/v1/api-keys/").status_code == 403
    assert owner.post("/api/v1/api-keys/", {"name": "x"}, JSON).status_code == 405
    assert owner.post(f"/api/v1/api-keys/{key.pk}/revoke/").json()["revoked_at"]
    assert other.get("/api/v1/me/").status_code == 401
