"""The run of a week: claimed once, drafted, sent, closed; never twice, never for a past week."""

import datetime as dt

import pytest

from accounts.models import OrganizationSettings
from audit.models import AuditEvent
from core.due import organizations_due
from core.models import DueWork
from mailing.models import OutgoingMail, ProjectNotice
from projects.actions import cancel_project, hold_project, log_time, wait_on_counterparty
from projects.models import Evidence, Project, Responsibility, Task
from tests.updates.conftest import DRAFT, MONDAY, NEXT_DRAFT, NEXT_SEND, SEND, running_project
from updates import actions
from updates.actions.runs import DUE_KIND
from updates.models import UpdateRender, UpdateRun, WeeklyUpdate

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)


def run(company, now):
    return actions.run_week(company.organization, now=now)[-1]


def weekly_mails():
    return OutgoingMail.objects.filter(kind="weekly_update")


def test_nothing_happens_before_the_draft_moment(project, harbor):
    report = run(harbor, DRAFT - MINUTE)
    assert (report.drafted, report.sent) == (0, 0)
    assert not WeeklyUpdate.objects.exists()
    assert DueWork.objects.get(kind=DUE_KIND).due_at == DRAFT


def test_a_draft_appears_the_day_before_with_a_section_for_each_audience(project, harbor):
    report = run(harbor, DRAFT)
    assert (report.week_start, report.drafted, len(report.waiting), report.late) == (MONDAY, 1, 1, [])
    update = WeeklyUpdate.objects.get()
    assert (update.state, update.version, update.sent_at) == ("draft", 1, None)
    assert set(UpdateRender.objects.values_list("audience", flat=True)) == {"customer", "internal", "sales"}
    assert AuditEvent.objects.filter(verb="update.composed", object_id=update.pk).count() == 1
    assert DueWork.objects.get(kind=DUE_KIND).due_at == SEND


def test_ticking_again_changes_nothing(project, harbor):
    for minute in range(5):
        run(harbor, DRAFT + minute * MINUTE)
    assert (UpdateRun.objects.count(), WeeklyUpdate.objects.count()) == (1, 1)


def test_an_unapproved_draft_does_not_leave_and_is_late(project, harbor):
    run(harbor, DRAFT)
    report = run(harbor, SEND)
    assert (report.sent, report.waiting, len(report.late)) == (0, [], 1)
    assert not weekly_mails().exists()


def test_an_approved_update_leaves_at_its_moment_to_everybody_once(project, harbor):
    run(harbor, DRAFT)
    actions.approve_update(update=WeeklyUpdate.objects.get(), by=harbor.project_manager, now=DRAFT + HOUR)
    assert run(harbor, SEND - MINUTE).sent == 0
    report = run(harbor, SEND)
    assert (report.sent, report.recipients, report.late) == (1, 5, [])
    run(harbor, SEND + MINUTE)
    found = weekly_mails().values_list("audience", "to_email")
    assert sorted(found) == sorted(
        [
            ("customer", harbor.contact.email),
            ("internal", harbor.owner.email),
            ("internal", harbor.lead_tech.email),
            ("internal", harbor.project_manager.email),
            ("sales", harbor.sales.email),
        ]
    )
    assert ProjectNotice.objects.count() == 5
    update = WeeklyUpdate.objects.get()
    assert (update.state, update.sent_at, update.is_late) == ("sent", SEND, False)
    assert UpdateRun.objects.get().sent_at == SEND


def test_sending_leaves_evidence_an_audit_row_and_what_the_customer_was_told(project, harbor):
    run(harbor, DRAFT)
    update = WeeklyUpdate.objects.get()
    actions.approve_update(update=update, by=harbor.project_manager, now=DRAFT)
    run(harbor, SEND)
    duty = Responsibility.objects.get(project=project, key="weekly_updates")
    assert duty.evidence.get().text == "Update of week 47 sent to 5 people."
    dates = Responsibility.objects.get(project=project, key="dates")
    assert (dates.state, dates.evidence.get().effect) == ("done", "fulfills")
    project = Project.objects.get(pk=project.pk)
    told = WeeklyUpdate.objects.get().snapshot["time"]
    assert (project.told_start.isoformat(), project.told_end.isoformat()) == (told["start"], told["end"])
    sent = AuditEvent.objects.get(verb="update.sent")
    assert (sent.object_id, sent.actor_name, sent.changes["people"]) == (update.pk, "MSP PM", [0, 5])


