"""A body with a field that the endpoint does not know is refused by name; what was read may be sent back.

Every documented operation with a body is asked. Seen to fail: the addresses that take files passed the field over at first.
"""

import json

import pytest
from django.db import transaction
from django.urls import resolve
from rest_framework import serializers
from rest_framework.parsers import JSONParser

from core.api.bodies import unknown_fields
from core.api.examples import Examples
from tests.isolation.routes import documented, documented_path, routes_under
from tests.isolation.world import NOW, Standing, make_world

JSON, FORM = "application/json", "multipart/form-data"
STRANGE = "nobody_knows_this"
# Systems of others send these as they are: what we do not know is passed over.
LENIENT = {
    ("/api/v1/deals/", "post"),
    ("/api/v1/support-requests/", "post"),
    ("/api/v1/time-entries/", "post"),
}


class Line(serializers.Serializer):
    part = serializers.CharField()


class Order(serializers.Serializer):
    name = serializers.CharField()
    lines = Line(many=True)
    free = serializers.JSONField()


class Shown(serializers.Serializer):
    id = serializers.UUIDField()


@pytest.fixture
def world(harbor, settings):
    settings.CLOCK_OFFSET = Standing(NOW)
    return make_world(harbor)


def writing():
    """``(path, method, media type)`` of every documented operation with a body."""
    return [
        (path, method, next(iter(operation["requestBody"]["content"])))
        for path, methods in documented().items()
        for method, operation in methods.items()
        if "requestBody" in operation
    ]


def address_of(path, world):
    routes = {documented_path(route): route for route in routes_under("api/v1/")}
    return routes[path].address(world.values(routes[path]))


def sent(client, method, address, body, media):
    """The answer; whatever it changed is undone."""
    body = body if media == FORM else json.dumps(body)
    with transaction.atomic():
        answer = getattr(client, method)(address, body, **({} if media == FORM else {"content_type": JSON}))
        transaction.set_rollback(True)
    return answer


@pytest.mark.django_db
def test_every_endpoint_refuses_a_field_that_it_does_not_know(harbor, world, api_client):
    client, wrong = api_client(harbor, "owner"), []
    for path, method, media in writing():
        if (path, method) in LENIENT:
            continue
        answer = sent(client, method, address_of(path, world), {STRANGE: "1"}, media)
        told = answer.json() if "json" in answer.headers["Content-Type"] else {}
        named = [error["pointer"] for error in told.get("errors", ())]
        if (answer.status_code, told.get("type"), named) != (400, "urn:msp-pm:unknown_field", [f"/{STRANGE}"]):
            wrong.append(f"{method} {path}: {answer.status_code} {answer.content[:120]}")
    assert not wrong, "\n".join(wrong)
    assert len(writing()) > 60


@pytest.mark.django_db
def test_what_was_read_may_be_sent_back(harbor, world, api_client):
    client, wrong, asked = api_client(harbor, "owner"), [], 0
    for path, method, media in writing():
        if method == "post" or "get" not in documented()[path]:
            continue
        address = address_of(path, world)
        read = client.get(address).json()
        answer, asked = sent(client, method, address, read, media), asked + 1
        if answer.status_code == 400 and answer.json()["type"] == "urn:msp-pm:unknown_field":
            wrong.append(f"{method} {path}: {answer.json()['errors']}")
    assert not wrong, "\n".join(wrong)
    assert asked > 8


@pytest.mark.django_db
def test_what_other_systems_send_may_carry_more(harbor, world, api_client):
    client = api_client(harbor, "owner")
    for path, method in sorted(LENIENT):
        assert resolve(path).func.cls.parser_classes == (JSONParser,)
        answer = sent(client, method, path, {STRANGE: "1"}, JSON)
        assert STRANGE not in answer.content.decode()
    assert {(path, method) for path, method, _media in writing()} > LENIENT


@pytest.mark.django_db
def test_every_documented_example_is_known(harbor, world, api_client):
    """What the documentation shows as a body is never refused for a field that the endpoint does not know."""
    client, wrong, asked = api_client(harbor, "owner"), [], 0
    for path, method, media in writing():
        if media == FORM:
            continue
        example = Examples({}).of_content(documented()[path][method]["requestBody"]["content"][media])
        answer, asked = sent(client, method, address_of(path, world), example, media), asked + 1
        if "unknown_field" in answer.content.decode():
            wrong.append(f"{method} {path}: {answer.json()['errors']}")
    assert not wrong, "\n".join(wrong)
    assert asked > 60


def test_unknown_fields_are_found_at_every_depth():
    body = {"name": "x", "lines": [{"part": "a"}, {"part": "b", "a/b": 1}], "free": {"x": 1}, "id": 1}
    assert unknown_fields(body, [Order()]) == ["/lines/1/a~1b", "/id"]
    assert unknown_fields(body, [Order(), Shown()]) == ["/lines/1/a~1b"]
    assert unknown_fields([body, {}], [Order(many=True)]) == ["/0/lines/1/a~1b", "/0/id"]
    assert unknown_fields("text", [Order()]) == unknown_fields({"a": 1}, []) == []
