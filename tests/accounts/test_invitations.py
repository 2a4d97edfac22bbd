"""Inviting somebody, and joining: opening the link changes nothing, the button does, and it dies on command."""

import datetime as dt

import pytest
from django.test import Client

from accounts.actions import invitations as actions
from accounts.models import Invitation, Membership, User
from audit.models import AuditEvent
from core import clock
from core.errors import DomainError, InvalidInput, NotAllowed
from core.models import TokenRoute
from mailing.models import AccountMail

pytestmark = pytest.mark.django_db
FORM = {"email": "Nora@new.example", "name": "Nora New", "roles": ["technician"], "weekly_hours": "32"}
JOIN = {"name": "Nora Newman", "password": "a long short sentence"}


@pytest.fixture
def invited(harbor, signed_in, settings):
    """``(client of the owner, path of the link)`` after an invitation through the page."""
    client = signed_in(harbor.owner)
    answer = client.post("/o/harbor/settings/members/invite/", FORM)
    assert answer.url == "/o/harbor/settings/members/"
    mail = AccountMail.objects.get(kind="invitation")
    link = next(line for line in mail.text.splitlines() if line.startswith("http"))
    return client, link.removeprefix(settings.SITE_URL)


def test_an_invited_person_joins_and_is_signed_in(invited, harbor):
    _, path = invited
    client = Client()
    page = client.get(path).content.decode()
    assert "Join Harbor Light IT" in page
    assert 'value="Nora New"' in page
    answer = client.post(path, JOIN)
    assert answer.url == "/o/harbor/home/"
    assert client.get("/o/harbor/home/").status_code == 200
    with harbor.scope():
        member = Membership.objects.get(user__email="nora@new.example")
        assert (member.roles, member.name) == (["technician"], "Nora Newman")
        assert member.profiles.get().weekly_hours == 32
        verbs = list(AuditEvent.objects.order_by("created_at").values_list("verb", flat=True))
        assert verbs[-3:] == ["invitation.sent", "member.added", "invitation.accepted"]
    assert Client().get(path).status_code == 404


def test_scanners_use_nothing_up(invited, harbor):
    _, path = invited
    for method in ("get", "head") * 10:
        assert getattr(Client(), method)(path, follow=True).status_code == 200
    assert not User.objects.filter(email="nora@new.example").exists()
    assert Client().post(path, JOIN).status_code == 302


def test_the_token_is_long_and_not_stored(invited, harbor):
    _, path = invited
    token = path.split("/")[2]
    assert len(token) >= 43
    assert not TokenRoute.objects.filter(digest=token).exists()
    with harbor.scope():
        assert token not in str(list(AuditEvent.objects.values())) + str(list(Invitation.objects.values()))


def test_a_revoked_link_is_dead_at_once_and_an_expired_one_says_so(invited, harbor, settings):
    client, path = invited
    settings.CLOCK_OFFSET = dt.timedelta(days=7, minutes=1)
    page = Client().get(path)
    assert (page.status_code, "has expired" in page.content.decode()) == (410, True)
    assert Client().post(path, JOIN).status_code == 409
    with harbor.scope():
        pk = Invitation.objects.get().pk
    client.post(f"/o/harbor/settings/members/invitations/{pk}/resend/")
    assert Client().get(path).status_code == 200
    assert AccountMail.objects.filter(kind="invitation").count() == 2
    client.post(f"/o/harbor/settings/members/invitations/{pk}/revoke/")
    assert Client().get(path).status_code == 404
    assert client.post(f"/o/harbor/settings/members/invitations/{pk}/resend/").status_code == 409


def test_who_has_an_account_only_confirms_and_keeps_the_password(invited, harbor, rival):
    _, path = invited
    user = User.objects.create_user("nora@new.example", "the old sentence", name="Nora")
    client = Client()
    page = client.get(path).content.decode()
    assert 'name="password"' not in page
    assert client.post(path, {"password": "taken over now"}).url == "/account/login/?next=%2Fo%2Fharbor%2Fhome%2F"
    user.refresh_from_db()
    assert user.check_password("the old sentence")


def test_somebody_else_who_is_signed_in_cannot_take_it(invited, harbor, signed_in):
    _, path = invited
    other = signed_in(harbor.sales)
    assert "for somebody else" in other.get(path).content.decode()
    other.post(path, JOIN)
    assert not User.objects.filter(email="nora@new.example").exists()


@pytest.mark.parametrize(
    "wrong", [{"name": "", "password": "a long short sentence"}, {"name": "N", "password": "password123"}]
)
def test_a_poor_password_is_told_on_the_form(invited, wrong):
    _, path = invited
    assert Client().post(path, wrong).status_code == 422
    assert not User.objects.filter(email="nora@new.example").exists()


def test_everything_wrong_with_joining_is_said_at_once(invited):
    _, path = invited
    page = Client().post(path, {"name": "", "password": "password"}).content.decode()
    for sentence in ("This field is required", "too short", "too common"):
        assert sentence in page


def test_an_invitation_dies_with_the_rights_of_who_sent_it(invited, harbor):
    _, path = invited
    Membership.directory.filter(pk=harbor.owner.pk).update(roles=["technician"])
    assert Client().post(path, JOIN).status_code == 409


def test_only_owners_make_owners_and_only_managers_invite(harbor):
    def invite(role, roles, email="x@new.example"):
        with harbor.scope():
            return actions.invite_member(by=harbor.members[role], now=clock.now(), email=email, roles=roles)

    with pytest.raises(NotAllowed):
        invite("service_manager", ["owner"])
    with pytest.raises(NotAllowed):
        invite("technician", ["technician"])
    with pytest.raises(InvalidInput):
        invite("owner", ["boss"])
    with pytest.raises(DomainError, match="member already"):
        invite("owner", ["sales"], "sales@harbor.example")
    invite("service_manager", ["sales"])
    with pytest.raises(DomainError, match="invited already"):
        invite("owner", ["sales"])


def test_the_api_invites_lists_and_revokes(harbor, api_client):
    client = api_client(harbor, "owner")
    made = client.post(
        "/api/v1/members/invitations/", {"email": "a@b.example", "roles": ["sales"]}, "application/json"
    )
    assert made.status_code == 201
    assert [row["email"] for row in client.get("/api/v1/members/invitations/").json()["results"]] == [
        "a@b.example"
    ]
    address = f"/api/v1/members/invitations/{made.json()['id']}"
    assert client.post(f"{address}/resend/").status_code == 200
    assert client.post(f"{address}/revoke/").status_code == 200
    assert client.post(f"{address}/revoke/").status_code == 409
    assert api_client(harbor, "sales").get("/api/v1/members/invitations/").status_code == 403
