"""The dispatch board in a browser's hands: the week, a drop, a refusal with its way out, moves, undo, support's pull."""

import datetime as dt
import re

import pytest

from accounts.models import OrganizationSettings, StaffProfile
from projects.models import Task
from scheduling.actions import book
from scheduling.models import Booking
from tests.factories.projects import make_project
from tests.statements import counted_statements

pytestmark = pytest.mark.django_db
BOARD = "/o/harbor/schedule/?week=2026-11-23"
TUESDAY = dt.datetime(2026, 11, 24, 13, tzinfo=dt.UTC)  # eight in New York
HOUR = dt.timedelta(hours=1)
NOW = dt.datetime(2026, 11, 22, 17, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def sunday(settings):
    settings.CLOCK_OFFSET = NOW - dt.datetime.now(dt.UTC)


@pytest.fixture
def project(harbor):
    with harbor.scope():
        levels = {"lead_tech": "L3", "support": "L2", "technician": "L2"}
        for role, member in harbor.members.items():
            StaffProfile.objects.filter(member=member).update(level=levels.get(role, ""), weekly_hours=40)
        OrganizationSettings.objects.update(reserve_enforced_from=NOW.date())
        return make_project(harbor)


@pytest.fixture
def tom(harbor, signed_in):
    return signed_in(harbor.dispatcher)


@pytest.fixture
def task(harbor, project):
    with harbor.scope():
        return Task.objects.get(project=project, skill_level="L2")


def booked(harbor, project, start=TUESDAY, hours=2, role="technician", **more):
    with harbor.scope():
        end = start + HOUR * hours
        who = {"member": harbor.members[role], "by": harbor.dispatcher, "now": NOW}
        return book(project=project, start=start, end=end, **who, **more).booking


def live(harbor):
    with harbor.scope():
        rows = Booking.objects.filter(cancelled_at=None).order_by("starts_at").select_related("member__user")
        return [(row.member.name, row.starts_at, row.ends_at) for row in rows]


def test_the_week_shows_the_reserve_the_people_and_what_waits(harbor, tom, project, task):
    booked(harbor, project, task=task)
    page = tom.get(BOARD).content.decode()
    assert "Projects have 2" in page
    assert re.search(
        r'class="bk"[^>]*><b>Acme Dental</b>8:00.AM.*? – 10:00.AM.*?Migrate the servers', page, re.DOTALL
    )
    assert page.index('<th scope="row" class="lvl">L3') < page.index('<th scope="row" class="lvl">L2')
    # Two of its 32 hours have their place: 30 wait.
    assert re.search(r"Migrate the servers</span><span class=\"m\">Acme Dental · 30", page)


def test_the_week_costs_the_same_for_any_number_of_bookings(harbor, tom, project, task):
    booked(harbor, project, task=task)
    tom.get(BOARD)
    with counted_statements() as few:
        tom.get(BOARD)
    for day in range(3):
        for hour in range(2, 5):
            booked(harbor, project, TUESDAY + dt.timedelta(days=day) + HOUR * hour, 1, task=task)
    with counted_statements() as many:
        tom.get(BOARD)
    assert len(many) == len(few)


def test_the_board_answers_nothing_new_until_somebody_books(harbor, tom, project):
    page = tom.get(BOARD).content.decode()
    again = re.search(r'id="board"[^>]* hx-get="([^"]+)"', page)[1].replace("&amp;", "&")
    assert tom.get(again, headers={"HX-Request": "true"}).status_code == 204
    booked(harbor, project)
    changed = tom.get(again, headers={"HX-Request": "true"})
    assert changed.status_code == 200
    assert "<html" not in changed.content.decode()
    assert "Devon Clarke" in changed.content.decode()


def test_a_job_dropped_on_a_day_takes_its_first_gap(harbor, tom, project, task):
    booked(harbor, project, hours=1)
    drop = {"task": str(task.pk), "member": str(harbor.technician.pk), "day": "2026-11-24"}
    assert tom.post("/o/harbor/schedule/place/", drop).status_code == 302
    assert live(harbor)[1] == ("Devon Clarke", TUESDAY + HOUR, TUESDAY + HOUR * 9)


def test_a_refused_drop_says_why_and_each_way_out_works(harbor, tom, project, task):
    booked(harbor, project, hours=9, role="support")
    drop = {"task": str(task.pk), "member": str(harbor.technician.pk), "day": "2026-11-24"}
    refused = tom.post("/o/harbor/schedule/place/", drop)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Not booked: it would take" in page
    assert "booked by Tom Becker" in page
    panel = page[page.index("refusal") : page.index("</section>", page.index("refusal"))]
    forms = re.findall(r"<form method=\"post\">(.*?)</form>", panel, re.DOTALL)
    assert 1 <= len(forms) <= 3
    fields = dict(re.findall(r'name="(task|member)" value="([^"]+)"', forms[0]))
    fields["part"] = re.findall(r'name="part" value="([^"]+)"', forms[0])
    assert tom.post(f"/o/harbor/schedule/book/?task={task.pk}", fields).status_code == 302
    assert len(live(harbor)) == 1 + len(fields["part"])


def test_best_slots_are_pressed_and_another_time_is_a_form(harbor, tom, project, task):
    page = tom.get(f"/o/harbor/schedule/book/?task={task.pk}").content.decode()
    assert "Devon Clarke</button>" in page
    form = {"member": str(harbor.technician.pk), "day": "2026-11-25", "start": "09:30", "hours": "2.5"}
    assert tom.post(f"/o/harbor/schedule/book/?task={task.pk}", form).status_code == 302
    start = dt.datetime(2026, 11, 25, 14, 30, tzinfo=dt.UTC)
    assert live(harbor) == [("Devon Clarke", start, start + dt.timedelta(hours=2.5))]
    wrong = tom.post(f"/o/harbor/schedule/book/?task={task.pk}", form | {"day": "2026-11-01"})
    assert wrong.status_code == 422
    assert "past" in wrong.content.decode()


def test_a_booking_is_moved_and_nobody_s_move_is_lost(harbor, tom, project):
    row = booked(harbor, project)
    url = f"/o/harbor/schedule/bookings/{row.pk}/"
    page = tom.get(url).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1].replace("&quot;", '"')
    form = {"member": str(harbor.technician.pk), "day": "2026-11-25", "start": "08:00", "hours": "2", "seen": seen}
    assert tom.post(url, form).status_code == 302
    assert live(harbor)[0][1] == TUESDAY + dt.timedelta(days=1)
    late = tom.post(url, form | {"day": "2026-11-27"})
    assert late.status_code == 422
    assert "somebody moved it meanwhile" in late.content.decode()
    assert live(harbor)[0][1] == TUESDAY + dt.timedelta(days=1)


