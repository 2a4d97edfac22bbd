"""A project in its organization's scope, and instants to act at."""

import datetime as dt

import pytest

from tests.factories.projects import make_project

MONDAY = dt.datetime(2026, 11, 2, 15, 0, tzinfo=dt.UTC)  # 10:00 in New York


@pytest.fixture
def later():
    """``later(days=1)``: Monday 2026-11-02, 10:00 in New York, and so much later."""
    return lambda **span: MONDAY + dt.timedelta(**span)


@pytest.fixture
def project(harbor, later):
    """Accepted on Monday 2026-11-02, promised from November 9 to December 4, 40 sold hours in two tasks."""
    with harbor.scope():
        yield make_project(harbor, now=later(), start=dt.date(2026, 11, 9), end=dt.date(2026, 12, 4))
