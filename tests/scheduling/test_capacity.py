"""Capacity from people, calendars and history: by API, with its settings and the time people are away."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.models import OrganizationSettings, StaffProfile
from audit.models import AuditEvent
from scheduling.models import DemandDay
from scheduling.queries import capacity, demand_history
from tests.statements import counted_statements

pytestmark = pytest.mark.django_db
JSON = "application/json"
TODAY = dt.date(2026, 11, 23)  # a Monday
D = Decimal


@pytest.fixture
def api(harbor, api_client):
    return api_client(harbor, "owner")


@pytest.fixture
def two_people(harbor):
    with harbor.scope():
        StaffProfile.objects.update(level="")
        for role, level in (("technician", "L1"), ("lead_tech", "L2")):
            StaffProfile.objects.update_or_create(
                member=harbor.members[role], defaults={"level": level, "weekly_hours": 40}
            )


def deliver(api, *tickets):
    body = [{"external_id": f"T-{place}", "type": "incident"} | ticket for place, ticket in enumerate(tickets)]
    answer = api.post("/api/v1/support-requests/", body, JSON)
    assert answer.status_code == 200, answer.content


def week_of_tickets(weeks_ago, hours):
    """One ticket a working day, at noon in New York."""
    monday = TODAY - dt.timedelta(weeks=weeks_ago)
    days = [monday + dt.timedelta(days=n) for n in range(5)]
    return [{"opened_at": f"{day}T17:00:00Z", "level": "L1", "hours": str(hours)} for day in days]


def read(harbor, **values):
    with harbor.scope():
        return capacity(harbor.organization, start=TODAY, end=TODAY, today=TODAY, **values)


def test_sums_follow_the_requests(harbor, api):
    at = {"opened_at": "2026-11-20T15:00:00Z"}
    deliver(api, at | {"hours": "2.00"}, at, {"opened_at": "2026-11-21T03:00:00Z", "hours": "4.00"})
    with harbor.scope():
        rows = DemandDay.objects.order_by("is_in_hours")
        found = [(str(row.on), row.level, row.is_in_hours, row.requests, row.counted, row.hours) for row in rows]
    # The third came in at ten in the evening of Friday in New York: on-call's.
    assert found == [("2026-11-20", "L1", False, 1, 0, D(4)), ("2026-11-20", "L1", True, 2, 1, D(2))]
    deliver(api, {"opened_at": "2026-11-19T15:00:00Z"})
    with harbor.scope():
        days = DemandDay.objects.order_by("on", "is_in_hours").values_list("on", "requests")
        assert [(day.day, count) for day, count in days] == [(19, 1), (20, 1), (20, 1)]


def test_reserve_and_bookable_come_from_the_history(harbor, api, two_people):
    deliver(api, *(ticket for ago in range(1, 11) for ticket in week_of_tickets(ago, ago)))
    found = read(harbor)
    first, second = found.weeks[0], found.weeks[1]
    # Ten weeks of 5, 10 … 50 hours: rank 0.85 * 9 = 7.65, so 40 + 0.65 * 5.
    assert (first.week.to_work, first.week.client_facing) == (D(40), D(32))
    assert first.week.reserve.hours == D("43.25")
    assert first.week.bookable.hours == 0
    # What L1 lacks is taken from L2; nobody makes hours.
    assert second.week.bookable.hours == D("32") - D("11.25")
    assert [len(first.days), first.days[0].reserve.hours] == [5, D("8.65")]
    assert len(found.judged["L1"].weeks.judged) == 8


def test_types_that_are_scheduled_are_no_demand_and_hours_stand_for_what_is_only_counted(harbor, api):
    noon = {"opened_at": "2026-11-18T17:00:00Z"}
    monday, friday = {"opened_at": "2026-11-16T17:00:00Z"}, {"opened_at": "2026-11-20T17:00:00Z"}
    deliver(api, monday, friday, noon | {"type": "install", "hours": "30"})
    with harbor.scope():
        past = demand_history(harbor.organization, today=TODAY)
    assert past.weeks["L1"] == {dt.date(2026, 11, 16): D("2.50")}
    assert past.days["L1"][dt.date(2026, 11, 17)] == 0


def test_leave_other_work_and_days_off_take_hours(harbor, api, two_people):
    address = "/api/v1/leave/"
    who = {"user": harbor.technician.email, "starts_on": "2026-11-24", "ends_on": "2026-11-25"}
    leave = api.post(address, who | {"kind": "leave"}, JSON)
    api.post(address, who | {"kind": "other_work", "ends_on": "2026-11-27", "hours_a_day": "2"}, JSON)
    api.post(address, who | {"kind": "on_call"}, JSON)
    week = read(harbor).weeks[0].week
    # Two days away, and two hours on the other two days of the other work.
    assert (week.to_work, week.other) == (D(24), D(4))
    assert week.bookable.hours == D("15.20")
    assert api.delete(f"{address}{leave.json()['id']}/").status_code == 204
    assert read(harbor).weeks[0].week.to_work == 40
    with harbor.scope():
        verbs = AuditEvent.objects.filter(verb__startswith="calendar_entry").values_list("verb", flat=True)
        assert sorted(verbs) == ["calendar_entry.added"] * 3 + ["calendar_entry.removed"]


def test_people_plan_their_own_time_and_planners_that_of_others(harbor, api_client):
    mine = api_client(harbor, "technician")
    body = {"kind": "leave", "starts_on": "2026-12-01", "ends_on": "2026-12-02"}
    assert mine.post("/api/v1/leave/", body | {"user": harbor.technician.email}, JSON).status_code == 201
    assert mine.post("/api/v1/leave/", body | {"user": harbor.lead_tech.email}, JSON).status_code == 403
    wrong = mine.post("/api/v1/leave/", body | {"user": harbor.technician.email, "ends_on": "2026-11-30"}, JSON)
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/ends_on")


def test_capacity_answers_by_api_in_a_fixed_number_of_statements(harbor, api, two_people):
    deliver(api, *(ticket for ago in range(1, 4) for ticket in week_of_tickets(ago, 2)))
    address = "/api/v1/capacity/?from=2026-11-23&to=2026-12-06"
    with counted_statements() as few:
        answer = api.get(address).json()
    deliver(api, *(week_of_tickets(2, 1) * 20))
    with counted_statements() as many:
        api.get(address)
    assert len(few) == len(many) <= 9
    assert [(row["level"], row["week"]) for row in answer["weeks"]][:4] == [
        ("L1", "2026-11-23"),
        ("L2", "2026-11-23"),
        ("L3", "2026-11-23"),
        ("L1", "2026-11-30"),
    ]
    assert answer["weeks"][0]["hours_to_work"] == "40.00"
    assert api.get("/api/v1/capacity/?from=2026-11-23&to=2028-01-01").status_code == 400
    assert api.get("/api/v1/capacity/?from=soon").status_code == 400


def test_settings_change_what_the_reserve_says(harbor, api, api_client, two_people):
    address = "/api/v1/capacity-settings/"
    assert api.get(address).json()["reserve_percentile"] == "85.00"
    changes = {"floor_l1": "12", "utilization_percent": "75", "reserve_enforced_from": "2026-12-01"}
    assert api.patch(address, changes, JSON).json()["floor_l1"] == "12.00"
    found = read(harbor)
    assert found.weeks[0].week.reserve.hours == 12
    assert found.weeks[0].week.bookable.hours == 18
    assert found.enforced_from == dt.date(2026, 12, 1)
    assert api.patch(address, {"reserve_percentile": "100"}, JSON).status_code == 400
    assert api_client(harbor, "technician").patch(address, changes, JSON).status_code == 403
    api.patch(address, {"reserve_enforced_from": None}, JSON)
    with harbor.scope():
        assert OrganizationSettings.objects.get().reserve_enforced_from is None


def test_a_silent_service_desk_makes_the_history_stale(harbor, api):
    deliver(api, *week_of_tickets(4, 2))
    assert read(harbor).is_stale
