"""One's own time: two taps, the clock, the week as a grid, what is still right, whose hours are missing."""

import datetime as dt
import json
from decimal import Decimal

import pytest

from core import clock
from core.calendar import week_start_of
from notices.models import Notice
from projects import actions
from projects.models import Project, TimeEntry, Timer
from projects.queries.timesheet import cell_key
from tests.factories import extras
from tests.factories.projects import make_project
from tests.isolation.world import NOW, Standing
from tests.statements import counted_statements

pytestmark = pytest.mark.django_db
BASE = "/o/harbor/time/"


@pytest.fixture(autouse=True)
def standing(settings):
    """A Wednesday morning that stands still until a test moves it."""
    settings.CLOCK_OFFSET = Standing(NOW)
    return settings


@pytest.fixture
def project(harbor):
    with harbor.scope():
        made = make_project(harbor, now=clock.now() - dt.timedelta(days=20))
        actions.update_task(
            task=made.tasks.first(), by=harbor.lead_tech, now=clock.now(), assignee=harbor.technician
        )
    return made


@pytest.fixture
def task(harbor, project):
    with harbor.scope():
        return project.tasks.first()


@pytest.fixture
def tech(harbor, signed_in):
    return signed_in(harbor.technician)


def entries(harbor):
    with harbor.scope():
        return sorted(TimeEntry.objects.values_list("on", "hours"))


def today(harbor):
    return clock.today(harbor.organization.zone)


def test_a_press_logs_hours_of_today_and_undo_takes_them_back(harbor, tech, task):
    page = tech.get(BASE).content.decode()
    assert f'<input type="hidden" name="task" value="{task.pk}">' in page
    answer = tech.post(f"{BASE}quick/", {"task": task.pk, "hours": "0.5"}, follow=True)
    assert entries(harbor) == [(today(harbor), Decimal("0.50"))]
    undo = answer.content.decode().split('data-undo="')[1].split('"')[0]
    assert tech.post(undo).url == BASE
    assert entries(harbor) == []
    assert tech.post(f"{BASE}quick/", {"task": task.pk, "hours": "much"}).status_code == 400


def test_the_clock_logs_what_it_shows_and_a_second_task_stops_the_first(harbor, tech, project, task, standing):
    with harbor.scope():
        other = actions.add_task(
            project=project, title="Cabling", estimate=4, assignee=harbor.technician, by=harbor.lead_tech, now=NOW
        )
    tech.post(f"{BASE}clock/start/", {"task": task.pk})
    standing.CLOCK_OFFSET = Standing(NOW + dt.timedelta(minutes=90))
    assert "Stop and log 1.5" in tech.get(BASE).content.decode()
    tech.post(f"{BASE}clock/start/", {"task": other.pk})
    standing.CLOCK_OFFSET = Standing(NOW + dt.timedelta(minutes=105))
    tech.post(f"{BASE}clock/stop/")
    with harbor.scope():
        logged = sorted(TimeEntry.objects.values_list("task__title", "hours"))
        assert not Timer.objects.exists()
    assert logged == sorted([(task.title, Decimal("1.50")), ("Cabling", Decimal("0.25"))])
    assert "No clock is running" in tech.post(f"{BASE}clock/stop/", follow=True).content.decode()


def test_hours_beyond_the_scope_have_rows_presses_and_a_clock_of_their_own(harbor, tech, project, standing):
    with harbor.scope():
        item = extras.under_way(project, now=clock.now())
    page = tech.get(BASE).content.decode()
    assert f'<input type="hidden" name="extra" value="{item.pk}">' in page
    tech.post(f"{BASE}quick/", {"extra": item.pk, "hours": "0.5"})
    tech.post(f"{BASE}clock/start/", {"extra": item.pk})
    assert "OOS-1" in tech.get(BASE).content.decode().split("The clock runs")[1].split("</section>")[0]
    standing.CLOCK_OFFSET = Standing(NOW + dt.timedelta(minutes=90))
    tech.post(f"{BASE}clock/stop/")
    monday = week_start_of(NOW, harbor.organization.zone)
    key = cell_key(project.pk, None, monday, item.pk)
    tech.post(BASE, {key: "2", "seen": json.dumps({key: None})})
    with harbor.scope():
        logged = TimeEntry.objects.filter(out_of_scope=item, task=None)
        assert sorted(logged.values_list("hours", flat=True)) == [
            Decimal("0.50"),
            Decimal("1.50"),
            Decimal("2.00"),
        ]
        assert Project.objects.get(pk=project.pk).ac == 0
        actions.complete_extra(item=item, by=harbor.lead_tech, now=clock.now())
        item.project = project
        actions.release_extra(item=item, billed=Decimal(450), by=harbor.project_manager, now=clock.now())
    assert f'name="extra" value="{item.pk}"' not in tech.get(BASE).content.decode()
    answer = tech.post(f"{BASE}clock/start/", {"extra": item.pk}, follow=True)
    assert "OOS-1 is not under way." in answer.content.decode()


