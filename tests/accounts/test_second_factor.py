"""Second factors: an app, recovery codes, what an organization requires, and ending sessions (R24)."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from accounts.actions.members import require_second_factor
from accounts.models import RecoveryCode, User
from audit.models import AuditEvent
from mailing.models import AccountMail
from tests.factories.cast import PASSWORD

pytestmark = pytest.mark.django_db
EMAIL = "owner@harbor.example"
SECURITY = "/account/security/"
HOME = "/o/harbor/home/"


def code_of(secret, step=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def sign_in(client=None, password=PASSWORD):
    client = client or Client()
    return client, client.post("/account/login/", {"login": EMAIL, "password": password})


def again(client):
    """Say once more who one is, as delicate pages ask."""
    return client.post(f"{SECURITY}again/", {"password": PASSWORD})


@pytest.fixture
def with_app(harbor):
    """``(client, secret, codes)``: the owner, signed in, with an app and recovery codes through the pages."""
    client, _ = sign_in()
    assert client.get(f"{SECURITY}app/").url.startswith(f"{SECURITY}again/")
    assert again(client).status_code == 302
    page = client.get(f"{SECURITY}app/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    answer = client.post(f"{SECURITY}app/", {"code": code_of(secret, -1)})
    assert answer.url == f"{SECURITY}codes/"
    page = client.post(f"{SECURITY}codes/").content.decode()
    return client, secret, re.findall(r"<code>([a-z2-7-]{19})</code>", page)


def test_an_app_is_asked_for_at_the_next_sign_in_and_its_code_works_once(with_app):
    _, secret, _ = with_app
    client, answer = sign_in()
    assert answer.url == f"{SECURITY}code/"
    assert client.get(HOME).status_code == 302
    assert client.post(f"{SECURITY}code/", {"code": "000000"}).status_code == 200
    code = code_of(secret)
    assert client.post(f"{SECURITY}code/", {"code": code}).url == "/"
    assert client.get(HOME).status_code == 200
    other, _ = sign_in()
    assert other.post(f"{SECURITY}code/", {"code": code}).status_code == 200
    assert other.get(HOME).status_code == 302


def test_a_recovery_code_works_once_and_is_stored_hashed(with_app, harbor):
    _, secret, codes = with_app
    assert len(codes) == len(set(codes)) == 10
    stored = str(list(RecoveryCode.objects.values())) + str(list(Authenticator.objects.values()))
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)
    assert secret not in stored
    for right in (True, False):
        client, _ = sign_in()
        answer = client.post(f"{SECURITY}code/", {"code": codes[0].upper()})
        assert (answer.status_code == 302) is right
    assert RecoveryCode.objects.filter(used_at=None).count() == 9


@pytest.mark.django_db(transaction=True)
def test_after_commit_the_person_is_told_and_the_session_renamed(harbor):
    client, _ = sign_in()
    before = client.session.session_key
    new = {"password1": "a new short sentence", "password2": "a new short sentence"}
    client.post("/account/password/change/", {"oldpassword": PASSWORD, **new})
    assert client.session.session_key != before
    assert AccountMail.objects.get(kind="security_notice").to_email == EMAIL
    with harbor.scope():
        assert AuditEvent.objects.filter(verb="security.password_changed").exists()


def test_a_mailed_reset_does_not_skip_the_second_factor(with_app, settings):
    Client().post("/account/password/reset/", {"email": EMAIL})
    mail = AccountMail.objects.get(kind="password_reset")
    path = re.search(r"^http\S+$", mail.text, re.MULTILINE).group().removeprefix(settings.SITE_URL)
    client = Client()
    form = client.get(path).url
    new = {"password1": "a new short sentence", "password2": "a new short sentence"}
    assert client.post(form, new).url == f"{SECURITY}code/"
    assert client.get(HOME).status_code == 302


def test_an_organization_that_requires_a_factor_asks_at_the_next_click(harbor, signed_in):
    client = signed_in(harbor.sales)
    assert client.get(HOME).status_code == 200
    with harbor.scope():
        require_second_factor(by=harbor.owner, required=True)
    assert client.get(HOME).url == SECURITY
    assert "asks everybody for a second factor" in client.get(SECURITY).content.decode()
    Authenticator.objects.create(user=harbor.sales.user, type="totp", data={})
    assert client.get(HOME).status_code == 200


def test_sessions_are_listed_and_ended_one_by_one_and_all_at_once(harbor):
    here, _ = sign_in()
    phone = Client(headers={"user-agent": "Mozilla/5.0 (iPhone) Safari/605"})
    tablet = Client(headers={"user-agent": "Mozilla/5.0 (iPad) Safari/605"})
    for client in (phone, tablet):
        sign_in(client)
        assert client.get(HOME).status_code == 200
    page = here.get(SECURITY).content.decode()
    assert "Safari, iPhone" in page
    pk = re.search(r"sessions/(\d+)/end/\"(?:(?!</li>).)*Safari, iPhone", page, re.DOTALL)[1]
    assert here.post(f"{SECURITY}sessions/{pk}/end/").status_code == 302
    assert phone.get(HOME).status_code == 302
    assert tablet.get(HOME).status_code == 200
    assert here.post(f"{SECURITY}sessions/end/").status_code == 302
    assert tablet.get(HOME).status_code == 302
    assert here.get(HOME).status_code == 200
    assert Client().post(f"{SECURITY}sessions/{pk}/end/").status_code == 302


def test_somebody_elses_session_is_none(harbor, signed_in):
    mine, theirs = signed_in(harbor.sales), signed_in(harbor.owner)
    theirs.get(HOME)
    pk = harbor.owner.user.usersession_set.get().pk
    assert mine.post(f"{SECURITY}sessions/{pk}/end/").status_code == 404
    assert theirs.get(HOME).status_code == 200


def test_long_passwords_of_any_composition_are_taken_and_common_ones_are_not(harbor):
    client, _ = sign_in()

    def change(old, new):
        return client.post(
            "/account/password/change/", {"oldpassword": old, "password1": new, "password2": new}
        ).status_code

    long = "only small letters and spaces " * 4
    assert change(PASSWORD, long) == 302
    assert User.objects.get(email=EMAIL).check_password(long)
    assert change(long, "password1234") == 200
    assert change(long, "short") == 200


def test_the_codes_go_with_the_last_factor(with_app):
    client, _, _ = with_app
    again(client)
    assert client.post(f"{SECURITY}app/remove/").status_code == 302
    assert not Authenticator.objects.exists()
    assert not RecoveryCode.objects.exists()
    _, answer = sign_in()
    assert answer.url == "/"
