"""The twelve through the life of a project: evidence, confirmations, waits, waivers."""

import datetime as dt

import pytest

from audit.models import ActorKind, AuditEvent
from core.errors import DomainError, InvalidInput, NotAllowed
from projects.actions import (
    cancel_project,
    close_project,
    complete_task,
    confirm_responsibility,
    deliver_project,
    log_time,
    record_evidence,
    reopen_task,
    start_project,
    take_back,
    wait_on_counterparty,
    waive_responsibility,
)
from projects.actions.updates import SentUpdate, record_updates
from projects.models import BomLine, Project, Responsibility, Task
from projects.queries import responsibilities_of
from projects.queries.weeks import missed_update_weeks
from tests.factories.plans import approved_plan
from tests.factories.purchases import purchased_as_sold
from tests.factories.scope import approved_sow

pytestmark = pytest.mark.django_db


def state(project, key):
    return Responsibility.objects.get(project=project, key=key).state


def duty(project, key, today):
    return next(row for row in responsibilities_of(project, today) if row.key == key)


def confirm(project, key, by, now):
    if key == "plan":
        return approved_plan(project, now=now, by=by)
    return confirm_responsibility(project=project, key=key, seen=f"saw {key}", by=by, now=now)


def test_a_confirmation_says_who_when_and_what_was_seen(project, harbor, later):
    evidence = confirm_responsibility(
        project=project, key="schedule", seen="On the board", by=harbor.project_manager, now=later(hours=1)
    )
    assert (evidence.text, evidence.by, evidence.at) == ("On the board", harbor.project_manager, later(hours=1))
    row = Responsibility.objects.get(project=project, key="schedule")
    assert (row.state, row.since) == ("done", later(hours=1))
    event = AuditEvent.objects.get(verb="responsibility.fulfilled", object_id=row.pk)
    assert event.changes["state"] == ["not_due", "done"]


def test_a_wait_starts_the_clock_and_an_answer_ends_it(project, harbor, later):
    wait_on_counterparty(project=project, key="plan", what="The PO", by=harbor.project_manager, now=later(days=1))
    row = Responsibility.objects.get(project=project, key="plan")
    assert (row.state, row.since) == ("waiting", later(days=1))
    confirm(project, "plan", harbor.lead_tech, later(days=2))
    assert state(project, "plan") == "done"


def test_what_is_past_its_day_is_late_until_it_is_done(project, harbor, later):
    due = duty(project, "plan", dt.date(2026, 11, 2)).due_on
    assert not duty(project, "plan", due).late
    assert duty(project, "plan", due + dt.timedelta(days=1)).late
    confirm(project, "plan", harbor.lead_tech, later(days=30))
    assert not duty(project, "plan", due + dt.timedelta(days=90)).late


def test_the_plan_makes_schedule_escalation_and_dates_due_until_it_is_reopened(project, harbor, later):
    confirm(project, "plan", harbor.lead_tech, later(days=1))
    assert project.plan_approved_at == later(days=1)
    assert [state(project, key) for key in ("schedule", "escalation", "dates")] == ["open"] * 3
    record_evidence(
        project=project,
        key="plan",
        kind="change",
        effect="reopens",
        text="Scope changed",
        by=None,
        at=later(days=2),
    )
    assert project.plan_approved_at is None
    assert [state(project, key) for key in ("plan", "schedule", "dates")] == ["reopened", "not_due", "not_due"]


def test_what_was_reopened_is_late_from_that_day_and_not_from_its_first_due_day(project, harbor, later):
    confirm(project, "plan", harbor.lead_tech, later(days=1))
    change = {"kind": "change", "effect": "reopens", "text": "Scope changed", "by": None}
    record_evidence(project=project, key="plan", at=later(days=30), **change)
    again = later(days=30).date()
    assert duty(project, "plan", again).due_on == again
    assert not duty(project, "plan", again).late
    assert duty(project, "plan", again + dt.timedelta(days=1)).late


def test_a_waived_plan_counts_as_approved(project, harbor, later):
    waive_responsibility(
        project=project, key="plan", reason="Four hours", by=harbor.project_manager, now=later(days=1)
    )
    assert state(project, "schedule") == "open"


