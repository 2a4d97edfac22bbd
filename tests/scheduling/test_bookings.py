"""Booking people: what is refused, with which numbers and alternatives, and what a booking brings with it."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.models import OrganizationSettings, StaffProfile
from audit.models import AuditEvent
from core import clock
from notices.models import Notice
from projects.models import Task
from scheduling.models import Booking, CalendarEntry
from tests.factories.projects import make_project

pytestmark = pytest.mark.django_db
JSON = "application/json"
URL = "/api/v1/bookings/"
MONDAY = dt.date(2026, 11, 23)
D = Decimal


@pytest.fixture
def noon(settings):
    """The Sunday before: everything of the week lies ahead."""
    now = dt.datetime(2026, 11, 22, 17, tzinfo=dt.UTC)
    settings.CLOCK_OFFSET = now - dt.datetime.now(dt.UTC)
    return now


@pytest.fixture
def api(harbor, api_client):
    return api_client(harbor, "dispatcher")


@pytest.fixture
def project(harbor, noon):
    with harbor.scope():
        levels = {"lead_tech": "L3", "support": "L2", "technician": "L2"}
        for role, member in harbor.members.items():
            StaffProfile.objects.filter(member=member).update(level=levels.get(role, ""), weekly_hours=40)
        OrganizationSettings.objects.update(reserve_enforced_from=MONDAY - dt.timedelta(days=30))
        return make_project(harbor)


def at(hour, day=1, minute=0):
    """That hour in New York, on a day of the week that begins on Monday."""
    return f"{MONDAY + dt.timedelta(days=day)}T{hour + 5:02}:{minute:02}:00Z"


def ask(api, project, start, end, user="technician@harbor.example", **more):
    body = {"project": project.number, "user": user, "start": start, "end": end} | more
    return api.post(URL, body, JSON)


def task_of(harbor, project, level):
    with harbor.scope():
        return Task.objects.get(project=project, skill_level=level)


def test_a_booking_is_made_shown_moved_and_taken_back(harbor, api, project):
    made = ask(api, project, at(9), at(13), note="Rack them")
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["level"], body["user"]["name"], body["warnings"]) == ("L2", "Devon Clarke", [])
    listed = api.get(URL).json()["results"]
    assert [(one["project"], one["start"], one["note"]) for one in listed] == [
        (project.number, "2026-11-24T14:00:00Z", "Rack them")
    ]
    moved = api.patch(f"{URL}{body['id']}/", {"start": at(13)}, JSON)
    assert (moved.status_code, moved.json()["start"], moved.json()["end"]) == (
        200,
        "2026-11-24T18:00:00Z",
        "2026-11-24T22:00:00Z",
    )
    assert api.delete(f"{URL}{body['id']}/").status_code == 204
    assert api.get(URL).json()["results"] == []
    with harbor.scope():
        verbs = list(
            AuditEvent.objects.filter(object_type="booking").order_by("at", "id").values_list("verb", flat=True)
        )
    assert verbs == ["booking.made", "booking.moved", "booking.cancelled"]


def test_capacity_counts_what_is_booked(api, project):
    def read():
        weeks = api.get(f"/api/v1/capacity/?from={MONDAY}&to={MONDAY}").json()["weeks"]
        return next(row for row in weeks if row["level"] == "L2")

    before = read()
    ask(api, project, at(9), at(13))
    after = read()
    assert D(after["booked"]) == 4
    assert D(after["days"][1]["booked"]) == 4
    assert D(before["days"][1]["booked"]) == 0


def test_nobody_is_booked_twice_and_the_refusal_names_who_did_it(harbor, api, project):
    ask(api, project, at(9), at(13))
    refused = ask(api, project, at(12), at(15))
    body = refused.json()
    assert (refused.status_code, body["type"]) == (409, "urn:msp-pm:double-booking")
    assert "Devon Clarke is taken" in body["detail"]
    assert "booked by Tom Becker" in body["detail"]
    assert body["in_the_way"][0]["title"] == "Acme Dental: Server refresh"
    # After what is there on the same day, another person the same day, and so on: each may be taken.
    assert len(body["alternatives"]) == 3
    for slot in body["alternatives"]:
        for part in slot["parts"]:
            taken = ask(api, project, part["start"], part["end"], user=slot["user"])
            assert taken.status_code == 201, taken.content
            api.delete(f"{URL}{taken.json()['id']}/")
    # Touching ends do not overlap.
    assert ask(api, project, at(13), at(15)).status_code == 201


def test_the_database_itself_refuses(harbor, api, project):
    ask(api, project, at(9), at(13))
    with harbor.scope():
        twin = Booking.objects.get()
        twin.pk = None
        with pytest.raises(Exception, match="scheduling_booking_once"):
            twin.save(force_insert=True)


def test_a_lower_level_covers_no_higher_work(harbor, api, project):
    hard = task_of(harbor, project, "L3")
    refused = ask(api, project, at(9), at(12), task=str(hard.pk))
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:msp-pm:level-too-low")
    assert {slot["level"] for slot in refused.json()["alternatives"]} == {"L3"}
    assert ask(api, project, at(9), at(12), "lead_tech@harbor.example", task=str(hard.pk)).status_code == 201
    assert ask(api, project, at(9), at(12), "sales@harbor.example").json()["type"] == "urn:msp-pm:level-too-low"


def test_the_reserve_refuses_the_last_hours_by_day_with_its_numbers(harbor, api, project):
    # Two at L2: 2 × 8 × 0.8 a day and nothing kept for support yet; 12.8 h on Tuesday.
    assert ask(api, project, at(8), at(17)).status_code == 201
    refused = ask(api, project, at(8), at(12), "support@harbor.example")
    body = refused.json()
    assert (refused.status_code, body["type"]) == (409, "urn:msp-pm:support-reserve")
    assert [body[name] for name in ("level", "week", "day", "bookable", "booked", "requested")] == [
        "L2",
        "2026-11-23",
        "2026-11-24",
        "12.80",
        "9.00",
        "4.00",
    ]
    assert "0.2\N{NO-BREAK SPACE}h of L2 from support on Tue, Nov\N{NO-BREAK SPACE}24" in body["detail"]
    assert ask(api, project, at(8), at(11), "support@harbor.example").status_code == 201


def test_until_it_is_enforced_the_reserve_only_warns(harbor, api, project):
    with harbor.scope():
        OrganizationSettings.objects.update(reserve_enforced_from=None)
    ask(api, project, at(8), at(17))
    warned = ask(api, project, at(8), at(12), "support@harbor.example")
    assert (warned.status_code, [one["code"] for one in warned.json()["warnings"]]) == (201, ["support-reserve"])
    assert ask(api, project, at(9), at(11)).status_code == 409  # people are booked once in any mode


def test_an_owner_overrides_with_a_reason_and_support_hears_of_it(harbor, api, api_client, project):
    ask(api, project, at(8), at(17))
    wanted = (project, at(8), at(12), "support@harbor.example")
    assert ask(api, *wanted, override_reason="The customer closes").status_code == 403
    owner = api_client(harbor, "owner")
    made = ask(owner, *wanted, override_reason="The customer closes")
    body = made.json()
    assert (made.status_code, body["override_reason"], body["override_until"]) == (
        201,
        "The customer closes",
        "2026-11-24",
    )
    with harbor.scope():
        told = Notice.objects.filter(event="reserve_broken").values_list("member__user__email", flat=True)
        assert set(told) == {"support@harbor.example", "service_manager@harbor.example"}
        assert "The customer closes" in Notice.objects.filter(event="reserve_broken")[0].text
    # It opens the reserve, not other people's calendars.
    again = ask(owner, project, at(9), at(12), "support@harbor.example", override_reason="Please")
    assert again.json()["type"] == "urn:msp-pm:double-booking"


def test_who_is_away_is_not_booked(harbor, api, project):
    with harbor.scope():
        tuesday = MONDAY + dt.timedelta(days=1)
        CalendarEntry.objects.create(
            member=harbor.technician, kind="leave", starts_on=tuesday, ends_on=tuesday, hours_a_day=None
        )
    refused = ask(api, project, at(9), at(12))
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:msp-pm:person-away")
    assert "Devon Clarke is away on Tue, Nov\N{NO-BREAK SPACE}24" in refused.json()["detail"]


def test_of_three_one_stays_for_support(harbor, api, project):
    with harbor.scope():
        StaffProfile.objects.filter(member=harbor.sales).update(level="L2")
    people = ["technician@harbor.example", "support@harbor.example", "sales@harbor.example"]
    assert [ask(api, project, at(9), at(11), user).status_code for user in people[:2]] == [201, 201]
    refused = ask(api, project, at(10), at(11), people[2])
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:msp-pm:support-presence")
    assert "at 10:00 fewer than 1 of L2" in refused.json()["detail"]
    assert ask(api, project, at(11), at(12), people[2]).status_code == 201


@pytest.mark.parametrize(
    ("start", "end", "status", "word"),
    [
        (at(9), at(9, minute=30), 409, "one hour"),
        (at(12), at(9), 400, "before the start"),
        (at(9), at(10, day=3), 400, "24 hours"),
        (at(9, day=-5), at(10, day=-5), 400, "past"),
        ("2031-01-01T10:00:00Z", "2031-01-01T12:00:00Z", 400, "two years"),
    ],
)
def test_blocks_that_are_none(api, project, start, end, status, word):
    answer = ask(api, project, start, end)
    assert answer.status_code == status
    assert word in answer.json()["detail"]


def test_unknown_project_task_and_person_are_named(api, project):
    bad = {"project": "P-0999", "user": "technician@harbor.example", "start": at(9), "end": at(10)}
    assert api.post(URL, bad, JSON).json()["errors"][0]["pointer"] == "/project"
    assert ask(api, project, at(9), at(10), "x@y.example").json()["errors"][0]["pointer"] == "/user"
    none = "01a20ceb-e858-7d9b-aba6-c425a7a45429"
    assert ask(api, project, at(9), at(10), task=none).json()["errors"][0]["pointer"] == "/task"


def test_only_who_dispatches_books(harbor, api_client, project):
    for role in ("project_manager", "sales", "technician", "lead_tech", "support"):
        assert ask(api_client(harbor, role), project, at(9), at(10)).status_code == 403, role


def test_the_forecast_follows_the_bookings(harbor, api, project):
    task = task_of(harbor, project, "L2")
    late = MONDAY + dt.timedelta(days=60)
    end = f"{late}T22:00:00Z"
    made = ask(api, project, f"{late}T14:00:00Z", end, task=str(task.pk)).json()
    with harbor.scope():
        task.refresh_from_db()
        project.refresh_from_db()
        assert task.booked == [[str(late), "8"]]
        assert project.forecast_end == late
    api.delete(f"{URL}{made['id']}/")
    with harbor.scope():
        project.refresh_from_db()
        assert project.forecast_end < late
        assert clock.now() < dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
