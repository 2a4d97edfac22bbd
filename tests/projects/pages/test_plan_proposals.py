"""The manager proposes, the lead tech accepts with one press; what others changed meanwhile stays."""

import json
from decimal import Decimal

import pytest

from audit.models import AuditEvent
from core import clock
from notices.models import Notice
from projects import actions
from projects.models import PlanProposal, Task

JSON = {"Accept": "application/json"}


@pytest.fixture
def tasks(harbor, project):
    """``tasks()``: the plan as it is now."""

    def read():
        with harbor.scope():
            return list(Task.objects.filter(project=project).select_related("assignee__user"))

    return read


@pytest.fixture
def wish(manager, at):
    """The manager's grid sends an act."""

    def post(**fields):
        answer = manager.post(at("edit_plan"), fields, headers=JSON)
        return {"status": answer.status_code} | answer.json()

    return post


def stored(harbor):
    with harbor.scope():
        return PlanProposal.objects.get()


def test_what_the_manager_types_changes_nothing_until_the_lead_tech_accepts(
    harbor, project, tasks, wish, manager, lead, at
):
    first, second = tasks()
    answer = wish(do="set", task=str(first.pk), set_estimate="12", set_assignee=str(harbor.technician.pk))
    assert answer["said"] == "2 changes in your proposal."
    assert "<ins" in answer["rows"][str(first.pk)]
    assert "Your proposal, not sent yet" in answer["proposals"]
    wish(do="add", set_title="Label cables", set_estimate="2")
    wish(do="delete", task=str(second.pk))
    assert [task.estimate for task in tasks()] == [8, 32]
    assert "Label cables" not in lead.get(at("plan")).content.decode()  # not sent yet
    manager.post(at("send_proposal", stored(harbor).pk), {"note": "The customer wants it sooner"})
    page = lead.get(at("plan")).content.decode()
    for words in ("Ana Ruiz proposes", "The customer wants it sooner", "Label cables", "12", "Devon Clarke"):
        assert words in page
    with harbor.scope():
        assert Notice.objects.filter(member=harbor.lead_tech, text__contains="Ana Ruiz proposes changes").exists()
    lead.post(at("accept_proposal", stored(harbor).pk))
    assert [(task.title, task.estimate) for task in tasks()] == [("Plan the migration", 12), ("Label cables", 2)]
    assert tasks()[0].assignee_id == harbor.technician.pk
    with harbor.scope():
        assert AuditEvent.objects.filter(verb="plan.proposal_accepted").count() == 1
        notice = Notice.objects.filter(member=harbor.project_manager).latest("created_at")
        assert "your changes of the plan were accepted" in notice.text
    assert "Ana Ruiz proposes" not in lead.get(at("plan")).content.decode()


def test_parts_that_no_longer_fit_say_so_and_are_left_out(harbor, project, tasks, wish, manager, lead, at):
    first, second = tasks()
    wish(do="set", task=str(first.pk), set_estimate="12")
    wish(do="set", task=str(second.pk), set_estimate="33")
    manager.post(at("send_proposal", stored(harbor).pk))
    with harbor.scope():
        actions.update_task(task=first, estimate=Decimal(9), by=harbor.lead_tech, now=clock.now())
    assert lead.get(at("plan")).content.decode().count("changed meanwhile, left out") == 1
    page = lead.post(at("accept_proposal", stored(harbor).pk), follow=True).content.decode()
    assert "“Plan the migration”: It was changed meanwhile." in page
    assert [task.estimate for task in tasks()] == [9, 33]


def test_nothing_fits_any_more_is_said_and_the_proposal_waits(harbor, project, tasks, wish, manager, lead, at):
    first = tasks()[0]
    wish(do="set", task=str(first.pk), set_estimate="12")
    manager.post(at("send_proposal", stored(harbor).pk))
    with harbor.scope():
        actions.update_task(task=first, estimate=Decimal(9), by=harbor.lead_tech, now=clock.now())
    assert lead.post(at("accept_proposal", stored(harbor).pk)).status_code == 409
    assert stored(harbor).state == "proposed"
    lead.post(at("decline_proposal", stored(harbor).pk), {"reason": "Nine is right"})
    assert (stored(harbor).state, stored(harbor).decision) == ("declined", "Nine is right")


