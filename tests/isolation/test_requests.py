"""R1: no request shows or changes another organization's data.

Every address of the resolver and of the OpenAPI file, every role, every scope, every method, with the
own, the rival's and no row: the rival's answers like one that does not exist, and nothing says a word of the rival's. ``test_teeth`` shows that a leak is noticed. A route with a parameter that ``world`` does not know fails, so that a new one is not forgotten.

At the gate everybody asks everything. Otherwise every address is asked by the owner, by the outsiders and by
its share of the other roles and scopes: which ones depends on the address alone.
"""

import logging
import os
from zlib import crc32

import pytest

from accounts.choices import Role
from accounts.models import Membership
from tests.conftest import CANARY
from tests.factories.cast import make_member
from tests.isolation.answers import FOUND, METHODS, Crowd, QuickClient
from tests.isolation.bodies import filled_body, page_body, query_of
from tests.isolation.routes import documented, documented_path, routes_outside, routes_under
from tests.isolation.world import NOW, WORDS, Standing, fingerprint, make_world, random_value

pytestmark = pytest.mark.django_db
STAFF, API, CUSTOMER = "o/", "api/v1/", ("portal/", "respond/")
UNDOCUMENTED = {"/api/v1/schema/", "/api/v1/docs/", "/api/v1/nothing/here/"}
AREAS = ("deals", "projects", "time", "scheduling", "customers", "updates", "support", "members", "webhooks")
SCOPES = [f"{area}:{right}" for area in AREAS for right in ("read", "write")]
BOTH = "member of both"
PEOPLE = [*Role.values, BOTH, "anonymous"]
GATE = bool(os.environ.get("MSP_GATE"))
# Methods that no page answers are tried by the owner only, unless at the gate.
TRY_ALL = set(Role.values) if GATE else {Role.OWNER}
ALWAYS = {Role.OWNER, BOTH, "anonymous"}


def asks(who, route, *, among, share):
    """Whether ``who`` of ``among`` asks this address outside the gate: every ``share``-th does, in turn."""
    return GATE or who in ALWAYS or (among.index(who) + crc32(route.path.encode())) % share == 0


def asks_all(route):
    """Whether the methods that no page answers are tried on this address, too: on every third outside the gate."""
    return GATE or crc32(route.path.encode()) % 3 == 0


@pytest.fixture
def worlds(harbor, rival, settings):
    """``(ours, theirs)`` at one moment of a week that stands; the rival's rows must be the same afterwards."""
    ours, theirs = make_world(harbor), make_world(rival, canary=f" {CANARY}", projects=3)
    with harbor.scope():
        both = make_member(harbor.organization, "both@harbor.example", "Pat Both", ["owner"])
    harbor.members[BOTH] = both
    Membership.objects.create(organization=rival.organization, user=both.user, roles=["owner"])
    settings.CLOCK_OFFSET = Standing(NOW)
    before = fingerprint(rival)
    yield ours, theirs
    assert fingerprint(rival) == before


@pytest.fixture
def crowd(record_property):
    """Asks, and complains at the end about everything it saw."""
    crowd = Crowd()
    logging.disable(logging.WARNING)
    yield crowd
    logging.disable(logging.NOTSET)
    record_property("requests", crowd.asked)  # stands in --junit-xml
    assert crowd.asked > 0
    assert crowd.wrong[:12] == []


@pytest.fixture
def client_of(worlds, signed_in, harbor):
    """``client_of(who)``: a browser of a role, of a member of both organizations, or of nobody."""

    def make(who):
        client = QuickClient(raise_request_exception=False)
        if who != "anonymous":
            client.cookies = signed_in(harbor.members[who]).cookies
        return client

    return make


def quick(client):
    """The same client, without what Django's own keeps of every answer."""
    twin = QuickClient(raise_request_exception=False)
    twin.defaults = client.defaults
    return twin


def pairs(route, ours, theirs, *, whole=True):
    """``(foreign, missing)``, each ``(address, values)``: all of it the rival's, and each part of it alone."""
    own = ours.values(route)
    ids = [name for name in route.parameters if name not in WORDS]
    swaps = {(name,) for name in ids if name != "slug"} | ({tuple(ids)} if whole and ids else set())
    for names in sorted(swaps):
        foreign = own | {name: theirs.value(route, name) for name in names}
        missing = own | {name: random_value(name) for name in names}
        yield (route.address(foreign), foreign.values()), (route.address(missing), missing.values())


def test_every_address_of_the_api_is_documented():
    known = {documented_path(route) for route in routes_under(API)} - UNDOCUMENTED
    assert known == set(documented())


