"""R36: guessing is futile, and hammering an account does not lock its person out; with and without Redis.

Seen to bite: with one counter per account (allauth's ``5/5m/key``) the rightful person was locked out, too.
"""

import os

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.test import Client

from accounts.models import RecoveryCode
from audit.models import AuditEvent
from core import limits
from mailing.models import AccountMail
from tests.factories.cast import PASSWORD

pytestmark = pytest.mark.django_db
TRIES = 10_000 if os.environ.get("MSP_GATE") else 60
EMAIL = "owner@harbor.example"
LOGIN = "/account/login/"
FULL = [pytest.param(False, id="redis"), pytest.param(True, id="without redis")]


@pytest.fixture(params=FULL, autouse=True)
def _counted_for_real(request, settings, monkeypatch):
    """The limits of production; for the second run Redis is somewhere where nobody answers."""
    settings.RATE_LIMIT_FACTOR = 1
    if request.param:
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
    limits._redis.cache_clear()
    monkeypatch.setattr(limits, "_absent_until", 0.0)
    if not request.param:
        limits._redis().delete(*(limits._redis().keys("msp:hits:*") or ["none"]))
    yield
    limits._redis.cache_clear()
    limits._absent_until = 0.0


def sign_in(client, password, address="198.51.100.7"):
    return client.post(LOGIN, {"login": EMAIL, "password": password}, REMOTE_ADDR=address)


def attack(act, tries=TRIES):
    """Try from eight addresses in turn."""
    for turn in range(tries):
        act(turn, f"198.51.100.{turn % 8}")


def events(harbor, verb):
    with harbor.scope():
        return AuditEvent.objects.filter(verb=verb).count()


@pytest.mark.gate
def test_passwords_are_not_guessed_and_the_person_still_gets_in(harbor, django_user_model):
    mine = Client()
    assert sign_in(mine, PASSWORD, "203.0.113.5").status_code == 302
    mine.post("/account/logout/")
    looked = []
    check = django_user_model.check_password
    django_user_model.check_password = lambda self, raw: looked.append(raw) or check(self, raw)
    try:
        attack(lambda turn, address: sign_in(Client(), f"guess number {turn}", address))
    finally:
        django_user_model.check_password = check
    assert len(looked) <= 60, "each guess beyond the allowance is refused unseen"
    assert events(harbor, "security.throttled") >= 1
    assert sign_in(Client(), PASSWORD).status_code == 200, "a stranger's browser waits, even with the password"
    assert sign_in(mine, PASSWORD, "203.0.113.5").status_code == 302


@pytest.mark.gate
def test_codes_of_the_second_factor_are_not_guessed(harbor):
    Authenticator.objects.create(user=harbor.owner.user, type="totp", data={"secret": encrypt("A" * 32)})
    RecoveryCode.objects.create(user=harbor.owner.user, digest="x")
    client = Client()
    sign_in(client, PASSWORD)
    refused = []

    def guess(turn, address):
        page = client.post("/account/security/code/", {"code": f"{turn:06}"}, REMOTE_ADDR=address)
        refused.append(b"Too many tries" in page.content)

    attack(guess)
    assert refused.count(False) <= 60
    assert refused[-1]
    assert events(harbor, "security.throttled") >= 1


@pytest.mark.gate
def test_keys_and_invitations_are_not_guessed(harbor):
    statuses = []

    def guess(turn, _address):
        key = {"authorization": f"Bearer msp_{turn:043}"}
        statuses.append(Client().get("/api/v1/members/", headers=key, REMOTE_ADDR="198.51.100.7").status_code)

    attack(guess, max(TRIES, 70))
    assert statuses.count(401) <= 60
    assert statuses[-1] == 429
    assert {Client().get(f"/invitation/{turn:043}/").status_code for turn in range(5)} == {404}


def test_nobody_s_mailbox_is_filled_with_resets(harbor):
    for _ in range(12):
        Client().post("/account/password/reset/", {"email": EMAIL})
    assert AccountMail.objects.filter(kind="password_reset").count() == 5
