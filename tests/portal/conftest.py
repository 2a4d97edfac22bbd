"""A customer's project as the portal shows it: committed rows, since the portal reads through a connection of its own."""

import datetime as dt

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Organization
from core.models import TokenRoute
from core.tokens import digest
from projects.actions import ensure_status_link
from projects.models import Project, StatusLink
from tests.isolation.world import NOW, make_world
from tests.updates.conftest import MONDAY

WEEK = MONDAY.isoformat()


@pytest.fixture
def at(settings):
    """``at(instant)``: what the views take for now."""

    def move(instant):
        settings.CLOCK_OFFSET = instant - dt.datetime.now(dt.UTC)

    return move


@pytest.fixture
def shop(transactional_db, harbor, at):
    """Harbor's world: a running project with one sent week, and the link of its signer."""
    at(NOW)
    world = make_world(harbor)
    Organization.objects.filter(pk=harbor.organization.pk).update(
        logo=None
    )  # the plain page; brand has its own test
    return world


@pytest.fixture
def pages(shop):
    """Addresses of the whole portal of that project."""
    return [f"/portal/{shop.token}/", f"/portal/{shop.token}/updates/{WEEK}/"]


@pytest.fixture
def visitor():
    """A browser without a session that shows errors as pages."""
    return Client(raise_request_exception=False)


@pytest.fixture
def statements():
    """``with statements() as found``: every statement of both connections, scope and all."""
    from contextlib import contextmanager

    @contextmanager
    def watch():
        found = []
        with (
            CaptureQueriesContext(connections["default"]) as first,
            CaptureQueriesContext(connections["portal"]) as second,
        ):
            yield found
        found.extend(query["sql"] for captured in (first, second) for query in captured)

    return watch


def change_project(shop, **fields):
    """Write fields straight onto the project."""
    with shop.company.scope():
        Project.objects.filter(pk=shop.project.pk).update(**fields)
        shop.project.refresh_from_db()


def change_link(shop, **fields):
    """Write fields straight onto the signer's link."""
    with shop.company.scope():
        StatusLink.objects.filter(digest=digest(shop.token)).update(**fields)


def new_link(shop, contact):
    """A link for another contact: its token."""
    with shop.company.scope():
        address = ensure_status_link(project=shop.project, contact=contact, now=NOW)
    return address.rstrip("/").rsplit("/", 1)[1]


def routes():
    """How many tokens lead anywhere."""
    return TokenRoute.objects.count()