def test_taking_back_can_be_undone_until_somebody_else_has_the_time(harbor, tom, project):
    row = booked(harbor, project)
    url = f"/o/harbor/schedule/bookings/{row.pk}"
    board = tom.post(f"{url}/cancel/", follow=True).content.decode()
    assert live(harbor) == []
    assert f"{url}/restore/" in board
    tom.post(f"{url}/restore/")
    assert len(live(harbor)) == 1
    tom.post(f"{url}/cancel/")
    booked(harbor, project)
    said = tom.post(f"{url}/restore/", follow=True).content.decode()
    assert "Devon Clarke is taken" in said
    assert len(live(harbor)) == 1


def test_support_pulls_what_is_left_of_a_booking(harbor, tom, project, task, settings):
    row = booked(harbor, project, hours=4, task=task)
    settings.CLOCK_OFFSET = TUESDAY + HOUR - dt.datetime.now(dt.UTC)
    assert "· 29" in waiting(tom)  # three of its 32 hours lie ahead
    tom.post(f"/o/harbor/schedule/bookings/{row.pk}/pull/")
    [(_name, start, end)] = live(harbor)
    assert start == TUESDAY
    assert TUESDAY + HOUR <= end < TUESDAY + HOUR * 2
    assert "· 32" in waiting(tom)


def waiting(client):
    """What the queue says of the task."""
    return re.search(r'Migrate the servers</span><span class="m">[^<]*', client.get(BOARD).content.decode())[0]


@pytest.mark.parametrize("role", ["technician", "project_manager", "sales"])
def test_others_read_and_cannot_book(harbor, signed_in, project, task, role):
    client = signed_in(harbor.members[role])
    page = client.get(BOARD).content.decode()
    assert "Dispatch, service managers and owners book" in page
    assert 'draggable="true"' not in page
    drop = {"task": str(task.pk), "member": str(harbor.technician.pk), "day": "2026-11-24"}
    assert client.post("/o/harbor/schedule/place/", drop).status_code == 403
    assert live(harbor) == []
