"""Out-of-scope work: nothing begins without consent, an emergency is told in time, nothing is billed that nobody knows."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from audit.actions import Actor
from audit.models import AuditEvent
from core.errors import DomainError, InvalidInput, NotAllowed
from mailing.models import OutgoingMail
from projects import actions
from projects.models import ChangeOrder, OutOfScopeItem, OutOfScopeRequest, OutOfScopeSignature, Project
from projects.queries.out_of_scope import items_of, running_of
from projects.rules.sow import fingerprint
from tests.factories import extras
from tests.factories.extras import EMAIL, ESTIMATE, PHONE

pytestmark = pytest.mark.django_db


def refused(code, act, **values):
    with pytest.raises(DomainError) as error:
        act(**values)
    assert error.value.code == code
    return error.value


def afresh(project):
    return Project.objects.select_related("organization").get(pk=project.pk)


def agree(harbor, later, **terms):
    actions.update_terms(organization=harbor.organization, changes=terms, by=harbor.members["owner"], now=later())


def answer(request, later, **values):
    return {"request": request, "by": Actor("Ann Lee"), "name": "Ann Lee", "now": later()} | values


def test_everyone_captures_and_the_manager_is_told(project, later, harbor):
    task = project.tasks.first()
    with transaction.atomic():
        item = actions.capture_extra(
            project=project, title="Old switch is dead", by=harbor.technician, now=later(), task=task
        )
    assert (item.number, item.state, item.task, item.currency) == ("OOS-1", "captured", task, "USD")
    assert extras.captured(project, now=later()).number == "OOS-2"


def test_an_estimate_is_checked_field_by_field(project, later):
    item = extras.captured(project, now=later())
    for field, value in (
        ("hours", Decimal(-1)),
        ("price", None),
        ("spend_limit", Decimal(449)),
        ("days_added", 400),
    ):
        with pytest.raises(InvalidInput) as error:
            actions.estimate_extra(item=item, by=project.lead_tech, now=later(), **(ESTIMATE | {field: value}))
        assert error.value.errors[0]["pointer"] == f"/{field}"
    assert OutOfScopeItem.objects.get().state == "captured"


def test_a_technician_does_not_estimate_and_a_lead_tech_does_not_ask(project, later, harbor):
    item = extras.captured(project, now=later())
    with pytest.raises(NotAllowed):
        actions.estimate_extra(item=item, by=harbor.technician, now=later(), **ESTIMATE)
    item = extras.estimated(project, now=later())
    with pytest.raises(NotAllowed):
        actions.notify_of_extra(item=item, contact=harbor.contact, by=project.lead_tech, now=later())


def test_nothing_starts_without_consent(project, later, harbor):
    for item in (
        extras.captured(project, now=later()),
        extras.estimated(project, now=later()),
        extras.asked(project, harbor.contact, now=later()),
    ):
        refused("no_consent", actions.start_extra, item=item, by=project.lead_tech, now=later())
    assert not OutOfScopeItem.objects.filter(started_at__isnull=False).exists()


def test_the_named_approver_gets_one_link_a_mail_a_day_and_no_more_than_the_limit_is_billed(
    project, later, harbor
):
    item = extras.asked(project, harbor.contact, now=later())
    actions.notify_of_extra(item=item, contact=harbor.contact, by=project.project_manager, now=later(hours=1))
    request = OutOfScopeRequest.objects.get(item=item)
    mail = OutgoingMail.objects.get(kind="out_of_scope")
    assert (item.state, mail.to_email) == ("notified", harbor.contact.email)
    assert actions.extra_request_address(request) in mail.text
    assert "At most: $540.00" in mail.text
    actions.approve_extra_as_customer(
        **answer(request, later, seen_hash=item.content_hash, seen_at=later(), address="192.0.2.1")
    )
    item = actions.start_extra(item=item, by=project.lead_tech, now=later(hours=2))
    item = actions.complete_extra(item=item, by=project.lead_tech, now=later(hours=5))
    manager = {"item": item, "by": project.project_manager, "now": later(hours=6)}
    refused("over_limit", actions.release_extra, **manager, billed=Decimal("540.01"))
    actions.release_extra(**manager, billed=Decimal(540))
    with pytest.raises(InvalidInput):
        actions.invoice_extra(**manager, reference=" ")
    item = actions.invoice_extra(**manager, reference="INV-7")
    assert (item.state, item.billed, item.invoice_reference) == ("invoiced", 540, "INV-7")


def test_the_customer_signs_exactly_what_was_shown_and_once(project, later, harbor):
    item = extras.asked(project, harbor.contact, now=later())
    request = OutOfScopeRequest.objects.get()
    seen = {"seen_at": later(), "address": "192.0.2.1"}
    refused(
        "content_changed", actions.approve_extra_as_customer, **answer(request, later, seen_hash="0" * 64, **seen)
    )
    for _again in range(2):
        actions.approve_extra_as_customer(**answer(request, later, seen_hash=item.content_hash, **seen))
    signed = OutOfScopeSignature.objects.get()
    assert (signed.name, signed.method, signed.content_hash) == ("Ann Lee", "link", fingerprint(item.content))
    request.refresh_from_db()
    assert request.answered_at == later()


def test_another_approver_ends_the_link_of_the_first(project, later, harbor):
    item = extras.asked(project, harbor.contact, now=later())
    first = OutOfScopeRequest.objects.get()
    actions.notify_of_extra(item=item, contact=harbor.billing_contact, by=project.project_manager, now=later())
    first.refresh_from_db()
    assert first.revoked_at == later()
    assert OutOfScopeRequest.objects.get(revoked_at=None).contact == harbor.billing_contact


def test_a_declined_item_is_offered_again_with_another_estimate(project, later, harbor):
    item = extras.asked(project, harbor.contact, now=later())
    first = OutOfScopeRequest.objects.get()
    actions.decline_extra_as_customer(**answer(first, later, reason="Too expensive"))
    item.refresh_from_db()
    assert (item.state, item.decision) == ("declined", "Too expensive")
    actions.estimate_extra(
        item=item, price=Decimal(300), spend_limit=Decimal(300), by=project.lead_tech, now=later()
    )
    assert (item.state, item.told_at, item.content_hash) == ("estimated", None, "")
    actions.notify_of_extra(item=item, contact=harbor.contact, by=project.project_manager, now=later(days=1))
    assert OutOfScopeRequest.objects.filter(answered_at=None, revoked_at=None).exclude(pk=first.pk).count() == 1


def test_a_new_estimate_takes_the_approval_back(project, later):
    item = extras.approved(project, now=later())
    actions.estimate_extra(item=item, price=Decimal(460), by=project.lead_tech, now=later())
    refused("no_consent", actions.start_extra, item=item, by=project.lead_tech, now=later())


def test_what_was_agreed_beforehand_is_told_and_starts_within_the_limit(project, later, harbor):
    mode = {"mode": "preauthorized"}
    item = extras.estimated(project, now=later(), **mode)
    manager = {"by": project.project_manager, "now": later()}
    refused("over_limit", actions.record_told_of_extra, item=item, **PHONE, **manager)
    agree(harbor, later, preauthorized_limit=Decimal(1000))
    actions.record_told_of_extra(item=item, **PHONE, **manager)
    item = actions.start_extra(item=item, by=project.lead_tech, now=later())
    assert (item.state, item.told_how) == ("in_progress", "Phone call: Ann Lee")
    second = extras.estimated(project, now=later(), **mode)
    refused("over_limit", actions.record_told_of_extra, item=second, **PHONE, **manager)


def test_an_emergency_needs_a_reason_and_opens_a_clock_of_four_hours(project, later):
    item = extras.captured(project, now=later())
    refused("no_consent", actions.start_extra, item=item, by=project.lead_tech, now=later(), emergency_reason=" ")
    item = actions.start_extra(item=item, by=project.lead_tech, now=later(), emergency_reason="Practice offline")
    assert (item.mode, item.state, item.tell_by) == ("emergency", "in_progress", later(hours=4))


def test_the_lead_tech_tells_of_an_emergency_and_its_price_before_it_is_billed(project, later, harbor):
    item = extras.emergency(project, now=later())
    lead, manager = {"by": project.lead_tech}, {"by": project.project_manager}
    actions.record_told_of_extra(item=item, **PHONE, **lead, now=later(hours=1))
    actions.complete_extra(item=item, **lead, now=later(hours=2))
    refused("not_told", actions.release_extra, item=item, **manager, now=later(hours=3))
    actions.estimate_extra(item=item, **ESTIMATE, **lead, now=later(hours=3))
    refused("not_told", actions.release_extra, item=item, **manager, now=later(hours=3))
    actions.notify_of_extra(item=item, contact=harbor.contact, **lead, now=later(hours=4))
    item = actions.release_extra(item=item, **manager, now=later(hours=5))
    assert (item.state, item.billed, item.told_at) == ("ready_to_invoice", 450, later(hours=1))


@pytest.mark.parametrize("fields", [{"hours": Decimal("8.5")}, {"days_added": 1}, {"changes_deliverable": True}])
def test_what_is_too_large_is_not_told_but_becomes_a_change_order(project, later, harbor, fields):
    item = extras.estimated(project, now=later(), **fields)
    refused(
        "needs_change_order",
        actions.notify_of_extra,
        item=item,
        contact=harbor.contact,
        by=project.project_manager,
        now=later(),
    )
    item = actions.promote_extra(item=item, by=project.lead_tech, now=later())
    order = ChangeOrder.objects.get()
    assert (item.state, item.change_order, order.state, order.price) == ("change_order", order, "draft", 450)
    assert order.effort == [{"phase": "", "level": "L2", "hours": "8.5" if "hours" in fields else "3"}]
    assert order.added == (item.title if "changes_deliverable" in fields else "")
    moved = dt.date(2026, 12, 7) if "days_added" in fields else None  # the working day after Friday, December 4
    assert order.committed_end == moved


def test_days_within_the_terms_move_the_end_with_the_approval(project, later, harbor):
    agree(harbor, later, promotion_days=3)
    item = extras.estimated(project, now=later(), days_added=2)
    assert afresh(project).committed_end == dt.date(2026, 12, 4)
    actions.record_extra_approval(item=item, by=project.project_manager, now=later(), **EMAIL)
    after = afresh(project)
    assert (after.committed_end, after.told_end, after.baseline_end) == (
        dt.date(2026, 12, 8),
        dt.date(2026, 12, 8),
        dt.date(2026, 12, 4),
    )


def test_a_dispute_stops_start_and_bill_until_it_is_settled(project, later):
    item = extras.done(project, now=later())
    manager = {"by": project.project_manager, "now": later()}
    actions.dispute_extra(item=item, reason="Was part of the offer", **manager)
    refused("not_yet", actions.release_extra, item=item, **manager)
    refused("has_begun", actions.settle_extra, item=item, upheld=False, reason="They are right", **manager)
    item = actions.settle_extra(item=item, upheld=True, reason="Shown the offer", **manager)
    assert (item.state, item.disputed_from) == ("done", "")
    actions.dispute_extra(item=item, reason="Still", **manager)
    item = actions.absorb_extra(item=item, reason="They are right", cause="scope", **manager)
    assert (item.state, item.cause) == ("absorbed", "scope")


def test_a_told_customer_objects_before_work_begins(project, later, harbor):
    agree(harbor, later, preauthorized_limit=Decimal(1000))
    item = extras.asked(project, harbor.contact, now=later(), mode="preauthorized")
    actions.dispute_extra_as_customer(**answer(OutOfScopeRequest.objects.get(), later, reason="Not now"))
    item.refresh_from_db()
    refused("no_consent", actions.start_extra, item=item, by=project.lead_tech, now=later())
    item = actions.settle_extra(
        item=item, upheld=False, reason="Given up", by=project.project_manager, now=later()
    )
    assert item.state == "declined"


def test_absorbing_counts_the_hours_at_their_rates_or_what_a_person_says(project, later):
    item = extras.under_way(project, now=later())
    lead = project.lead_tech
    actions.log_time(
        project=project,
        member=lead,
        on=later().date(),
        hours=Decimal("2.5"),
        out_of_scope=item,
        by=lead,
        now=later(),
    )
    actions.complete_extra(item=item, by=lead, now=later())
    item = actions.absorb_extra(
        item=item, reason="Our mistake", cause="internal", by=project.project_manager, now=later()
    )
    assert item.cost == Decimal("2.5") * 70


def test_hours_of_an_item_never_burn_the_budget(project, later, harbor):
    before = afresh(project)
    item = extras.under_way(project, now=later())
    time = {"project": project, "member": project.lead_tech, "by": project.lead_tech, "now": later()}
    entry = actions.log_time(**time, on=later().date(), hours=Decimal(6), out_of_scope=item)
    after = afresh(project)
    assert (after.ac, after.eac, after.health["cost"]["ac"]) == (
        before.ac,
        before.eac,
        before.health["cost"]["ac"],
    )
    actions.log_time(**time, on=later().date(), hours=Decimal(1))
    assert afresh(project).ac == before.ac + 1
    actions.correct_time_entry(entry=entry, by=project.lead_tech, now=later(), out_of_scope=None)
    assert afresh(project).ac == before.ac + 7


def test_hours_are_logged_on_begun_items_of_the_project_and_stay_once_it_is_billed(project, later):
    lead = project.lead_tech
    time = {
        "project": project,
        "member": lead,
        "by": lead,
        "now": later(),
        "on": later().date(),
        "hours": Decimal(1),
    }
    with pytest.raises(InvalidInput) as error:
        actions.log_time(**time, out_of_scope=extras.approved(project, now=later()))
    assert error.value.errors[0]["code"] == "not_under_way"
    item = extras.under_way(project, now=later())
    with pytest.raises(InvalidInput) as error:
        actions.log_time(**time, out_of_scope=item, task=project.tasks.first())
    assert error.value.errors[0]["code"] == "not_both"
    entry = actions.log_time(**time, out_of_scope=item)
    actions.complete_extra(item=item, by=lead, now=later())
    actions.release_extra(item=item, by=project.project_manager, now=later())
    refused("already_billed", actions.delete_time_entry, entry=entry, by=lead, now=later())
    refused("already_billed", actions.correct_time_entry, entry=entry, by=lead, now=later(), hours=Decimal(2))


def test_the_running_total_is_one_and_counts_what_was_told(project, later, harbor):
    extras.estimated(project, now=later())
    extras.approved(project, now=later(), price=Decimal(100), spend_limit=Decimal(100))
    extras.asked(project, harbor.contact, now=later())
    ((currency, running),) = running_of(items_of(project))
    assert (currency, running.count, running.total) == ("USD", 2, 550)
    mail = OutgoingMail.objects.get(kind="out_of_scope")
    assert "Out-of-scope work in all: $550.00 (now: $100.00)" in mail.text


def test_the_trail_names_every_act(project, later):
    item = extras.done(project, now=later())
    actions.release_extra(item=item, by=project.project_manager, now=later())
    actions.invoice_extra(item=item, reference="INV-1", by=project.project_manager, now=later())
    verbs = AuditEvent.objects.filter(verb__startswith="out_of_scope.").values_list("verb", flat=True)
    kinds = [verb.partition(".")[2] for verb in verbs.order_by("at", "id")]
    assert kinds == ["captured", "estimated", "told", "approved", "started", "done", "ready", "invoiced"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE projects_outofscopeitem SET state = 'done' WHERE id = %s",
        "UPDATE projects_outofscopeitem SET state = 'invoiced' WHERE id = %s",
        "UPDATE projects_outofscopeitem SET started_at = now() WHERE id = %s",
    ],
)
def test_the_database_knows_the_turns_and_what_comes_first(project, later, statement):
    item = extras.estimated(project, now=later())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [item.pk])


def test_a_signature_is_never_changed(project, later):
    extras.approved(project, now=later())
    with pytest.raises(ProgrammingError), transaction.atomic():
        OutOfScopeSignature.objects.update(name="Me")
