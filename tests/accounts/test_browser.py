"""The ways in, in a real browser: scanners that run scripts use nothing up (R17); a passkey opens the account."""

import os
from urllib.parse import urlsplit

import pytest

from accounts.actions.invitations import invitation_token, invite_member
from accounts.links import password_link
from accounts.models import Invitation, User
from core import clock
from tests.factories.cast import PASSWORD
from tests.journeys.browser import Watch, chromium
from tests.servers import find_browser, require

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
LOOKS = 20 if os.environ.get("MSP_GATE") else 5


@pytest.fixture
def browser():
    """A started Chromium."""
    with chromium(require(find_browser(), "a browser")) as found:
        yield found


@pytest.mark.gate
def test_a_scanner_that_runs_scripts_and_presses_nothing_uses_no_link_up(harbor, browser, live_server):
    with harbor.scope():
        invitation = invite_member(by=harbor.owner, now=clock.now(), email="n@new.example", roles=["sales"])
    fresh = User.objects.create_user("first@new.example")
    paths = {
        "invitation": f"/invitation/{invitation_token(invitation)}/",
        "reset": urlsplit(password_link(harbor.sales.user)).path,
        "first": urlsplit(password_link(fresh)).path,
    }
    for path in paths.values():
        for _ in range(LOOKS):
            page = browser.new_context().new_page()
            assert page.request.head(live_server.url + path).ok
            page.goto(live_server.url + path, wait_until="networkidle")
            assert page.locator("form button").first.is_visible()
            page.context.close()
    with harbor.scope():
        assert Invitation.objects.get().accepted_at is None
    page = browser.new_page()
    page.goto(live_server.url + paths["invitation"])
    page.fill("[name=name]", "Nora New")
    page.fill("[name=password]", "a long short sentence")
    page.click("text=Join Harbor Light IT >> nth=-1")
    page.wait_for_url("**/o/harbor/home/")
    page = browser.new_page()
    page.goto(live_server.url + paths["first"])
    page.fill("[name=name]", "Finn First")
    page.fill("[name=password1]", "a long short sentence")
    page.fill("[name=password2]", "a long short sentence")
    page.click("text=Set the password")
    page.wait_for_url("**/organizations/")
    assert User.objects.get(pk=fresh.pk).name == "Finn First"


def test_a_passkey_is_added_and_signs_in_without_a_password(harbor, browser, live_server):
    page = browser.new_page()
    watch = Watch()
    watch.attach(page)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": device | {"isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    url = live_server.url.replace("127.0.0.1", "localhost")
    page.goto(f"{url}/account/login/")
    page.fill("[name=login]", "owner@harbor.example")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/o/harbor/home/")
    page.goto(f"{url}/account/security/passkeys/add/")
    page.fill("[name=password]", PASSWORD)
    page.click("text=Go on")
    page.check("[name=passwordless]")
    page.click("text=Add the passkey")
    page.wait_for_url("**/account/security/codes/")
    page.context.clear_cookies()
    page.goto(f"{url}/account/login/")
    page.click("text=Sign in with a passkey")
    page.wait_for_url("**/o/harbor/home/")
    assert watch.faults == []
