"""Every button of the project pages does what it says, and the server refuses who may not press it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages

from accounts.models import Membership
from audit.models import AuditEvent
from core import clock
from projects.actions import status_address
from projects.models import Milestone, Project, Responsibility, StatusLink, Task, TimeEntry
from tests.factories.projects import make_deal


@pytest.fixture
def state(harbor, project):
    """``state("plan")``: the stored state of that responsibility."""

    def read(key):
        with harbor.scope():
            return Responsibility.objects.get(project=project, key=key).state

    return read


@pytest.fixture
def fresh(harbor, project):
    """``fresh()``: the project as it is stored now."""

    def read():
        with harbor.scope():
            return Project.objects.get(pk=project.pk)

    return read


def tasks(harbor, project):
    with harbor.scope():
        return list(Task.objects.filter(project=project))


def test_confirming_by_hand_keeps_what_was_seen(manager, at, state):
    assert manager.post(at("confirm", "schedule"), {"confirm-seen": " "}).status_code == 422
    response = manager.post(at("confirm", "schedule"), {"confirm-seen": "Every task has an owner"})
    assert response.url == at("detail")
    assert state("schedule") == "done"
    assert "Every task has an owner" in manager.get(at("responsibility", "schedule")).content.decode()


def test_waiting_and_waiving_keep_their_words(manager, at, state):
    manager.post(at("wait", "purchased"), {"wait-what": "Which of the two orders?"})
    assert state("purchased") == "waiting"
    assert "Which of the two orders?" in manager.get(at("detail")).content.decode()
    manager.post(at("waive", "sow_bom"), {"waive-reason": "Sold as a kit"})
    assert state("sow_bom") == "waived"
    assert "Sold as a kit" in manager.get(at("responsibility", "sow_bom")).content.decode()


def test_there_was_none_is_noted_before_delivery(manager, at, state):
    response = manager.post(at("confirm", "out_of_scope"), {"confirm-seen": "Nothing so far"})
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert said == ["Noted. Out-of-scope work is confirmed once the project is delivered."]
    assert state("out_of_scope") == "open"


def test_the_drawer_offers_only_what_the_server_takes(manager, harbor, signed_in, at):
    support = signed_in(harbor.support)
    assert at("confirm", "schedule") not in support.get(at("responsibility", "schedule")).content.decode()
    assert support.post(at("confirm", "schedule"), {"confirm-seen": "x"}).status_code == 403
    assert at("waive", "acceptance") not in manager.get(at("responsibility", "acceptance")).content.decode()
    assert manager.post(at("waive", "acceptance"), {"waive-reason": "x"}).status_code == 403
    assert (
        at("waive", "acceptance")
        in signed_in(harbor.owner).get(at("responsibility", "acceptance")).content.decode()
    )
    assert at("confirm", "sold") not in manager.get(at("responsibility", "sold")).content.decode()


def test_status_goes_round_and_every_step_says_why(manager, at, fresh):
    assert manager.post(at("status", "hold"), {"reason": ""}).status_code == 422
    manager.post(at("status", "hold"), {"reason": "Customer moves house"})
    assert (fresh().status, fresh().status_reason) == ("on_hold", "Customer moves house")
    assert "Customer moves house" in manager.get(at("plan")).content.decode()
    manager.post(at("status", "resume"))
    assert fresh().status == "active"
    assert manager.post(at("status", "cancel"), {"reason": "Sold", "number": "P-0002"}).status_code == 422
    manager.post(at("status", "cancel"), {"reason": "Sold the company", "number": "p-0001"})
    assert fresh().status == "cancelled"
    manager.post(at("status", "reopen"), {"reason": "Bought back"})
    assert fresh().status == "reopened"


def test_delivering_with_open_tasks_is_refused_in_words(manager, at, fresh):
    response = manager.post(at("status", "deliver"), headers={"referer": f"http://testserver{at('detail')}"})
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["2 tasks are still open."]
    assert fresh().status == "active"


def test_closing_lists_what_is_open_and_closes_when_nothing_is(harbor, manager, lead, at, fresh, project):
    for task in tasks(harbor, project):
        lead.post(at("complete_task", task.pk))
    assert fresh().status == "delivered"
    html = manager.get(at("status", "close")).content.decode()
    assert "Project plan" in html
    assert "Close the project" not in html
    with harbor.scope():
        Responsibility.objects.filter(project=project).exclude(key="sold").update(
            state="waived", waived_by=harbor.owner, waived_at=clock.now(), waiver_reason="Small job"
        )
    assert "Close the project" in manager.get(at("status", "close")).content.decode()
    manager.post(at("status", "close"))
    assert fresh().status == "closed"


def test_who_does_not_manage_is_offered_no_status_and_refused(lead, at, fresh):
    assert at("status", "hold") not in lead.get(at("detail")).content.decode()
    assert lead.get(at("status", "hold")).status_code == 403
    assert lead.post(at("status", "resume")).status_code == 403
    assert fresh().status == "active"


def test_an_unknown_status_is_not_found(manager, at):
    assert manager.get(at("status", "archive")).status_code == 404
    assert manager.get(at("status", "start")).status_code == 404


def test_the_lead_tech_writes_the_plan(harbor, lead, at, project):
    values = {
        "title": "Label cables",
        "phase": "Finish",
        "estimate": "2.5",
        "skill_level": "L1",
        "assignee": str(harbor.technician.pk),
        "planned_start": "2026-11-10",
        "planned_end": "2026-11-12",
    }
    lead.post(at("add_task"), values)
    made = tasks(harbor, project)[-1]
    assert (made.title, made.estimate, made.assignee_id) == ("Label cables", Decimal("2.5"), harbor.technician.pk)
    form = lead.get(at("edit_task", made.pk)).content.decode()
    assert 'value="2026-11-10"' in form
    lead.post(at("edit_task", made.pk), values | {"title": "Label all cables", "assignee": ""})
    lead.post(at("set_remaining", made.pk), {"remaining": "4"})
    changed = tasks(harbor, project)[-1]
    assert (changed.title, changed.assignee_id, changed.remaining) == ("Label all cables", None, 4)
    assert "Finish" in lead.get(at("plan")).content.decode()
    lead.post(at("complete_task", made.pk))
    assert tasks(harbor, project)[-1].done_at
    lead.post(at("reopen_task", made.pk))
    assert tasks(harbor, project)[-1].done_at is None
    lead.post(at("delete_task", made.pk))
    assert made not in tasks(harbor, project)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"title": "", "estimate": "1"}, "This field is required"),
        ({"title": "X", "estimate": "-1"}, "Write 0 or more."),
        (
            {"title": "X", "estimate": "1", "planned_start": "2026-11-12", "planned_end": "2026-11-10"},
            "lies before",
        ),
        ({"title": "X", "estimate": "1", "assignee": "nobody"}, "not one of the available choices"),
    ],
)
def test_a_wrong_task_is_shown_again_with_its_errors(lead, at, values, words):
    response = lead.post(at("add_task"), values)
    assert response.status_code == 422
    assert words in response.content.decode()


def test_the_manager_proposes_but_does_not_change_the_plan(harbor, manager, at, project):
    task = tasks(harbor, project)[0]
    html = manager.get(at("plan")).content.decode()
    assert at("complete_task", task.pk) not in html
    assert at("add_task") not in html
    assert manager.get(at("add_task")).status_code == 403
    assert manager.post(at("complete_task", task.pk)).status_code == 403
    assert manager.post(at("set_remaining", task.pk), {"remaining": "1"}).status_code == 403


def test_milestones_are_added_changed_reached_and_deleted(harbor, manager, at, project):
    manager.post(at("add_milestone"), {"title": "Go-live", "baseline_on": "2027-01-08"})
    with harbor.scope():
        stone = Milestone.objects.get(title="Go-live")
    manager.post(at("edit_milestone", stone.pk), {"title": "Go-live of all", "forecast_on": "2027-01-11"})
    manager.post(at("reach_milestone", stone.pk))
    with harbor.scope():
        stone.refresh_from_db()
        assert (stone.title, stone.forecast_on) == ("Go-live of all", dt.date(2027, 1, 11))
        assert stone.reached_on == clock.today(harbor.organization.zone)
    assert "Reached" in manager.get(at("plan")).content.decode()
    manager.post(at("delete_milestone", stone.pk))
    with harbor.scope():
        assert not Milestone.objects.filter(pk=stone.pk).exists()


def test_everyone_logs_their_own_hours_and_corrects_them(harbor, signed_in, at, project):
    technician = signed_in(harbor.technician)
    today = clock.today(harbor.organization.zone).isoformat()
    assert technician.post(at("log_time"), {"on": today, "hours": "1.5", "note": "Cabling"}).status_code == 302
    with harbor.scope():
        entry = TimeEntry.objects.get(note="Cabling")
        assert (entry.member_id, entry.hours, entry.task_id) == (harbor.technician.pk, Decimal("1.5"), None)
    technician.post(at("correct_time", entry.pk), {"on": today, "hours": "2", "note": "Cabling"})
    with harbor.scope():
        entry.refresh_from_db()
    assert entry.hours == 2
    technician.post(at("delete_time", entry.pk))
    with harbor.scope():
        assert not TimeEntry.objects.filter(pk=entry.pk).exists()


def test_hours_of_tomorrow_are_refused_on_their_field(harbor, signed_in, at, project):
    tomorrow = clock.today(harbor.organization.zone) + dt.timedelta(days=1)
    response = signed_in(harbor.technician).post(at("log_time"), {"on": tomorrow.isoformat(), "hours": "1"})
    assert response.status_code == 422
    assert "not ahead" in response.content.decode()


def test_nobody_corrects_the_hours_of_others_but_the_managers(harbor, signed_in, manager, at, project):
    with harbor.scope():
        entry = TimeEntry.objects.get(project=project)
    technician = signed_in(harbor.technician)
    assert at("correct_time", entry.pk) not in technician.get(at("plan")).content.decode()
    assert technician.get(at("correct_time", entry.pk)).status_code == 403
    assert technician.post(at("delete_time", entry.pk)).status_code == 403
    assert at("correct_time", entry.pk) in manager.get(at("plan")).content.decode()


def test_telling_by_phone_is_recorded_and_agreeing_moves_the_promise(harbor, manager, at, fresh, state):
    said = {"start": "2026-12-01", "end": "2027-01-15", "to": "Ann Lee", "through": "phone"}
    assert manager.post(at("tell"), said | {"end": "2026-11-01"}).status_code == 422
    manager.post(at("tell"), said)
    assert fresh().told_end == dt.date(2027, 1, 15)
    assert state("dates") == "done"
    with harbor.scope():
        assert AuditEvent.objects.filter(verb="dates.told").count() == 1
    assert "by phone: Ann Lee" in manager.get(at("responsibility", "dates")).content.decode()
    before = fresh().committed_end
    manager.post(at("agree"), {"start": "2026-12-01", "end": "2027-01-15", "how": "Ann Lee by email"})
    assert fresh().committed_end == dt.date(2027, 1, 15) != before
    assert fresh().baseline_end == before


def test_only_managers_speak_to_the_customer(lead, at):
    for name in ("tell", "agree"):
        assert lead.get(at(name)).status_code == 403
    for name in ("make_link", "revoke_link"):
        assert lead.post(at(name)).status_code == 403
    assert at("tell") not in lead.get(at("detail")).content.decode()


def test_links_are_made_shown_opened_and_closed(harbor, manager, at, project):
    contact = {"contact": str(harbor.contact.pk)}
    manager.post(at("make_link"), contact)
    with harbor.scope():
        link = status_address(StatusLink.objects.get(project=project, contact=harbor.contact))
    assert link in manager.get(at("detail")).content.decode()
    manager.post(at("revoke_link"), contact)
    with harbor.scope():
        assert not StatusLink.objects.filter(project=project, revoked_at=None).exists()
    assert link not in manager.get(at("detail")).content.decode()


def test_a_link_for_a_contact_of_another_customer_is_not_found(rival, manager, at):
    for name in ("make_link", "revoke_link"):
        assert manager.post(at(name), {"contact": str(rival.contact.pk)}).status_code == 404


def test_what_has_ended_offers_nothing_but_reopening(manager, lead, at, fresh):
    manager.post(at("status", "cancel"), {"reason": "Sold", "number": "P-0001"})
    html = manager.get(at("detail")).content.decode()
    assert at("status", "reopen") in html
    assert at("tell") not in html
    assert at("log_time") not in html
    assert at("add_task") not in lead.get(at("plan")).content.decode()


def test_the_history_tells_who_did_what(manager, at):
    manager.post(at("status", "hold"), {"reason": "Waiting"})
    html = manager.get(at("history")).content.decode()
    assert "Ana Ruiz" in html
    assert "paused the project" in html


def test_an_organization_without_a_lead_tech_is_told_what_to_do(harbor, signed_in):
    with harbor.scope():
        deal = make_deal(harbor)
        Membership.objects.filter(pk=harbor.lead_tech.pk).update(roles=["technician"])
    address = f"/o/harbor/deals/{deal.pk}/accept/"
    page = signed_in(harbor.owner).get(address).content.decode()
    assert "Nobody is lead tech yet" in page
    assert "/o/harbor/settings/members/" in page
    assert "Go to the members" not in signed_in(harbor.project_manager).get(address).content.decode()


def test_every_wrong_field_of_hours_is_named_at_once(at, lead, harbor):
    ahead = clock.today(harbor.organization.zone) + dt.timedelta(days=2)
    page = lead.post(at("log_time"), {"on": ahead.isoformat(), "hours": "30", "member": str(harbor.lead_tech.pk)})
    assert page.status_code == 422
    text = page.content.decode()
    assert "Hours are logged once they are worked, not ahead." in text
    assert "Write 24 or less." in text