def test_a_forgotten_clock_asks_for_the_hours_and_may_be_thrown_away(harbor, tech, task, standing):
    tech.post(f"{BASE}clock/start/", {"task": task.pk})
    standing.CLOCK_OFFSET = Standing(NOW + dt.timedelta(hours=15))
    assert "How long did you work?" in tech.get(BASE).content.decode()
    assert "Say how long you worked" in tech.post(f"{BASE}clock/stop/", follow=True).content.decode()
    tech.post(f"{BASE}clock/stop/", {"hours": "7:30"})
    assert entries(harbor) == [(NOW.astimezone(harbor.organization.zone).date(), Decimal("7.50"))]
    tech.post(f"{BASE}clock/start/", {"task": task.pk})
    tech.post(f"{BASE}clock/discard/")
    with harbor.scope():
        assert (TimeEntry.objects.count(), Timer.objects.count()) == (1, 0)


def test_the_week_is_saved_at_once_and_sums_follow(harbor, tech, project, task):
    monday = week_start_of(clock.now(), harbor.organization.zone)
    monday_cell = cell_key(project.pk, task.pk, monday)
    seen = tech.get(BASE).context["seen"]
    whole = cell_key(project.pk, None, monday)
    assert tech.post(BASE, {"seen": seen, monday_cell: "2,5", whole: "1:15"}).status_code == 302
    assert entries(harbor) == [(monday, Decimal("1.25")), (monday, Decimal("2.50"))]
    page = tech.get(BASE)
    assert (page.context["week"].total, json.loads(page.context["seen"])[monday_cell]) == (Decimal("3.75"), "2.5")
    tech.post(BASE, {"seen": page.context["seen"], monday_cell: "", whole: "2"})
    assert entries(harbor) == [(monday, Decimal("2.00"))]


def test_a_wrong_hour_is_marked_and_nothing_of_the_week_is_saved(harbor, tech, project, task):
    monday = week_start_of(clock.now(), harbor.organization.zone)
    good, bad = (cell_key(project.pk, task.pk, monday + dt.timedelta(days=day)) for day in (0, 1))
    seen = tech.get(BASE).context["seen"]
    for wrong, said in (("25", "at most 24 hours"), ("two", "such as 1.5"), ("-1", "more than 0")):
        answer = tech.post(BASE, {"seen": seen, good: "2", bad: wrong})
        page = answer.content.decode()
        assert (answer.status_code, said in page, f'value="{wrong}"' in page) == (422, True, True)
    assert entries(harbor) == []
    assert tech.post(BASE, {"seen": seen, "h_x_y_z": "2"}).status_code == 422


def test_somebody_elses_correction_is_not_overwritten(harbor, tech, project, task):
    monday = week_start_of(clock.now(), harbor.organization.zone)
    cell, act = cell_key(project.pk, task.pk, monday), {"by": harbor.lead_tech, "now": clock.now()}
    with harbor.scope():
        entry = actions.log_time(
            project=project, member=harbor.technician, task=task, on=monday, hours=Decimal(2), **act
        )
        seen = tech.get(BASE).context["seen"]
        actions.correct_time_entry(entry=entry, hours=Decimal(3), **act)
    answer = tech.post(BASE, {"seen": seen, cell: "4"})
    assert (answer.status_code, b"Somebody changed these hours" in answer.content) == (409, True)
    assert entries(harbor) == [(monday, Decimal("3.00"))]
    assert tech.post(BASE, {"seen": answer.context["seen"], cell: "4"}).status_code == 302
    assert entries(harbor) == [(monday, Decimal("4.00"))]


def test_who_works_on_a_task_says_what_is_left_of_it(harbor, tech, project, task):
    tech.post(f"{BASE}quick/", {"task": task.pk, "hours": "2"})
    page = tech.get(BASE)
    (asked,) = page.context["right"]
    assert "Still right?" in page.content.decode()
    tech.post(f"{BASE}still-right/", {"task": task.pk, "remaining": f"{asked.left}"})
    assert tech.get(BASE).context["right"] == []
    with harbor.scope():
        task.refresh_from_db()
        assert (task.remaining, task.remaining_at) == (asked.left, clock.now())
        others = actions.add_task(
            project=project, title="Theirs", estimate=4, by=harbor.lead_tech, now=clock.now()
        )
    assert tech.post(f"{BASE}still-right/", {"task": others.pk, "remaining": "1"}).status_code == 403


