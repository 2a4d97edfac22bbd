"""A running project, and clients of the people round it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from core import clock
from projects import actions
from tests.factories.projects import make_project


@pytest.fixture
def project(harbor):
    """Accepted nine days ago, 4 of 40 sold hours logged, one milestone ahead."""
    now = clock.now()
    with harbor.scope():
        made = make_project(harbor, now=now - dt.timedelta(days=9))
        task = made.tasks.first()
        lead = harbor.lead_tech
        today = clock.today(harbor.organization.zone)
        actions.log_time(project=made, member=lead, on=today, hours=Decimal(4), task=task, by=lead, now=now)
        actions.add_milestone(
            project=made, title="Servers racked", baseline_on=today + dt.timedelta(days=7), by=lead, now=now
        )
    return made


@pytest.fixture
def at(harbor, project):
    """``at("plan")``: the address of a page of the project; further arguments go into it."""
    return lambda name, *args: reverse(f"projects:{name}", args=[harbor.organization.slug, project.number, *args])


@pytest.fixture
def manager(harbor, signed_in):
    """A client of the project manager."""
    return signed_in(harbor.project_manager)


@pytest.fixture
def lead(harbor, signed_in):
    """A client of the lead tech."""
    return signed_in(harbor.lead_tech)