@pytest.mark.gate
@pytest.mark.parametrize("people", [PEOPLE[:4], PEOPLE[4:7], PEOPLE[7:]], ids=["some", "others", "the rest"])
def test_pages_answer_alike_for_the_rival_s_and_for_nothing(worlds, crowd, client_of, people):
    for who in people:
        client = client_of(who)
        for route in routes_under(STAFF):
            if not asks(who, route, among=PEOPLE, share=3):
                continue
            crowd.ask(client, "GET", route.address(worlds[0].values(route)))
            for foreign, missing in pairs(route, *worlds, whole=who != BOTH):
                for method in METHODS if who in TRY_ALL and asks_all(route) else METHODS[:2]:
                    crowd.compare(client, method, foreign, missing)


@pytest.mark.gate
@pytest.mark.parametrize("roles", [Role.values[:3], Role.values[3:]], ids=["some", "others"])
def test_the_api_answers_alike_whatever_the_role(worlds, crowd, api_client, harbor, roles):
    for role in roles:
        routes = [route for route in routes_under(API) if asks(role, route, among=Role.values, share=3)]
        methods = METHODS if role in TRY_ALL else METHODS[:2]
        ask_api(quick(api_client(harbor, role)), worlds, crowd, methods, routes)


@pytest.mark.gate
def test_the_api_answers_alike_whatever_the_scope(worlds, crowd, api_client, harbor):
    for scope in SCOPES:
        routes = [route for route in routes_under(API) if asks(scope, route, among=SCOPES, share=6)]
        methods = METHODS[:2] if "write" in scope else ("GET",)
        ask_api(quick(api_client(harbor, "owner", [scope])), worlds, crowd, methods, routes)


@pytest.mark.gate
def test_the_api_answers_alike_without_a_key_and_with_a_customer_s_token(worlds, crowd):
    for token in ("", worlds[0].token, worlds[1].token):
        client = QuickClient(headers={"authorization": f"Bearer {token}"} if token else {})
        ask_api(client, worlds, crowd, METHODS if GATE and not token else METHODS[:2])


def ask_api(client, worlds, crowd, methods, routes=None):
    """Addresses of the API, all unless named: the own one, and each pair of a foreign and a missing one."""
    for route in routes or routes_under(API):
        crowd.ask(client, "GET", route.address(worlds[0].values(route)))
        for foreign, missing in pairs(route, *worlds):
            for method in methods:
                crowd.compare(client, method, foreign, missing)


def test_every_own_page_is_reached_by_somebody(worlds, crowd, client_of):
    clients = [client_of(role) for role in (Role.OWNER, Role.PROJECT_MANAGER, Role.LEAD_TECH, Role.SALES)]
    for route in routes_under(STAFF):
        address = route.address(worlds[0].values(route))
        shown = any(crowd.ask(client, "GET", address).status_code in (200, 302) for client in clients)
        body = page_body(worlds[0])
        if not shown and not any(crowd.ask(c, "POST", address, body).status_code in FOUND for c in clients):
            crowd.wrong.append(f"{address}: nobody gets anywhere")


def test_every_documented_operation_reaches_the_own_row(worlds, crowd, api_client, harbor):
    owner, manager = (quick(api_client(harbor, role)) for role in ("owner", "project_manager"))
    for route in routes_under(API):
        for method, operation in documented().get(documented_path(route), {}).items():
            address, body = route.address(worlds[0].values(route)), filled_body(operation, worlds[0])
            status = crowd.ask(owner, method.upper(), address, body).status_code
            if status == 403:  # what an owner does not need: they change the plan, and propose nothing
                status = crowd.ask(manager, method.upper(), address, body).status_code
            if status not in ((200,) if method == "get" else FOUND):
                crowd.wrong.append(f"{method} {address}: {status}")


def test_the_rival_s_rows_named_in_a_form_or_a_filter_are_like_none(worlds, crowd, client_of):
    ours, theirs = worlds
    client = client_of(Role.OWNER)
    foreign, missing = page_body(ours, theirs), page_body(ours, None)
    for route in routes_under(STAFF):
        own = route.address(ours.values(route))
        crowd.compare_bodies(client, "POST", own, foreign, missing)
        crowd.compare_queries(client, own, query_of(foreign), query_of(missing))


def test_the_rival_s_rows_named_in_a_body_or_a_filter_of_the_api_are_like_none(worlds, crowd, api_client, harbor):
    ours, theirs = worlds
    client = quick(api_client(harbor, "owner"))
    for route in routes_under(API):
        own = route.address(ours.values(route))
        for method, operation in documented().get(documented_path(route), {}).items():
            foreign, missing = filled_body(operation, ours, theirs), filled_body(operation, ours, None)
            crowd.compare_bodies(client, method.upper(), own, foreign, missing)
            crowd.compare_queries(client, own, query_of(foreign, operation), query_of(missing, operation))


def test_addresses_outside_every_organization_say_nothing_of_the_rival(worlds, crowd, client_of):
    for who in (Role.OWNER, Role.TECHNICIAN, "anonymous"):
        client = client_of(who)
        for route in routes_outside(STAFF, API, *CUSTOMER):
            for method in METHODS:
                crowd.ask(client, method, route.address(worlds[0].values(route)))
