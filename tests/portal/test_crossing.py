"""R1 for customers: a token opens its own page and no other, whoever holds it; crossed with the rival's, as read from the resolver."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.conftest import CANARY
from tests.isolation.bodies import page_body
from tests.isolation.routes import routes_under
from tests.isolation.world import make_world, random_value

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])
METHODS = ("get", "head", "post", "put", "patch", "delete")


def words_of(answer):
    """What a person reads of an answer, page or PDF."""
    if answer.content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    return answer.content.decode()


def seen(answer):
    """What an answer says, without the fresh tokens of a form."""
    text = re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", words_of(answer))
    return answer.status_code, text


def test_a_token_of_another_purpose_is_like_none(shop, visitor):
    for route in routes_under("portal/", "respond/"):
        own = shop.values(route)
        swapped = shop.unsubscribe_token if own["token"] == shop.token else shop.token
        nothing = random_value("token")
        for method in METHODS:
            crossed, missing = (
                seen(getattr(visitor, method)(route.address(own | {"token": token})))
                for token in (swapped, nothing)
            )
            assert crossed[0] in (404, 405), (method, route)
            assert crossed[1].replace(swapped, "") == missing[1].replace(nothing, ""), (method, route)


def test_the_rival_s_token_shows_the_rival_and_never_us_and_names_none_of_our_rows(shop, rival, signed_in):
    theirs = make_world(rival, canary=f" {CANARY}")
    ours = (shop.company.organization.name, shop.company.contact.email, shop.token, shop.unsubscribe_token)
    staff = signed_in(shop.company.owner)
    for route in routes_under("portal/", "respond/"):
        # Our session and our rows in the body, the rival's token in the address.
        address = route.address(shop.values(route) | {"token": theirs.value(route, "token")})
        for method in METHODS:
            answer = getattr(staff, method)(address, page_body(shop))
            assert answer.status_code < 500, (method, route)
            words = words_of(answer)
            assert not [secret for secret in ours if secret in words], (method, route)
    own = staff.get(f"/portal/{shop.token}/").content.decode()
    assert CANARY not in own
