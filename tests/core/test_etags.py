"""R23: whatever a key can read and change is refused to a caller who read it before somebody else changed it.

Generated from the OpenAPI file. Seen to fail: without ``SingleResource`` on ``settings/`` its change is in the list.
"""

import datetime as dt

import pytest

from core.api.etags import CHANGING
from tests.isolation.routes import documented, documented_path, routes_under
from tests.isolation.world import NOW, make_world

RUNNING = "api/v1/timer/"  # one's own clock: nobody else changes it, and it reads otherwise every minute
METHODS = [method.lower() for method in CHANGING]


def changed_resources():
    """``(route, method)`` of every change of something that has a GET at the same address."""
    routes = {documented_path(route): route for route in routes_under("api/v1/")}
    for path, operations in documented().items():
        for method in sorted(set(operations) & set(METHODS)):
            if "get" in operations and routes[path].path != RUNNING:
                yield routes[path], method


def test_every_change_of_what_can_be_read_documents_the_refusal():
    silent = [
        f"{method} {route}"
        for route, method in changed_resources()
        if "412" not in documented()[documented_path(route)][method]["responses"]
    ]
    assert silent == []


@pytest.mark.django_db
def test_a_stale_reader_changes_nothing(harbor, api_client, settings):
    settings.CLOCK_OFFSET = NOW - dt.datetime.now(dt.UTC)
    world, client = make_world(harbor), api_client(harbor, "owner")
    wrong, seen = [], 0
    for route, method in changed_resources():
        address = route.address(world.values(route))
        before = client.get(address)
        assert before.status_code == 200, address
        answer = getattr(client, method)(address, {}, "application/json", headers={"if-match": '"old"'})
        after = client.get(address)
        if (answer.status_code, after["ETag"]) != (412, before["ETag"]):
            wrong.append(f"{method} {route}: {answer.status_code} {answer.content[:120]}")
        seen += 1
    assert not wrong, "\n".join(wrong)
    assert seen > 25