def test_delivery_makes_the_last_three_due_with_their_days(project, harbor, later):
    with pytest.raises(DomainError, match="not due"):
        confirm(project, "close_out", harbor.project_manager, later(days=1))
    for task in Task.objects.filter(project=project):
        complete_task(task=task, by=harbor.lead_tech, now=later(days=7))
    project.refresh_from_db()
    assert project.status == "delivered"
    rows = {row.key: row for row in Responsibility.objects.filter(project=project)}
    assert [rows[key].state for key in ("close_out", "acceptance", "retrospective")] == ["open"] * 3
    assert rows["close_out"].due_on == dt.date(2026, 11, 16)
    assert rows["retrospective"].due_on == dt.date(2026, 11, 23)


def test_the_weekly_updates_are_due_from_the_start_and_move_on_when_one_is_sent(project, harbor, later):
    today = dt.date(2026, 11, 2)
    assert duty(project, "weekly_updates", today).due_on is None
    start_project(project=project, by=harbor.project_manager, now=later(days=1))
    assert duty(project, "weekly_updates", today).due_on == dt.date(2026, 11, 6)
    sent = later(days=4, hours=5)
    record_evidence(
        project=project,
        key="weekly_updates",
        kind="update",
        effect="notes",
        text="W45 sent",
        by=None,
        at=sent,
        week_start=dt.date(2026, 11, 2),
    )
    row = duty(project, "weekly_updates", today)
    assert (row.state, row.due_on) == ("open", dt.date(2026, 11, 13))


def test_what_the_product_knows_is_not_ticked_by_hand(project, harbor, later):
    for key in ("sold", "purchased", "sow_bom", "weekly_updates"):
        with pytest.raises(DomainError) as refused:
            confirm(project, key, harbor.owner, later())
        assert refused.value.code == "by_facts_only"


@pytest.mark.parametrize(
    ("role", "key", "allowed"),
    [
        ("project_manager", "schedule", True),
        ("lead_tech", "dates", False),
        ("dispatcher", "schedule", True),
        ("support", "escalation", True),
        ("support", "schedule", False),
        ("technician", "schedule", False),
        ("sales", "dates", False),
        ("owner", "dates", True),
        ("project_manager", "escalation", False),
        ("owner", "escalation", False),
    ],
)
def test_owner_role_and_project_manager_confirm(project, harbor, later, role, key, allowed):
    if allowed:
        confirm(project, key, harbor.members[role], later())
        assert state(project, key) == "done"
    else:
        with pytest.raises(NotAllowed):
            confirm(project, key, harbor.members[role], later())


@pytest.mark.parametrize("key", ["weekly_updates", "out_of_scope", "acceptance"])
def test_three_are_waived_by_an_owner_only(project, harbor, later, key):
    with pytest.raises(NotAllowed):
        waive_responsibility(project=project, key=key, reason="small", by=harbor.project_manager, now=later())
    row = waive_responsibility(project=project, key=key, reason="small", by=harbor.owner, now=later())
    assert (row.state, row.waived_by, row.waiver_reason) == ("waived", harbor.owner, "small")
    assert AuditEvent.objects.get(verb="responsibility.waived").changes["reason"] == [None, "small"]


def test_another_project_manager_waives_nothing_but_the_deputy_does(project, harbor, later):
    other = harbor.service_manager
    other.roles = ["project_manager"]
    other.save(update_fields=["roles"])
    act = {"project": project, "key": "plan", "reason": "small", "by": other}
    with pytest.raises(NotAllowed):
        waive_responsibility(now=later(), **act)
    project.project_manager.deputy = other
    project.project_manager.save(update_fields=["deputy"])
    assert waive_responsibility(now=later(), **act).waived_by == other


def test_a_waiver_needs_a_reason_and_something_to_waive(project, harbor, later):
    with pytest.raises(InvalidInput):
        waive_responsibility(project=project, key="plan", reason=" ", by=harbor.project_manager, now=later())
    with pytest.raises(DomainError, match="done already"):
        waive_responsibility(project=project, key="sold", reason="x", by=harbor.project_manager, now=later())


def test_the_deputy_of_the_manager_may_do_what_the_manager_may(project, harbor, later):
    with pytest.raises(NotAllowed):
        confirm(project, "dates", harbor.dispatcher, later())
    manager = project.project_manager
    manager.deputy = harbor.dispatcher
    manager.save()
    confirm(project, "dates", harbor.dispatcher, later())
    assert state(project, "dates") == "done"


def test_who_did_the_work_does_not_sign_for_support(project, harbor, later):
    log_time(
        project=project, member=harbor.support, on=dt.date(2026, 11, 2), hours=3, by=harbor.support, now=later()
    )
    for task in Task.objects.filter(project=project):
        complete_task(task=task, by=harbor.lead_tech, now=later(days=1))
    project.refresh_from_db()
    with pytest.raises(DomainError) as refused:
        confirm(project, "acceptance", harbor.support, later(days=2))
    assert refused.value.code == "not_independent"