def test_a_wish_taken_back_leaves_the_draft_and_a_later_one_counts(harbor, project, tasks, wish):
    task = str(tasks()[0].pk)
    wish(do="set", task=task, set_estimate="12")
    wish(do="set", task=task, set_estimate="14")
    (part,) = stored(harbor).changes
    assert (part["seen"], part["wanted"]) == ("8", "14")
    answer = wish(do="set", task=task, set_estimate="8", since="2999-01-01T00:00:00+00:00")
    assert answer["said"] == "0 changes in your proposal."
    assert "<ins" not in answer["rows"][task]


def test_without_a_script_the_form_of_a_task_proposes(harbor, project, tasks, manager, at):
    first = tasks()[0]
    page = manager.get(at("edit_task", first.pk)).content.decode()
    assert "Propose it" in page
    manager.post(at("edit_task", first.pk), {"title": first.title, "estimate": "11", "visible_to_customer": "on"})
    fields = {part["field"]: part["wanted"] for part in stored(harbor).changes}
    assert fields == {"estimate": "11", "skill_level": ""}
    assert tasks()[0].estimate == 8


def test_the_manager_neither_moves_nor_revises_nor_accepts(harbor, project, tasks, wish, manager, at):
    task = str(tasks()[0].pk)
    assert "Only the project's lead tech" in wish(do="down", task=task)["problem"].replace("’", "'")
    assert wish(do="set", task=task, set_remaining="3")["code"] == "not_proposable"
    wish(do="set", task=task, set_estimate="12")
    manager.post(at("send_proposal", stored(harbor).pk))
    assert manager.post(at("accept_proposal", stored(harbor).pk)).status_code == 403
    assert manager.post(at("decline_proposal", stored(harbor).pk)).status_code == 403
    assert manager.post(at("approve_plan")).status_code == 403
    assert manager.post(at("withdraw_proposal", stored(harbor).pk)).status_code == 302
    assert stored(harbor).state == "withdrawn"
    assert manager.post(at("send_proposal", stored(harbor).pk)).status_code == 409


def test_another_member_sends_nothing_in_the_managers_name(harbor, project, tasks, wish, lead, signed_in, at):
    wish(do="set", task=str(tasks()[0].pk), set_estimate="12")
    for client in (lead, signed_in(harbor.technician)):
        assert client.post(at("send_proposal", stored(harbor).pk)).status_code == 403
        assert client.post(at("withdraw_proposal", stored(harbor).pk)).status_code == 403
    assert lead.post(at("accept_proposal", stored(harbor).pk)).status_code == 409


def test_the_lead_tech_approves_on_the_page_and_reads_what_is_missing(harbor, project, tasks, lead, at):
    words = lead.post(at("approve_plan"), follow=True).content.decode()
    assert "The plan is not complete: 2 tasks are nobody&#x27;s" in words
    ids = [str(task.pk) for task in tasks()]
    lead.post(at("edit_plan"), {"do": "set", "task": ids, "set_assignee": str(harbor.technician.pk)})
    page = lead.post(at("approve_plan"), follow=True).content.decode()
    assert "Baseline 1 is frozen." in page
    assert "Joon Park approved the plan" in page


def test_the_timeline_says_the_same_as_a_table(harbor, project, tasks, lead, at):
    assert "Nothing has a day yet" not in lead.get(at("timeline")).content.decode()
    ids = [str(task.pk) for task in tasks()]
    lead.post(at("edit_plan"), {"do": "set", "task": ids, "set_assignee": str(harbor.technician.pk)})
    lead.post(at("approve_plan"))
    seen = {str(ids[1]): {"disruptive": ""}}
    fields = {
        "do": "set",
        "task": ids[1],
        "set_disruptive": "true",
        "set_phase": "Build",
        "seen": json.dumps(seen),
    }
    lead.post(at("edit_plan"), fields)
    page = lead.get(at("timeline")).content.decode()
    assert page.count('class="t-base"') == 4  # both tasks, their phase, the legend
    assert page.count('class="t-cut"') == 2  # the task, the legend
    assert 'class="t-today"' in page
    table = page.split("The same as a table")[1]
    assert "Interrupts the customer" in table
    assert "style=" not in page.split('id="main"')[1].split("</main>")[0]
    lead.post(at("edit_plan"), {"do": "delete", "task": ids[1]})
    assert "No longer in the plan" in lead.get(at("timeline")).content.decode()
