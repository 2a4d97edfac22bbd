"""What operators type (contract, section 3), and what they read when it was wrong."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Membership, User
from accounts.queries import cost_rate_on, profile_of
from core import clock
from mailing.models import AccountMail

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_create_organization_prints_a_link_that_signs_the_owner_in_once(settings):
    printed = run("create_organization", "north", "North Peak", "--owner", "olga@north.example")
    link = re.search(r"\S+$", printed.strip()).group()
    assert link.startswith(settings.SITE_URL)
    path = link.removeprefix(settings.SITE_URL)

    for _visit in range(2):  # a scanner's look uses nothing up
        assert Client().get(path).status_code == 302
    browser = Client()
    form = browser.get(path).url
    page = browser.get(form).content
    assert b'name="password1"' in page
    assert b'value="Olga"' in page  # offered from the address, to be corrected
    answer = browser.post(form, {"password1": "a short sentence", "password2": "a short sentence"})
    assert answer.status_code == 302
    assert browser.get("/").url == "/o/north/home/"
    assert b"no longer works" in Client().get(path, follow=True).content
    assert User.objects.get(email="olga@north.example").name == "Olga"  # never an empty face
    assert not AccountMail.objects.exists()  # a first password is no alarm


def test_add_member_takes_a_password_from_standard_input(harbor, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("a short sentence\n"))
    printed = run(
        "add_member",
        "harbor",
        "nina@harbor.example",
        "--name",
        "Nina",
        "--roles",
        "lead_tech, support",
        "--level",
        "L2",
        "--hours",
        "32",
        "--cost-rate",
        "70",
        "--password-stdin",
    )
    assert printed.strip() == "Nina is a member of Harbor Light IT as lead_tech, support."
    user = User.objects.get(email="nina@harbor.example")
    assert user.check_password("a short sentence")
    with harbor.scope():
        member = Membership.objects.get(user=user)
        assert profile_of(member).weekly_hours == 32
        assert cost_rate_on(member, clock.today("UTC")) == 70


def test_add_member_without_password_prints_a_link(harbor):
    printed = run("add_member", "harbor", "nina@harbor.example", "--name", "Nina", "--roles", "sales")
    assert "/account/password/reset/key/" in printed


def test_create_api_key_prints_a_working_key_as_last_word(harbor):
    printed = run("create_api_key", "harbor", "--name", "CRM", "--scopes", "members:read,deals:write")
    key = printed.split()[-1]
    answer = Client().get("/api/v1/members/", headers={"authorization": f"Bearer {key}"})
    assert answer.status_code == 200
    assert "owner@harbor.example" in printed


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["create_organization", "Bad Slug", "N", "--owner", "o@n.example"], "The slug “Bad Slug” must be"),
        (["create_organization", "harbor", "N", "--owner", "o@n.example"], "exists already"),
        (["create_organization", "n", "N", "--owner", "o"], "is not an email address"),
        (["createsuperuser"], "has no superusers"),
        (["create_organization", "n", "N", "--owner", "o@n.example", "--time-zone", "X"], "no time zone “X”"),
        (["create_organization", "n", "N", "--owner", "o@n.example", "--updates", "x"], "invalid choice"),
        (
            ["add_member", "nowhere", "a@n.example", "--name", "A", "--roles", "sales"],
            "no organization with the slug",
        ),
        (["add_member", "harbor", "a@n.example", "--name", "A", "--roles", "boss"], "There is no role “boss”"),
        (
            ["add_member", "harbor", "sales@harbor.example", "--name", "A", "--roles", "sales"],
            "is a member already",
        ),
        (
            ["add_member", "harbor", "a@n.example", "--name", "A", "--roles", "sales", "--hours", "many"],
            "not a number",
        ),
        (
            ["add_member", "harbor", "a@n.example", "--name", "A", "--roles", "sales", "--hours", "-1"],
            "zero or more",
        ),
        (["create_api_key", "harbor", "--name", "K", "--scopes", "deals"], "There is no scope “deals”"),
        (["create_api_key", "harbor", "--name", "K", "--scopes", "*", "--member", "x@y.example"], "has no member"),
        (["create_api_key", "nowhere", "--name", "K", "--scopes", "*"], "no organization with the slug"),
    ],
)
def test_bad_input_is_one_clear_sentence(harbor, arguments, sentence):
    with pytest.raises(CommandError) as refused:
        run(*arguments)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_empty_password_is_said(harbor, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(CommandError, match="No password"):
        run("add_member", "harbor", "a@n.example", "--name", "A", "--roles", "sales", "--password-stdin")