@pytest.mark.parametrize("role", ["owner", "project_manager"])
def test_nobody_signs_in_the_place_of_support(project, harbor, later, role):
    deliver(project, harbor, later(days=1))
    with pytest.raises(NotAllowed):
        confirm(project, "acceptance", harbor.members[role], later(days=2))
    assert state(project, "acceptance") == "open"


@pytest.mark.parametrize("key", ["acceptance", "retrospective"])
def test_a_key_does_not_sign_for_a_person(project, harbor, later, key):
    deliver(project, harbor, later(days=1))
    signer = harbor.support if key == "acceptance" else harbor.project_manager
    signer.actor_kind = ActorKind.API_KEY  # as the resolver of keys does
    with pytest.raises(NotAllowed) as refused:
        confirm(project, key, signer, later(days=2))
    assert refused.value.code == "person_required"
    assert state(project, key) == "open"


def test_what_is_done_does_not_wait_again(project, harbor, later):
    pm = harbor.project_manager
    confirm(project, "schedule", pm, later(days=1))
    with pytest.raises(DomainError) as refused:
        wait_on_counterparty(project=project, key="schedule", what="The PO", by=pm, now=later(days=2))
    assert refused.value.code == "already_done"
    assert state(project, "schedule") == "done"


@pytest.mark.parametrize("act", [confirm_responsibility, wait_on_counterparty])
def test_a_project_that_was_closed_meanwhile_takes_no_evidence(project, harbor, later, act):
    stale = Project.objects.select_related("project_manager").get(pk=project.pk)
    cancel_project(project=project, by=harbor.project_manager, now=later(days=1), reason="Sold")
    words = {"seen": "x"} if act is confirm_responsibility else {"what": "x"}
    with pytest.raises(DomainError) as refused:
        act(project=stale, key="plan", by=harbor.project_manager, now=later(days=2), **words)
    assert refused.value.code == "project_ended"


def test_there_was_none_is_a_note_before_delivery_and_true_after_it(project, harbor, later):
    pm = harbor.project_manager
    assert confirm(project, "out_of_scope", pm, later(hours=1)).effect == "notes"
    assert state(project, "out_of_scope") == "open"
    deliver(project, harbor, later(days=1))
    assert state(project, "out_of_scope") == "open"
    confirm(project, "out_of_scope", pm, later(days=2))
    assert state(project, "out_of_scope") == "done"


def test_there_was_none_must_be_said_again_when_a_delivered_project_goes_back_to_work(project, harbor, later):
    deliver(project, harbor, later(days=1))
    confirm(project, "out_of_scope", harbor.project_manager, later(days=2))
    reopen_task(task=Task.objects.filter(project=project).first(), by=harbor.lead_tech, now=later(days=3))
    assert state(project, "out_of_scope") == "reopened"
    assert AuditEvent.objects.filter(verb="responsibility.reopened", at=later(days=3)).count() == 1


def test_a_week_is_told_by_the_week_of_the_update_and_not_by_the_day_it_was_sent(project, harbor, later):
    start_project(project=project, by=harbor.project_manager, now=later(days=1))
    first, second = dt.date(2026, 11, 2), dt.date(2026, 11, 9)
    told(project, first, later(days=4, hours=6))
    told(project, first, later(days=7))  # a correction on Monday of the next week
    assert duty(project, "weekly_updates", first).due_on == dt.date(2026, 11, 13)
    assert missed_update_weeks(project, later(days=12)) == (second,)


def test_a_run_writes_the_verbs_that_the_trail_reads(project, harbor, later):
    told(project, dt.date(2026, 11, 2), later(days=4), start=dt.date(2026, 11, 9), end=dt.date(2026, 12, 4))
    verbs = AuditEvent.objects.filter(at=later(days=4)).values_list("verb", flat=True)
    assert sorted(verbs) == ["responsibility.fulfilled", "responsibility.noted"]


def told(project, week_start, at, **dates):
    part = SentUpdate(project=project, week_start=week_start, text="Sent", url="/", **dates)
    record_updates(sent=[part], by=None, at=at)


def deliver(project, company, now):
    for task in Task.objects.filter(project=project):
        complete_task(task=task, by=company.lead_tech, now=now)
    project.refresh_from_db()


