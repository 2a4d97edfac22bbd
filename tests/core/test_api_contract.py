"""R40: the API answers as its OpenAPI file says, whatever it is sent.

Every documented operation gets generated requests, good and bad: no answer of 500 or above, none outside the
schema. Addresses and bodies name real rows every other time, so that the code behind them is reached.
Seen to fail: without the refusals of ``core.api.schema`` almost every operation answered outside its schema.
"""

import datetime as dt
import json
import logging
import os

import jsonschema
import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, checks
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks as of_openapi

from tests.isolation.routes import documented_path, routes_under, schema
from tests.isolation.world import NOW, make_world

pytestmark = pytest.mark.django_db
EACH = 16 if os.environ.get("MSP_GATE") else 1  # generated requests of each operation and mode
CHECKS = [
    checks.not_a_server_error,
    of_openapi.status_code_conformance,
    of_openapi.content_type_conformance,
    of_openapi.response_schema_conformance,
]


@pytest.fixture
def world(harbor, settings):
    settings.CLOCK_OFFSET = NOW - dt.datetime.now(dt.UTC)
    logging.disable(logging.WARNING)
    for signal in (
        request_started,
        request_finished,
    ):  # they would end the connection, and with it the test's rows
        signal.disconnect(close_old_connections)
    yield make_world(harbor)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    logging.disable(logging.NOTSET)


def document():
    """The OpenAPI file as it is served: plain JSON values."""
    return json.loads(json.dumps(schema(), default=str))


@pytest.mark.gate
def test_generated_requests_are_answered_as_documented(world, harbor, api_client, record_property):
    headers = {"Authorization": api_client(harbor, "owner").defaults["HTTP_AUTHORIZATION"]}
    asker = Asker(world, headers)
    api = schemathesis.openapi.from_dict(document())
    for operation in api.get_all_operations():
        asker.ask(operation.ok())
    record_property("requests", asker.asked)
    assert asker.asked >= (2000 if os.environ.get("MSP_GATE") else 170)
    assert not asker.wrong, "\n".join(asker.wrong)


def test_the_schema_is_made_without_a_warning_and_is_valid(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))


def test_every_list_that_is_paged_can_be_asked_for_what_changed_since():
    paged, without = 0, []
    for path, methods in document()["paths"].items():
        names = {parameter["name"] for parameter in methods.get("get", {}).get("parameters", [])}
        if "cursor" in names:
            paged += 1
            without += [path] if "updated_since" not in names else []
    assert paged > 40
    assert without == []


def test_every_operation_carries_examples_that_fit_their_shapes():
    whole, checked, wrong = document(), 0, []
    for path, methods in whole["paths"].items():
        for method, operation in methods.items():
            parts = [operation.get("requestBody", {}), *operation["responses"].values()]
            for content in (c for part in parts for c in part.get("content", {}).values()):
                shape = content["schema"] | {"components": whole["components"]}
                given = [row["value"] for row in content.get("examples", {}).values()] or [content["example"]]
                for example in given:
                    errors = jsonschema.Draft202012Validator(shape).iter_errors(example)
                    wrong += [f"{method} {path}: {error.message} at {list(error.path)}" for error in errors]
                    checked += 1
    assert not wrong, "\n".join(wrong)
    assert checked > len(whole["paths"])


class Asker:
    """Sends generated requests inside transactions that are undone, and notes every answer outside the schema."""

    def __init__(self, world, headers):
        self.world, self.headers, self.app = world, headers, get_wsgi_application()
        self.routes = {documented_path(route): route for route in routes_under("api/v1/")}
        self.asked, self.wrong = 0, []

    def ask(self, operation):
        """Good and bad requests of one operation, and one whose names are all real."""
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            try:
                self._generated(operation, mode)
            except Unsatisfiable:  # nothing that this operation takes can be wrong
                continue

    def _generated(self, operation, mode):
        @seed(1)
        @settings(
            max_examples=EACH,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def run(case):
            self._send(operation, case, own=self.asked % 2 == 0)

        run()

    def _send(self, operation, case, *, own):
        route = self.routes[operation.path]
        if own:
            values = self.world.values(route)
            case.path_parameters = {{"pk": "id"}.get(k, k): str(v) for k, v in values.items()}
        self.asked += 1
        with transaction.atomic():
            response = case.call(app=self.app, headers=self.headers)
            transaction.set_rollback(True)
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as refusal:
            found = " / ".join(f"{one.title}: {one.message}" for one in refusal.exceptions)
            self.wrong.append(f"{operation.label}: {response.status_code} {found[:600]} {response.content[:300]}")
