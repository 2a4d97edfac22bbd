"""What days and hours do to out-of-scope work: reminders, the end of an offer, the clock of an emergency, responsibility 9."""

import datetime as dt
from decimal import Decimal

import pytest

from core.due import organizations_due
from core.errors import DomainError
from mailing.models import OutgoingMail
from notices.models import Notice
from projects import actions
from projects.actions.out_of_scope_facts import KIND
from projects.models import Evidence, OutOfScopeItem, OutOfScopeRequest, Responsibility
from tests.factories import extras
from tests.factories.extras import ESTIMATE, PHONE

pytestmark = pytest.mark.django_db


def look(project, now):
    actions.look_at_extras(project.organization, now=now)
    return OutOfScopeItem.objects.order_by("sequence").last()


def duty():
    return Responsibility.objects.get(key="out_of_scope")


def deliver(project, now):
    for task in project.tasks.all():
        actions.complete_task(task=task, by=project.lead_tech, now=now)
    project.refresh_from_db()


def test_who_does_not_answer_is_reminded_twice_then_the_offer_ends(project, later, harbor):
    extras.asked(project, harbor.contact, now=later())
    mails = OutgoingMail.objects.filter(kind="out_of_scope")
    sent = []
    for hours in range(0, 11 * 24, 6):
        look(project, later(hours=hours))
        sent.append(mails.count())
    days = [sent.index(number) / 4 for number in (1, 2, 3)]
    assert days == [0, 5, 9]
    assert sent[-1] == 3
    item = OutOfScopeItem.objects.get()
    assert item.state == "expired"
    assert OutOfScopeRequest.objects.get().revoked_at == later(days=10)


def test_a_reminder_names_the_day_on_which_the_offer_ends(project, later, harbor):
    extras.asked(project, harbor.contact, now=later())
    look(project, later(days=5))
    reminder = OutOfScopeRequest.objects.get() and OutgoingMail.objects.filter(kind="out_of_scope").latest("id")
    assert reminder.subject.startswith("Waiting for your answer: OOS-1")
    assert "after Thu, Nov\u00a012 the offer ends" in reminder.text


def test_the_due_list_knows_each_next_moment(project, later, harbor):
    extras.asked(project, harbor.contact, now=later())

    def is_due(now):
        return project.organization_id in organizations_due(KIND, now)

    assert not is_due(later(days=4, hours=23))
    assert is_due(later(days=5))
    look(project, later(days=5))
    assert not is_due(later(days=8, hours=23))
    assert is_due(later(days=9))
    look(project, later(days=10))
    assert not is_due(later(days=365))


def test_who_has_answered_is_not_reminded(project, later, harbor):
    item = extras.asked(project, harbor.contact, now=later())
    actions.record_extra_approval(item=item, by=project.project_manager, now=later(days=1), **extras.EMAIL)
    assert look(project, later(days=20)).state == "approved"
    assert OutgoingMail.objects.filter(kind="out_of_scope").count() == 1


def test_an_expired_offer_is_made_again(project, later, harbor):
    item = extras.asked(project, harbor.contact, now=later())
    look(project, later(days=10))
    item.refresh_from_db()
    actions.notify_of_extra(item=item, contact=harbor.contact, by=project.project_manager, now=later(days=11))
    assert (item.state, item.answer_by) == ("notified", later(days=21))


def test_an_emergency_nobody_told_of_is_on_record_once_and_its_manager_is_told(project, later):
    extras.emergency(project, now=later())
    look(project, later(hours=3, minutes=59))
    assert not Evidence.objects.filter(kind="out_of_scope").exists()
    for hours in (4, 5):
        item = look(project, later(hours=hours))
    assert item.overdue_noted
    said = Evidence.objects.get(kind="out_of_scope")
    assert said.text == "The customer was not told of OOS-1 Firewall failed by 2026-11-02 14:00."
    told = Notice.objects.filter(text__contains="does not", member=project.project_manager)
    assert told.count() == 1


def test_told_in_time_responsibility_9_is_done_by_facts_at_delivery(project, later):
    item = extras.emergency(project, now=later())
    actions.record_told_of_extra(item=item, by=project.lead_tech, now=later(hours=4), **PHONE)
    extras.done(project, now=later(days=1))
    actions.complete_extra(item=item, by=project.lead_tech, now=later(days=1))
    assert duty().state == "open"
    deliver(project, later(days=2))
    last = Evidence.objects.filter(responsibility=duty()).last()
    assert (duty().state, last.kind, last.effect) == ("done", "out_of_scope", "fulfills")
    assert last.text == "2 items, told before work or, in an emergency, in time."


def test_work_under_way_keeps_responsibility_9_open_until_it_is_done(project, later):
    item = extras.under_way(project, now=later())
    deliver(project, later(days=1))
    assert duty().state == "open"
    actions.complete_extra(item=item, by=project.lead_tech, now=later(days=2))
    assert duty().state == "done"


def test_told_too_late_only_an_owner_waives(project, later, harbor):
    item = extras.emergency(project, now=later())
    actions.record_told_of_extra(item=item, by=project.lead_tech, now=later(hours=4, seconds=1), **PHONE)
    actions.complete_extra(item=item, by=project.lead_tech, now=later(hours=5))
    deliver(project, later(days=1))
    assert duty().state == "open"
    assert "Too late: it was due 2026-11-02 14:00." in Evidence.objects.filter(responsibility=duty()).last().text
    with pytest.raises(DomainError) as refused:
        actions.confirm_responsibility(
            project=project, key="out_of_scope", seen="None", by=project.project_manager, now=later(days=1)
        )
    assert refused.value.code == "by_facts_only"
    actions.waive_responsibility(
        project=project, key="out_of_scope", reason="Two hours late", by=harbor.members["owner"], now=later(days=1)
    )
    assert duty().state == "waived"


def test_that_there_was_none_is_said_by_a_person_and_undone_by_an_emergency(project, later):
    deliver(project, later())
    said = {"key": "out_of_scope", "seen": "There was none", "by": project.project_manager}
    actions.confirm_responsibility(project=project, now=later(hours=1), **said)
    assert duty().state == "done"
    item = extras.emergency(project, now=later(hours=2))
    assert duty().state == "reopened"
    actions.record_told_of_extra(item=item, by=project.lead_tech, now=later(hours=3), **PHONE)
    actions.complete_extra(item=item, by=project.lead_tech, now=later(hours=4))
    assert duty().state == "done"


def test_terms_hold_for_what_starts_from_now_on(project, later, harbor):
    owner = {"organization": harbor.organization, "by": harbor.members["owner"], "now": later()}
    first = extras.emergency(project, now=later())
    actions.update_terms(changes={"emergency_hours": Decimal(2), "answer_days": 3}, **owner)
    second = extras.emergency(project, now=later())
    assert (first.tell_by, second.tell_by) == (later(hours=4), later(hours=2))
    item = extras.estimated(project, now=later(), **ESTIMATE)
    actions.notify_of_extra(item=item, contact=harbor.contact, by=project.project_manager, now=later())
    assert item.answer_by - later() == dt.timedelta(days=3)