def test_a_project_closes_once_all_twelve_are_done_or_waived(project, harbor, later):
    pm, owner = harbor.project_manager, harbor.owner
    purchased_as_sold(project, now=later(days=1))
    confirm(project, "plan", harbor.lead_tech, later(days=1))
    for key in ("schedule", "dates"):
        confirm(project, key, pm, later(days=1))
    BomLine.objects.filter(project=project).update(vendor="Northeast Supply", state="received")
    approved_sow(project, now=later(days=1), effort=[{"phase": "Build", "level": "L2", "hours": "40"}])
    confirm(project, "escalation", harbor.support, later(days=1))
    for task in Task.objects.filter(project=project):
        complete_task(task=task, by=harbor.lead_tech, now=later(days=2))
    project.refresh_from_db()
    confirm(project, "out_of_scope", pm, later(days=3))
    confirm(project, "close_out", pm, later(days=3))
    confirm(project, "acceptance", harbor.support, later(days=3))
    with pytest.raises(DomainError) as refused:
        close_project(project=project, by=pm, now=later(days=3))
    assert [item["key"] for item in refused.value.extra["open"]] == ["retrospective"]
    waive_responsibility(project=project, key="retrospective", reason="Small job", by=owner, now=later(days=3))
    close_project(project=project, by=pm, now=later(days=3))
    assert (project.status, project.ended_at) == ("closed", later(days=3))
    assert state(project, "weekly_updates") == "done"


def test_a_missed_week_keeps_the_project_open_until_an_owner_waives_it(project, harbor, later):
    pm = harbor.project_manager
    start_project(project=project, by=pm, now=later(days=1))
    for task in Task.objects.filter(project=project):
        complete_task(task=task, by=harbor.lead_tech, now=later(days=2))
    project.refresh_from_db()
    for row in Responsibility.objects.filter(project=project).exclude(key__in=["sold", "weekly_updates"]):
        waive_responsibility(project=project, key=row.key, reason="x", by=harbor.owner, now=later(days=3))
    with pytest.raises(DomainError) as refused:
        close_project(project=project, by=pm, now=later(days=8))
    assert [item["key"] for item in refused.value.extra["open"]] == ["weekly_updates"]
    waive_responsibility(
        project=project, key="weekly_updates", reason="Told by phone", by=harbor.owner, now=later(days=8)
    )
    assert close_project(project=project, by=pm, now=later(days=8)).status == "closed"


def test_delivering_by_hand_needs_every_task_done(project, harbor, later):
    with pytest.raises(DomainError) as refused:
        deliver_project(project=project, by=harbor.project_manager, now=later())
    assert refused.value.extra["open_tasks"] == 2


def test_a_waiver_is_taken_back_by_who_could_give_it(project, harbor, later):
    act = {"project": project, "key": "plan", "by": harbor.project_manager}
    waive_responsibility(reason="Small", now=later(hours=1), **act)
    with pytest.raises(NotAllowed):
        take_back(project=project, key="plan", by=harbor.members["technician"], now=later(hours=2))
    row = take_back(now=later(hours=2), **act)
    assert (row.state, row.waived_by, row.waiver_reason) == ("open", None, "")
    event = AuditEvent.objects.get(verb="responsibility.waiver_ended")
    assert event.changes == {"state": ["waived", "open"], "reason": ["Small", None]}
    with pytest.raises(DomainError) as refused:
        take_back(now=later(hours=3), **act)
    assert refused.value.code == "nothing_to_take_back"


def test_a_confirmation_by_hand_is_taken_back_and_both_stay_on_record(project, harbor, later):
    confirm(project, "schedule", harbor.project_manager, later(hours=1))
    take_back(project=project, key="schedule", by=harbor.project_manager, now=later(hours=2))
    row = Responsibility.objects.get(project=project, key="schedule")
    assert (row.state, [fact.effect for fact in row.evidence.all()]) == ("reopened", ["fulfills", "reopens"])


def test_what_follows_from_facts_is_not_taken_back(project, harbor, later):
    with pytest.raises(DomainError) as refused:
        take_back(project=project, key="sold", by=harbor.project_manager, now=later(hours=1))
    assert refused.value.code == "nothing_to_take_back"


def test_the_page_waives_with_an_undo_and_takes_it_back(project, harbor, signed_in):
    client, root = signed_in(harbor.project_manager), f"{project.get_absolute_url()}responsibilities/plan/"
    said = client.post(f"{root}waive/", {"waive-reason": "Small"}, follow=True).content.decode()
    assert f"{root}take-back/" in said
    assert f"{root}take-back/" in client.get(root).content.decode()
    client.post(f"{root}take-back/")
    assert state(project, "plan") == "open"