def test_headers_are_those_of_the_contract(project, harbor):
    run(harbor, DRAFT)
    actions.approve_update(update=WeeklyUpdate.objects.get(), by=harbor.project_manager, now=DRAFT)
    run(harbor, SEND)
    mail = weekly_mails().get(audience="customer")
    wanted = {
        "X-Project": "P-0001",
        "X-Mail-Kind": "weekly_update",
        "X-Audience": "customer",
        "X-Week": "2026-W47",
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert mail.headers.items() >= wanted.items()
    assert mail.headers["List-Unsubscribe"].strip("<>") in mail.text
    assert (mail.from_name, mail.reply_to) == ("Harbor Light IT", harbor.project_manager.email)
    inside = weekly_mails().get(to_email=harbor.lead_tech.email)
    assert "List-Unsubscribe" not in inside.headers


def test_a_dead_scheduler_catches_up_within_its_week_and_says_that_it_was_late(project, harbor):
    report = run(harbor, SEND + 3 * HOUR)
    assert (report.drafted, len(report.late)) == (1, 1)
    assert UpdateRun.objects.get().is_late
    update = WeeklyUpdate.objects.get()
    actions.approve_update(update=update, by=harbor.project_manager, now=SEND + 4 * HOUR)
    assert (update.state, update.is_late) == ("sent", True)
    assert weekly_mails().count() == 5


def test_nine_days_dead_is_one_catch_up_not_two(project, harbor):
    run(harbor, DRAFT - HOUR)
    report = run(harbor, SEND + dt.timedelta(days=9))  # Sunday of the next week
    assert report.week_start == MONDAY + dt.timedelta(days=7)
    assert list(UpdateRun.objects.values_list("week_start", flat=True)) == [report.week_start]
    assert WeeklyUpdate.objects.count() == 1


def test_a_week_that_ends_unsent_is_missed_and_stays_listed(project, harbor):
    run(harbor, DRAFT)
    run(harbor, SEND)
    monday = DueWork.objects.get(kind=DUE_KIND).due_at
    assert monday == dt.datetime(2026, 11, 23, 5, 0, tzinfo=dt.UTC)  # midnight in New York
    run(harbor, monday)
    assert WeeklyUpdate.objects.get().state == "missed"
    texts = Evidence.objects.filter(responsibility__key="weekly_updates").values_list("text", flat=True)
    assert list(texts) == ["Week 47 had no update."]
    run(harbor, monday + MINUTE)
    assert AuditEvent.objects.filter(verb="update.missed").count() == 1


@pytest.mark.parametrize("tick", [SEND, SEND + dt.timedelta(days=3)])
def test_a_draft_of_a_project_that_ended_before_the_moment_is_dropped_and_not_missed(project, harbor, tick):
    run(harbor, DRAFT)
    cancel_project(project=project, by=harbor.project_manager, now=SEND - HOUR, reason="Sold")
    run(harbor, tick)
    assert not WeeklyUpdate.objects.exists()
    assert not weekly_mails().exists()
    assert AuditEvent.objects.filter(verb="update.dropped").count() == 1
    assert not AuditEvent.objects.filter(verb="update.missed").exists()


def test_a_late_approval_follows_in_a_mail_of_its_own(harbor):
    with harbor.scope():
        first, second = running_project(harbor), running_project(harbor, external_id="D-2", title="Firewall")
        run(harbor, DRAFT)
        one, two = WeeklyUpdate.objects.order_by("project__sequence")
        actions.approve_update(update=one, by=harbor.project_manager, now=DRAFT)
        assert len(run(harbor, SEND).late) == 1
        actions.approve_update(update=two, by=harbor.project_manager, now=SEND + 2 * HOUR)
        mails = weekly_mails().filter(audience="customer").order_by("created_at")
        assert [mail.headers["X-Project"] for mail in mails] == [first.number, second.number]
        assert two.is_late


def test_projects_of_one_person_come_in_one_mail(harbor):
    with harbor.scope():
        running_project(harbor)
        running_project(harbor, external_id="D-2", title="Firewall", end=dt.date(2026, 11, 17))
        run(harbor, DRAFT)
        for update in WeeklyUpdate.objects.all():
            actions.write_words(update=update, words="As planned.", by=harbor.project_manager, now=DRAFT)
            actions.approve_update(update=update, by=harbor.project_manager, now=DRAFT)
        assert run(harbor, SEND).recipients == 5
        mail = weekly_mails().get(audience="customer")
        assert mail.headers["X-Project"] == "P-0002, P-0001"  # the worst verdict first
        assert mail.subject == "2 projects: 1 off track, 1 on track (week 47)"
        assert mail.text.index("Firewall") < mail.text.index("Server refresh")
        assert mail.notices.count() == 2


@pytest.mark.parametrize(
    ("mode", "sent"), [("approve", [0, 0]), ("unchanged_green", [0, 1]), ("automatic", [1, 1])]
)
def test_the_mode_says_what_leaves_by_itself(harbor, mode, sent):
    with harbor.scope():
        project = running_project(harbor)
        Project.objects.filter(pk=project.pk).update(update_mode=mode)
        _make_green(harbor, project)
        run(harbor, DRAFT)
        first = run(harbor, SEND)
        if not first.sent:
            actions.approve_update(update=WeeklyUpdate.objects.get(), by=harbor.project_manager, now=SEND)
        _make_green(harbor, project)
        run(harbor, NEXT_DRAFT)
        assert [first.sent, run(harbor, NEXT_SEND).sent] == sent


def _make_green(company, project):
    """Enough of the first task logged, all as planned, so that both verdicts are green."""
    task = Task.objects.filter(project=project).first()
    if not task.actual:
        log_time(
            project=project,
            task=task,
            member=company.technician,
            on=dt.date(2026, 11, 13),
            hours=6,
            note="",
            by=company.technician,
            now=dt.datetime(2026, 11, 13, 22, 0, tzinfo=dt.UTC),
        )


def test_a_project_on_hold_still_gets_its_update(project, harbor):
    hold_project(project=project, by=harbor.project_manager, now=DRAFT - HOUR, reason="Waiting for the landlord")
    run(harbor, DRAFT)
    render = UpdateRender.objects.get(audience="customer")
    assert render.headline == "Server refresh: on hold"
    assert "landlord" not in render.text


def test_what_was_asked_of_the_customer_is_in_their_mail(project, harbor):
    wait_on_counterparty(
        project=project, key="purchased", what="Sign the quote Q-2231", by=harbor.project_manager, now=DRAFT - HOUR
    )
    Responsibility.objects.filter(project=project, key="purchased").update(due_on=dt.date(2026, 11, 18))
    run(harbor, DRAFT)
    text = UpdateRender.objects.get(audience="customer").text
    assert "NEEDED FROM YOU\n\n1. Sign the quote Q-2231. It was due on Wed, Nov 18." in text


def test_a_zone_changed_in_mid_week_still_sends_once(project, harbor):
    organization = harbor.organization
    run(harbor, DRAFT)
    actions.approve_update(update=WeeklyUpdate.objects.get(), by=harbor.project_manager, now=DRAFT)
    organization.time_zone = "Pacific/Auckland"
    organization.save()
    run(harbor, DRAFT + 6 * HOUR)  # Friday, 15:00 there
    assert WeeklyUpdate.objects.get().state == "sent"
    organization.time_zone = "America/Los_Angeles"
    organization.save()
    for hours in range(0, 60, 3):
        run(harbor, SEND + hours * HOUR)
    assert weekly_mails().count() == 5
    assert UpdateRun.objects.filter(week_start=MONDAY).count() == 1


def test_a_week_leapt_over_by_a_new_zone_leaves_at_once(project, harbor):
    """Sunday evening in Los Angeles, half an hour before the moment, is Monday in Auckland."""
    organization = harbor.organization
    organization.time_zone = "America/Los_Angeles"
    organization.save()
    OrganizationSettings.objects.update(
        send_weekday=6, send_time=dt.time(23), draft_weekday=6, draft_time=dt.time(20)
    )
    run(harbor, dt.datetime(2026, 11, 23, 4, 0, tzinfo=dt.UTC))
    actions.approve_update(
        update=WeeklyUpdate.objects.get(),
        by=harbor.project_manager,
        now=dt.datetime(2026, 11, 23, 5, 0, tzinfo=dt.UTC),
    )
    organization.time_zone = "Pacific/Auckland"
    organization.save()
    run(harbor, dt.datetime(2026, 11, 23, 6, 30, tzinfo=dt.UTC))
    assert WeeklyUpdate.objects.get(week_start=MONDAY).state == "sent"


def test_a_snapshot_never_changes_when_data_change(project, harbor, work):
    run(harbor, DRAFT)
    update = WeeklyUpdate.objects.get()
    actions.approve_update(update=update, by=harbor.project_manager, now=DRAFT)
    before = (update.snapshot, UpdateRender.objects.get(audience="internal").text)
    work(project, 20, DRAFT + HOUR)
    run(harbor, SEND)
    update.refresh_from_db()
    assert (update.snapshot, UpdateRender.objects.get(audience="internal").text) == before


def test_the_next_week_tells_what_happened_since_the_last_snapshot(project, harbor, work):
    run(harbor, DRAFT)
    actions.send_update(update=WeeklyUpdate.objects.get(), by=harbor.project_manager, now=DRAFT)
    work(project, 3, DRAFT + HOUR)
    run(harbor, NEXT_DRAFT)
    text = UpdateRender.objects.get(audience="internal", update__week_start=MONDAY + dt.timedelta(days=7)).text
    assert "(last week: on track)" in text
    assert "Logged since the last update   3 h" in text


def test_hours_count_since_each_projects_own_last_update(harbor, work):
    with harbor.scope():
        told, first = running_project(harbor), running_project(harbor, external_id="D-2", title="Firewall")
        run(harbor, DRAFT)
        actions.send_update(update=WeeklyUpdate.objects.get(project=told), by=harbor.project_manager, now=DRAFT)
        work(told, 3, DRAFT + HOUR)
        work(first, 2, DRAFT + HOUR)  # before its own cut-off: the planned moment of a week without an update
        work(first, 5, SEND + HOUR)
        run(harbor, NEXT_DRAFT)
        found = WeeklyUpdate.objects.filter(week_start=MONDAY + dt.timedelta(days=7))
        logged = {update.project_id: update.snapshot["hours_logged"] for update in found}
        assert logged == {told.pk: "3.00", first.pk: "5.00"}


def test_answers_go_to_the_deputy_or_an_owner_when_the_manager_has_left(project, harbor):
    manager = harbor.project_manager
    manager.deputy, manager.is_active = harbor.dispatcher, False
    manager.save()
    run(harbor, DRAFT)
    first = WeeklyUpdate.objects.get()
    assert harbor.dispatcher.name in UpdateRender.objects.get(update=first, audience="customer").text
    actions.send_update(update=first, by=harbor.owner, now=DRAFT)
    assert set(weekly_mails().values_list("reply_to", flat=True)) == {harbor.dispatcher.email}
    harbor.dispatcher.is_active = False
    harbor.dispatcher.save()
    run(harbor, NEXT_DRAFT)
    second = WeeklyUpdate.objects.get(week_start=MONDAY + dt.timedelta(days=7))
    actions.send_update(update=second, by=harbor.owner, now=NEXT_DRAFT)
    last = weekly_mails().filter(headers__contains={"X-Week": "2026-W48"}, audience="customer").get()
    assert last.reply_to == harbor.owner.email


def test_the_due_list_finds_the_organization_at_its_moment(project, harbor):
    run(harbor, DRAFT)
    assert organizations_due(DUE_KIND, SEND - MINUTE) == []
    assert organizations_due(DUE_KIND, SEND) == [harbor.organization.pk]
