"""The way in and out, a forgotten password, and what a deactivated person meets."""

import re

import pytest
from django.test import Client

from accounts.models import Membership, User
from mailing.models import AccountMail
from tests.factories.cast import PASSWORD

pytestmark = pytest.mark.django_db
ACTIVITY = "/o/harbor/activity/"


def sign_in(email, password=PASSWORD, client=None, **query):
    client = client or Client()
    query = "?next=" + query["next"] if "next" in query else ""
    return client, client.post(
        f"/account/login/{query}",
        {"login": email, "password": password, **({} if not query else {"next": query[6:]})},
    )


def test_the_root_sends_a_stranger_to_sign_in(client):
    assert client.get("/").url == "/account/login/"
    assert client.get("/organizations/").url.startswith("/account/login/")
    assert client.get("/profile/").url == "/account/login/?next=/profile/"
    assert client.get(ACTIVITY).url == f"/account/login/?next={ACTIVITY}"


def test_email_in_any_case_and_password_sign_in(harbor):
    client, answer = sign_in("Owner@Harbor.example")
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.get(ACTIVITY).status_code == 200


def test_sign_in_leads_back_to_where_one_came_from(harbor):
    _, answer = sign_in("owner@harbor.example", next=ACTIVITY)
    assert answer.url == ACTIVITY
    _, answer = sign_in("owner@harbor.example", next="//evil.example/")
    assert answer.url == "/"


@pytest.mark.parametrize("email", ["owner@harbor.example", "nobody@harbor.example"])
def test_a_wrong_password_and_an_unknown_address_read_the_same(harbor, email):
    client, answer = sign_in(email, "wrong password")
    assert answer.status_code == 200
    assert "are not correct" in answer.content.decode()
    assert client.get("/").url == "/account/login/"


def test_the_session_gets_a_new_name_at_sign_in(harbor):
    client = Client()
    client.get("/account/login/")
    session = client.session
    session["mark"] = "before"
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    sign_in("owner@harbor.example", client=client)
    assert client.cookies["sessionid"].value != before


def test_signing_out_takes_a_post(harbor, signed_in):
    client = signed_in(harbor.owner)
    assert client.get("/account/logout/").status_code == 200
    assert client.get(ACTIVITY).status_code == 200
    assert client.post("/account/logout/").url == "/account/login/"
    assert client.get(ACTIVITY).status_code == 302


def test_nobody_signs_up(client):
    page = client.get("/account/signup/").content.decode()
    assert "by invitation" in page
    client.post("/account/signup/", {"email": "x@y.example", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(email="x@y.example").exists()


def test_a_deactivated_user_is_out_at_the_next_request(harbor, signed_in):
    client = signed_in(harbor.owner)
    assert client.get(ACTIVITY).status_code == 200
    User.objects.filter(pk=harbor.owner.user_id).update(is_active=False)
    assert client.get(ACTIVITY).url.startswith("/account/login/")
    _, answer = sign_in("owner@harbor.example")
    assert answer.url == "/account/inactive/"


def test_a_deactivated_membership_is_out_at_the_next_request(harbor, signed_in):
    client = signed_in(harbor.owner)
    assert client.get(ACTIVITY).status_code == 200
    Membership.directory.filter(pk=harbor.owner.pk).update(is_active=False)
    assert client.get(ACTIVITY).status_code == 404
    assert client.get("/").url == "/organizations/"


@pytest.mark.parametrize("what", ["user", "member"])
def test_the_key_of_a_deactivated_person_is_dead(harbor, api_client, what):
    client = api_client(harbor, "owner")
    assert client.get("/api/v1/members/").status_code == 200
    if what == "user":
        User.objects.filter(pk=harbor.owner.user_id).update(is_active=False)
    else:
        Membership.directory.filter(pk=harbor.owner.pk).update(is_active=False)
    assert client.get("/api/v1/members/").status_code == 401


def ask_for_reset(email):
    answer = Client().post("/account/password/reset/", {"email": email})
    assert answer.url == "/account/password/reset/done/"


def test_a_forgotten_password_is_set_anew_by_mail(harbor, settings):
    other_device, _ = sign_in("owner@harbor.example")
    ask_for_reset("Owner@harbor.example")
    mail = AccountMail.objects.get()
    assert (mail.kind, mail.to_email, mail.to_name) == ("password_reset", "owner@harbor.example", "Olivia Grant")
    assert mail.subject == "Choose a new password for MSP PM"
    link = re.search(r"^http\S+$", mail.text, re.MULTILINE).group()
    assert link.startswith(settings.SITE_URL)
    assert f'href="{link}"' in mail.html

    path = link.removeprefix(settings.SITE_URL)
    assert Client().get(path).status_code == 302  # a mail scanner
    client = Client()
    form = client.get(path).url
    answer = client.post(form, {"password1": "a new short sentence", "password2": "a new short sentence"})
    assert answer.url == "/"
    assert client.get(ACTIVITY).status_code == 200
    assert other_device.get(ACTIVITY).status_code == 302
    assert sign_in("owner@harbor.example")[1].status_code == 200  # the old password
    assert sign_in("owner@harbor.example", "a new short sentence")[1].status_code == 302
    assert "no longer works" in Client().get(path, follow=True).content.decode()


def test_everything_wrong_with_a_new_password_is_said_at_once(harbor, settings):
    ask_for_reset("owner@harbor.example")
    client, link = Client(), re.search(r"^http\S+$", AccountMail.objects.get().text, re.MULTILINE).group()
    form = client.get(link.removeprefix(settings.SITE_URL)).url
    page = client.post(form, {"password1": "password", "password2": "passw0rd"}).content.decode()
    for sentence in ("too short", "too common", "same password each time"):
        assert sentence in page


def test_a_reset_for_an_unknown_address_looks_the_same_and_mails_nobody(harbor):
    ask_for_reset("nobody@harbor.example")
    assert not AccountMail.objects.exists()


def test_the_reset_link_ignores_the_host_header(harbor, settings):
    settings.ALLOWED_HOSTS = ["*"]
    Client().post("/account/password/reset/", {"email": "owner@harbor.example"}, headers={"host": "evil.example"})
    assert "evil.example" not in AccountMail.objects.get().text


def test_a_password_is_changed_by_who_knows_the_old_one(harbor):
    client, _ = sign_in("owner@harbor.example")
    new = {"password1": "a new short sentence", "password2": "a new short sentence"}
    assert client.post("/account/password/change/", {"oldpassword": "wrong", **new}).status_code == 200
    answer = client.post("/account/password/change/", {"oldpassword": PASSWORD, **new})
    assert answer.url == "/account/security/"
    assert client.get("/profile/").status_code == 200
    assert sign_in("owner@harbor.example", "a new short sentence")[1].status_code == 302


def test_a_part_of_a_page_asked_for_after_sign_out_takes_the_page_along(harbor, client):
    answer = client.get(ACTIVITY, headers={"hx-request": "true"})
    assert answer.headers["HX-Redirect"] == "/account/login/"
