"""The health pages when the database is away, and the refusal to start with an unsafe role."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.test import Client

from core.checks import refuse_unsafe_roles
from tests.roles import credentials


@pytest.fixture
def database_away(transactional_db):
    """New connections go to a port on which nobody listens."""
    settings = connections["default"].settings_dict
    port = settings["PORT"]
    connections["default"].close()
    settings["PORT"] = "1"
    yield
    connections["default"].close()
    settings["PORT"] = port


def test_the_process_is_alive_without_a_database(database_away):
    assert Client(raise_request_exception=False).get("/healthz").status_code == 200


def test_readiness_without_a_database_is_a_503_in_json(database_away):
    answer = Client(raise_request_exception=False).get("/readyz")
    assert answer.status_code == 503
    assert json.loads(answer.content)["parts"]["database"] == "unreachable"


@pytest.mark.django_db(transaction=True, databases=["default", "portal"])
def test_a_process_does_not_start_as_the_owner_of_the_tables():
    refuse_unsafe_roles()
    settings = connections["default"].settings_dict
    safe = {key: settings[key] for key in ("USER", "PASSWORD")}
    connections["default"].close()
    settings.update(credentials("DATABASE_OWNER_URL"))
    try:
        with pytest.raises(ImproperlyConfigured, match="owns tables"):
            refuse_unsafe_roles(["default"])
    finally:
        connections["default"].close()
        settings.update(safe)
