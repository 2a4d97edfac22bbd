"""The sums per day always say what a fresh count of the requests would say."""

import datetime as dt
import random
from decimal import Decimal

import pytest

from accounts.models import OrganizationSettings
from core import clock
from scheduling.actions import ensure_request_types, receive_requests, take_back_requests
from scheduling.models import DemandDay, SupportRequest

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 11, 2, 15, tzinfo=dt.UTC)


def receive(harbor, *rows):
    types = ensure_request_types()
    values = [{"opened_at": MONDAY, "request_type_id": types["incident"].pk} | row for row in rows]
    return receive_requests(requests=values, by=harbor.owner, now=clock.now())


def sums():
    rows = DemandDay.objects.order_by("on", "level", "request_type", "is_in_hours")
    return list(rows.values_list("on", "level", "is_in_hours", "requests", "counted", "hours"))


def test_a_request_that_moves_takes_its_hours_along(harbor):
    with harbor.scope():
        receive(harbor, {"external_id": "A", "hours": Decimal(2), "level": "L2"}, {"external_id": "B"})
        receive(harbor, {"external_id": "A", "hours": Decimal(3), "opened_at": MONDAY + dt.timedelta(days=1)})
        assert sums() == [
            (dt.date(2026, 11, 2), "L1", True, 1, 1, Decimal(0)),
            (dt.date(2026, 11, 3), "L2", True, 1, 0, Decimal(3)),
        ]


def test_after_any_deliveries_the_sums_are_those_of_a_fresh_count(harbor):
    some = random.Random(7)
    with harbor.scope():
        for _delivery in range(6):
            rows = [
                {
                    "external_id": f"T-{number}",
                    "opened_at": MONDAY + dt.timedelta(hours=some.randrange(-600, 600)),
                    "level": some.choice(["", "L1", "L2", "L3"]),
                    "hours": some.choice([None, Decimal("1.25"), Decimal(4)]),
                }
                for number in some.sample(range(60), 25)
            ]
            receipt = receive(harbor, *rows)
            take_back_requests(
                back=[
                    (one.request.pk, one.request.updated_at, one.was) for one in receipt.taken[:5] if one.was != {}
                ],
                by=harbor.owner,
                now=clock.now(),
            )
        shifted = sums()
        DemandDay.objects.all().delete()
        again = [
            {"external_id": row.external_id, "opened_at": row.opened_at, "level": row.level, "hours": row.hours}
            for row in SupportRequest.objects.all()
        ]
        SupportRequest.objects.all().delete()
        receive(harbor, *again)
        assert sums() == shifted


def test_days_summed_by_other_working_hours_are_summed_anew(harbor):
    with harbor.scope():
        receive(harbor, {"external_id": "A"}, {"external_id": "B"})
        OrganizationSettings.objects.update(day_starts=dt.time(1), day_ends=dt.time(2))
    with harbor.scope():
        receive(harbor, {"external_id": "A", "hours": Decimal(1)})
        assert sums() == [(dt.date(2026, 11, 2), "L1", False, 2, 1, Decimal(1))]
