"""Who is told of what, how and how often; the inbox and the digest of the morning."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from accounts.choices import NotificationEvent, NotificationWay
from accounts.models import NotificationChoice, StaffProfile
from core.calendar import WorkingCalendar
from core.models import DueWork
from mailing.actions import queue_mail
from mailing.models import OutgoingMail
from notices.actions import mark_read, notify, send_digests
from notices.models import Notice
from notices.rules import digest_moment
from portal.actions import stop_updates
from projects.actions import assign_people
from projects.bounces import tell_refused
from projects.models import Project, Task
from projects.told import dates_moved, duties_due
from tests.factories.projects import make_deal, make_project
from tests.statements import counted_statements
from tests.updates.conftest import DRAFT, SEND, running_project
from updates.actions import run_week

NOON = dt.datetime(2026, 11, 18, 17, tzinfo=dt.UTC)
NEXT_MORNING = NOON + dt.timedelta(hours=20)
INBOX = "/o/harbor/notices/"


def tell(company, *roles, event="assigned", by=None, now=NOON, **extra):
    members = [company.members[role] for role in roles]
    return notify(members=members, event=event, text="A thing", url="/o/harbor/", by=by, now=now, **extra)


def choose(member, event, way):
    NotificationChoice.objects.create(member=member, event=event, way=way)


def test_nobody_is_told_of_their_own_act_nor_after_they_left(harbor):
    with harbor.scope():
        harbor.members["sales"].is_active = False
        tell(harbor, "owner", "lead_tech", "sales", by=harbor.owner)
        assert [row.member for row in Notice.objects.all()] == [harbor.members["lead_tech"]]


def test_the_deputy_hears_what_waits_for_who_is_away_but_nothing_personal(harbor):
    with harbor.scope():
        manager, deputy = harbor.project_manager, harbor.members["dispatcher"]
        manager.deputy = deputy
        manager.save()
        StaffProfile.objects.update_or_create(member=manager, defaults={"absent_from": dt.date(2026, 11, 18)})
        tell(harbor, "project_manager", event="duty_late", key="x")
        tell(harbor, "project_manager", event="assigned")
        assert [row.text for row in Notice.objects.filter(member=deputy)] == ["For Ana Ruiz: A thing"]
        assert Notice.objects.filter(member=manager).count() == 2
        tell(harbor, "project_manager", event="duty_late", key="y", now=NOON - dt.timedelta(days=2))
        assert Notice.objects.filter(member=deputy).count() == 1  # the day before nobody is away


def test_the_same_key_is_told_once(harbor):
    with harbor.scope():
        assert len(tell(harbor, "owner", key="x")) == 1
        assert tell(harbor, "owner", key="x") == []
        assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    ("way", "notices", "mails", "waits"),
    [("none", 0, 0, 0), ("in_app", 1, 0, 0), ("mail", 1, 1, 0), ("digest", 1, 0, 1)],
)
def test_each_is_told_in_the_way_they_chose(harbor, way, notices, mails, waits):
    with harbor.scope():
        choose(harbor.owner, "assigned", way)
        tell(harbor, "owner")
        assert Notice.objects.count() == notices
        assert OutgoingMail.objects.filter(kind="notice").count() == mails
        assert (
            Notice.objects.filter(in_digest=True).count() == waits == DueWork.objects.filter(kind="digest").count()
        )


def test_what_has_a_mail_of_its_own_adds_a_line_to_the_inbox_only(harbor):
    with harbor.scope():
        choose(harbor.owner, "released", NotificationWay.MAIL)
        tell(harbor, "owner", event="released", mailed=True)
        assert (Notice.objects.count(), OutgoingMail.objects.count()) == (1, 0)


def test_in_quiet_hours_a_mail_waits_for_their_end_also_without_a_digest(harbor):
    later = NOON.replace(year=2050)  # nothing is due before the server's own now
    with harbor.scope():
        choose(harbor.owner, "assigned", NotificationWay.MAIL)
        choose(harbor.owner, NotificationEvent.DIGEST, NotificationWay.NONE)
        StaffProfile.objects.filter(member=harbor.owner).update(
            quiet_from=dt.time(0, 1), quiet_until=dt.time(23, 59)
        )
        tell(harbor, "owner", now=later)
        due = OutgoingMail.objects.get().next_attempt_at.astimezone(harbor.organization.zone)
        assert (due.hour, due.minute, due.year, due > later) == (23, 59, 2050, True)
        assert not Notice.objects.get().in_digest


def test_the_digest_is_one_mail_a_person_and_morning_and_never_empty(harbor):
    with harbor.scope():
        for number in range(3):
            tell(harbor, "owner", "technician", event="duty_due", key=str(number))
        assert send_digests(now=NOON) == 0
        mark_read(by=harbor.technician, now=NOON)
        assert send_digests(now=NEXT_MORNING) == 1
        mail = OutgoingMail.objects.get()
        assert (mail.kind, mail.to_email) == ("daily_digest", harbor.owner.email)
        assert mail.text.count("A thing") == 3
        tell(harbor, "owner", event="duty_due", key="later", now=NEXT_MORNING)
        assert send_digests(now=NEXT_MORNING + dt.timedelta(hours=1)) == 0
        assert DueWork.objects.filter(kind="digest").exists()
        assert send_digests(now=NEXT_MORNING + dt.timedelta(days=1)) == 1


def test_who_wants_no_digest_gets_none(harbor):
    with harbor.scope():
        choose(harbor.owner, NotificationEvent.DIGEST, NotificationWay.NONE)
        tell(harbor, "owner", event="duty_due")
        assert send_digests(now=NEXT_MORNING) == 0
        assert Notice.objects.filter(digested_at=None).count() == 0


@pytest.mark.parametrize(
    ("after", "until", "expected"),
    [
        ("2026-11-18T06:59", None, "2026-11-18T07:00"),
        ("2026-11-18T07:00", None, "2026-11-19T07:00"),
        ("2026-11-18T06:00", dt.time(8, 30), "2026-11-18T08:30"),
        ("2026-11-18T06:00", dt.time(22), "2026-11-18T07:00"),
        ("2026-11-20T12:00", None, "2026-11-23T07:00"),  # Friday: the next working morning is Monday's
        ("2026-12-24T12:00", None, "2026-12-28T07:00"),  # the 25th is a holiday
        ("2026-03-27T12:00", None, "2026-03-30T07:00"),  # the clocks go forward in between
    ],
)
def test_the_morning_is_local_and_after_quiet_hours(after, until, expected):
    zone = ZoneInfo("Europe/Vienna")
    calendar = WorkingCalendar(holidays=frozenset({dt.date(2026, 12, 25)}))
    moment = digest_moment(dt.datetime.fromisoformat(after).replace(tzinfo=zone), zone, calendar, until)
    assert moment == dt.datetime.fromisoformat(expected).replace(tzinfo=zone)


def test_telling_many_costs_no_more_than_telling_one(harbor):
    with harbor.scope():
        with counted_statements() as one:
            tell(harbor, "owner", event="released", mailed=True)
        with counted_statements() as many:
            tell(harbor, *harbor.members, event="released", mailed=True)
    assert len(one) == len(many) <= 6


def test_the_hand_over_tells_who_has_it_now(harbor):
    with harbor.scope():
        project = make_project(harbor)
        told = {(row.member_id, row.event) for row in Notice.objects.all()}
        assert (harbor.members["lead_tech"].pk, "deal_accepted") in told
        assert (harbor.members["sales"].pk, "released") in told
        assert harbor.project_manager.pk not in {member for member, _event in told}
        assign_people(project=project, by=harbor.project_manager, now=NOON, lead_tech=harbor.members["lead_tech"])
        assert Notice.objects.filter(event="assigned").count() == 0


def test_a_duty_is_told_on_its_day_and_once_when_it_is_late(harbor):
    with harbor.scope():
        project = make_project(harbor)
        first = project.responsibilities.filter(state="open").order_by("due_on").first()
        project.responsibilities.exclude(pk=first.pk).update(due_on=None)
        for ahead in (0, 0, 1, 2):
            duties_due(first.due_on + dt.timedelta(days=ahead), now=NOON)
        rows = Notice.objects.filter(key__startswith=str(project.pk))
        assert sorted(rows.values_list("event", flat=True)) == ["duty_due", "duty_late"]


def test_a_project_says_all_that_is_due_and_late_in_one_line_a_day(harbor):
    with harbor.scope():
        project = make_project(harbor)
        day = dt.date(2026, 11, 20)
        owed = list(project.responsibilities.exclude(state="done"))
        project.responsibilities.filter(pk__in=[row.pk for row in owed[:5]]).update(due_on=day)
        project.responsibilities.filter(pk__in=[row.pk for row in owed[5:]]).update(
            due_on=day + dt.timedelta(days=1)
        )
        for ahead in (1, 1, 2, 3):
            duties_due(day + dt.timedelta(days=ahead), now=NOON + dt.timedelta(days=ahead))
        rows = Notice.objects.filter(member=project.project_manager, key__startswith=str(project.pk))
        assert [row.created_at for row in rows] == [NOON + dt.timedelta(days=2), NOON + dt.timedelta(days=1)]
        text = rows.last().text
        assert "late: “" in text
        assert "due today: “" in text


def test_a_manager_is_told_once_that_dates_moved_a_contact_stopped_and_a_mail_was_refused(harbor):
    with harbor.scope():
        project = make_project(harbor)
        Project.objects.filter(pk=project.pk).update(dates_moved_at=NOON)
        mail = queue_mail(
            kind="dates_notice",
            audience="customer",
            to_email="gone@acme.example",
            to_name="",
            subject="x",
            text="x",
            html="",
            idempotency_key="x",
            project_numbers=[project.number],
        )
        OutgoingMail.objects.filter(pk=mail.pk).update(state="failed")
        for _twice in range(2):
            dates_moved(now=NOON)
            stop_updates(contact=harbor.contact, now=NOON)
            tell_refused(now=NOON)
        told = Notice.objects.filter(member=harbor.project_manager).exclude(event="deal_accepted")
        assert sorted(told.values_list("event", flat=True)) == ["date_changed", "mail_bounced", "unsubscribed"]
        assert "gone@acme.example" in told.get(event="mail_bounced").text


def test_a_manager_is_told_once_a_week_that_updates_wait_and_are_late(harbor):
    with harbor.scope():
        running_project(harbor)
        for now in (DRAFT, DRAFT + dt.timedelta(hours=1), SEND, SEND + dt.timedelta(hours=1)):
            run_week(harbor.organization, now=now)
        rows = Notice.objects.filter(member=harbor.project_manager, event__startswith="update_")
        assert sorted(rows.values_list("event", flat=True)) == ["update_due", "update_late"]


def test_the_inbox_shows_filters_and_opens_only_one_s_own(harbor, signed_in):
    with harbor.scope():
        tell(harbor, "owner", key="a")
        tell(harbor, "technician", key="b")
        mine, other = Notice.objects.get(key="a"), Notice.objects.get(key="b")
    client = signed_in(harbor.owner)
    assert "A thing" in client.get(INBOX).content.decode()
    assert client.get(f"{INBOX}count/", headers={"hx-request": "true"}).content.decode().count(">1<") == 1
    assert client.post(f"{INBOX}{other.pk}/open/").status_code == 404
    assert client.post(f"{INBOX}{mine.pk}/open/").url == "/o/harbor/"
    assert "Nothing matches" in client.get(INBOX, {"unread": 1}).content.decode()
    assert "Nothing unread" in client.get(INBOX).content.decode()


@pytest.mark.parametrize("rows", [2, 60])
def test_the_inbox_costs_the_same_however_full(harbor, signed_in, rows):
    with harbor.scope():
        for number in range(rows):
            tell(harbor, "owner", key=str(number))
    client = signed_in(harbor.owner)
    client.get(INBOX)  # the first page of a session also notes where one is signed in
    with counted_statements() as made:
        client.get(INBOX)
    assert len(made) <= 8, made


def test_the_api_lists_and_reads_one_s_own(harbor, api_client):
    with harbor.scope():
        tell(harbor, "owner", key="a")
        tell(harbor, "owner", key="b")
        tell(harbor, "technician", key="c")
    client = api_client(harbor, "owner")
    results = client.get("/api/v1/notices/?unread=true").json()["results"]
    assert [row["text"] for row in results] == ["A thing", "A thing"]
    assert client.post(f"/api/v1/notices/{results[0]['id']}/read/").json()["read_at"]
    assert client.post("/api/v1/notices/read/").json() == {"read": 1}
    assert client.get("/api/v1/notices/?unread=true").json()["results"] == []


def test_a_deal_that_is_ready_is_told_to_project_managers_once(harbor):
    from deals.actions import facts

    with harbor.scope():
        deal = make_deal(harbor)
        deal.state = "incomplete"
        facts.refresh(deal, by=harbor.members["sales"])
        facts.refresh(deal, by=harbor.members["sales"])
        assert Notice.objects.filter(event="deal_ready", member=harbor.project_manager).count() == 1


def test_a_task_is_told_to_its_assignee(harbor):
    from projects.actions import update_task

    with harbor.scope():
        task = Task.objects.filter(project=make_project(harbor)).first()
        lead = harbor.members["lead_tech"]
        update_task(task=task, by=lead, now=NOON, assignee=harbor.technician)
        update_task(task=task, by=lead, now=NOON, assignee=lead)
        assert [row.member for row in Notice.objects.filter(event="assigned")] == [harbor.technician]
