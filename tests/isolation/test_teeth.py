"""Proof that the generated requests of R1 notice a leak: with both guards of one table gone they do.

One guard alone holds: without the policy the manager's filter answers, without the filter the policy does.
"""

import os

import psycopg2
import pytest
from django.db import connections, models

from core.models import TenantManager
from tests.conftest import CANARY
from tests.isolation.answers import Crowd
from tests.isolation.routes import routes_under
from tests.isolation.test_requests import pairs
from tests.isolation.world import make_world

# Committed rows: the owner waits for nobody's transaction when it changes the table.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def customers_without_policy(django_db_setup):
    """Row-level security of the customers lifted by the owner."""
    owner = psycopg2.connect(os.environ["DATABASE_OWNER_URL"], dbname=connections["default"].settings_dict["NAME"])
    owner.autocommit = True
    owner.cursor().execute("SET lock_timeout = '20s'")
    owner.cursor().execute("ALTER TABLE customers_customer DISABLE ROW LEVEL SECURITY")
    yield
    owner.cursor().execute("ALTER TABLE customers_customer ENABLE ROW LEVEL SECURITY")
    owner.close()


@pytest.fixture
def noticed(harbor, rival, signed_in):
    """``noticed()``: what the crowd finds wrong when an owner asks for the rival's customer."""
    ours, theirs = make_world(harbor), make_world(rival, canary=f" {CANARY}")
    client = signed_in(harbor.owner)
    client.raise_request_exception = False

    def look():
        crowd = Crowd()
        for route in routes_under("o/<slug:slug>/customers/<uuid:pk>/"):
            for foreign, missing in pairs(route, ours, theirs):
                crowd.compare(client, "GET", foreign, missing)
        return crowd.wrong

    return look


def test_a_dropped_policy_alone_shows_nothing(customers_without_policy, noticed):
    assert noticed() == []


def test_a_missing_filter_alone_shows_nothing(noticed, monkeypatch):
    monkeypatch.setattr(TenantManager, "get_queryset", models.Manager.get_queryset)
    assert noticed() == []


def test_both_guards_gone_is_noticed(customers_without_policy, noticed, monkeypatch):
    monkeypatch.setattr(TenantManager, "get_queryset", models.Manager.get_queryset)
    found = noticed()
    assert any("told" in line and CANARY.lower() in line for line in found)
    assert any("for what belongs to the rival" in line for line in found)
    assert any("unlike" in line for line in found)