def test_missing_hours_are_seen_and_asked_for_once(harbor, tech, manager, project, task, standing):
    monday = week_start_of(clock.now(), harbor.organization.zone) - dt.timedelta(weeks=1)
    with harbor.scope():
        actions.update_task(
            task=task, by=harbor.lead_tech, now=clock.now(), planned_start=monday, planned_end=monday
        )
    assert tech.get(f"{BASE}missing/").status_code == 403
    page = manager.get(f"{BASE}missing/").content.decode()
    week = monday.strftime("%G-W%V")
    assert f'name="week" value="{week}"' in page
    for said in ("is reminded.", "was reminded of that week already."):
        answer = manager.post(
            f"{BASE}missing/remind/", {"member": harbor.technician.pk, "week": week}, follow=True
        )
        assert said in answer.content.decode()
    with harbor.scope():
        notice = Notice.objects.get(member=harbor.technician, event="hours_missing")
        assert notice.url == f"{BASE}?week={week}"
        actions.log_time(
            project=project, member=harbor.technician, on=monday, hours=Decimal(1), by=harbor.technician, now=NOW
        )
    assert "Nothing is missing" in manager.get(f"{BASE}missing/").content.decode()


def test_the_page_costs_the_same_with_many_tasks(harbor, tech, project, task):
    tech.get(BASE)
    with counted_statements() as few:
        tech.get(BASE)
    with harbor.scope():
        for number in range(30):
            actions.add_task(
                project=project,
                title=f"Task {number}",
                estimate=2,
                assignee=harbor.technician,
                by=harbor.lead_tech,
                now=clock.now(),
            )
    tech.post(f"{BASE}quick/", {"task": task.pk, "hours": "2"})
    tech.get(BASE)  # it takes the message along
    with counted_statements() as many:
        tech.get(BASE)
    assert (len(few), len(many)) == (9, 9)


def test_a_psa_is_the_master_of_hours_by_its_own_ids(harbor, api_client, project, task):
    api, address = api_client(harbor, "project_manager"), "/api/v1/time-entries/"
    day = today(harbor).isoformat()
    one = {"external_id": "T-1", "project": project.number, "task": str(task.pk), "on": day, "hours": "2"}
    one |= {"user": harbor.technician.user.email}

    def post(body):
        return api.post(address, body, content_type="application/json")

    assert post([one, one | {"external_id": "T-2", "hours": "1.5"}]).json() == {"created": 2, "updated": 0}
    assert post([one, one | {"external_id": "T-2", "hours": "1.5"}]).json() == {"created": 0, "updated": 2}
    assert post(one | {"hours": "3"}).json() == {"created": 0, "updated": 1}
    assert [hours for _on, hours in entries(harbor)] == [Decimal("1.50"), Decimal("3.00")]
    with harbor.scope():
        other = make_project(harbor, external_id="D-77", now=clock.now() - dt.timedelta(days=2))
    assert post(one | {"project": other.number, "task": None, "hours": "3"}).json()["updated"] == 1
    listed = api.get(f"{address}?project={other.number}&from={day}&to={day}").json()["results"]
    assert [(row["external_id"], row["project"], row["task"]) for row in listed] == [("T-1", other.number, None)]
    refused = post([one, one | {"external_id": "T-3", "hours": "30"}])
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/1/hours")
    unknown = post([one | {"project": "P-9999"}])
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (400, "/0/project")
    assert len(entries(harbor)) == 2


def test_the_clock_and_missing_hours_by_api(harbor, api_client, project, task, standing):
    api = api_client(harbor, "technician")
    assert api.get("/api/v1/timer/").json()["started_at"] is None
    body = {"project": project.number, "task": str(task.pk)}
    assert api.post("/api/v1/timer/", body, content_type="application/json").status_code == 201
    standing.CLOCK_OFFSET = Standing(NOW + dt.timedelta(hours=13))
    assert api.get("/api/v1/timer/").json()["forgotten"] is True
    stopped = api.post("/api/v1/timer/stop/", {}, content_type="application/json")
    assert (stopped.status_code, stopped.json()["type"]) == (409, "urn:msp-pm:timer_forgotten")
    stopped = api.post("/api/v1/timer/stop/", {"hours": "6"}, content_type="application/json")
    assert [row["hours"] for row in stopped.json()] == ["6.00"]
    assert api.get("/api/v1/timesheets/").status_code == 403
    shown = api_client(harbor, "project_manager").get("/api/v1/timesheets/").json()
    assert [(row["user"], row["weeks"][-1]["hours"]) for row in shown] == [(harbor.technician.user.email, "6.00")]
