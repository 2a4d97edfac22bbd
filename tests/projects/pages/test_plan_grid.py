"""The plan as a grid: what one request changes, what the answer says, and that nobody's work is covered."""

import datetime as dt
import json
from decimal import Decimal

import pytest

from audit.models import AuditEvent
from core import clock
from customers.actions.places import add_blackout
from notices.models import Notice
from projects import actions
from projects.models import Task, TaskLink
from projects.queries.plan_grid import ordered
from tests.dashboard.test_home import statements

JSON = {"Accept": "application/json"}


@pytest.fixture
def tasks(harbor, project):
    """``tasks()``: the plan as it is now, in the order that is shown."""

    def read():
        with harbor.scope():
            from projects.queries.pages import tasks_of

            return ordered(tasks_of(project))

    return read


@pytest.fixture
def send(lead, at):
    """Post an act of the grid as its script does; the answer as JSON with ``status``."""

    def post(client=lead, **fields):
        answer = client.post(at("edit_plan"), fields, headers=JSON)
        return {"status": answer.status_code} | answer.json()

    return post


def cell(task, **values):
    return {"do": "set", "task": str(task.pk)} | {f"set_{name}": value for name, value in values.items()}


def titles(rows):
    return [task.title for task in rows]


def fill(harbor, project, count, **values):
    with harbor.scope():
        Task.objects.bulk_create(
            Task(project=project, position=10 + n, title=f"Task {n}", phase=f"Phase {n // 100}", **values)
            for n in range(count)
        )


def test_a_cell_is_saved_and_the_answer_brings_line_sums_and_findings(project, tasks, send):
    first = tasks()[0]
    answer = send(**cell(first, estimate="9.5"))
    assert (answer["status"], answer["said"]) == (200, "1 task changed.")
    assert list(answer["rows"]) == [str(first.pk)] or str(first.pk) in answer["rows"]
    assert "9.5" in answer["rows"][str(first.pk)]
    assert "41.5" in answer["sums"]
    assert "2 tasks are nobody" in answer["side"]
    assert tasks()[0].estimate == Decimal("9.5")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"estimate": "-1"}, "Write 0 or more."),
        ({"estimate": "x"}, "number"),
        ({"title": " "}, "required"),
        ({"skill_level": "L9"}, "not one of the available choices"),
        ({"assignee": "nobody"}, "not one of the available choices"),
        ({"planned_start": "2026-11-12", "planned_end": "2026-11-10"}, "lies before"),
        ({}, "Choose what to set."),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_in_words_and_changes_nothing(project, tasks, send, values, words):
    before = tasks()[0]
    answer = send(**cell(before, **values))
    assert answer["status"] == 422
    assert words in answer["problem"]
    assert tasks()[0].updated_at == before.updated_at


def test_two_people_at_one_cell_the_second_is_told_who_and_what_and_may_insist(harbor, project, tasks, send):
    task = tasks()[0]
    with harbor.scope():
        actions.update_task(task=task, estimate=Decimal(12), by=harbor.owner, now=clock.now())
    seen = {str(task.pk): {"estimate": "8"}}
    answer = send(**cell(task, estimate="9"), seen=json.dumps(seen))
    assert (answer["status"], answer["theirs"]) == (409, {"estimate": "12"})
    assert "Olivia Grant changed Estimate, hours to 12" in answer["problem"].replace("\xa0", " ")
    assert tasks()[0].estimate == 12
    send(**cell(task, estimate="9"), seen=json.dumps({str(task.pk): {"estimate": "12"}}))
    assert tasks()[0].estimate == 9


def test_two_people_at_two_cells_of_a_line_keep_both(harbor, project, tasks, send):
    task = tasks()[0]
    with harbor.scope():
        actions.update_task(task=task, title="Renamed", by=harbor.owner, now=clock.now())
    seen = {str(task.pk): {"estimate": "8"}}
    answer = send(**cell(task, estimate="9"), seen=json.dumps(seen))
    assert "Renamed" in answer["rows"][str(task.pk)]
    assert (tasks()[0].title, tasks()[0].estimate) == ("Renamed", 9)


def test_many_are_set_at_once_what_somebody_changed_meanwhile_is_left_and_named(harbor, project, tasks, send):
    first, second = tasks()
    with harbor.scope():
        actions.update_task(task=first, skill_level="L1", by=harbor.owner, now=clock.now())
    seen = {str(task.pk): {"skill_level": task.skill_level} for task in (first, second)}
    seen[str(first.pk)] = {"skill_level": "L3"}
    answer = send(
        do="set",
        task=[str(first.pk), str(second.pk)],
        set_skill_level="L2",
        set_assignee=str(harbor.technician.pk),
        set_phase="",
        skip_empty="1",
        seen=json.dumps(seen),
    )
    assert answer["left"] == [
        "“Plan the migration”: Nothing was saved: somebody changed the same thing meanwhile."
    ]
    assert [(task.skill_level, bool(task.assignee)) for task in tasks()] == [("L1", False), ("L2", True)]


def test_one_notice_tells_a_person_of_many_tasks_and_each_task_has_its_record(harbor, project, tasks, send):
    ids = [str(task.pk) for task in tasks()]
    send(do="set", task=ids, set_assignee=str(harbor.technician.pk))
    with harbor.scope():
        notice = Notice.objects.get(member=harbor.technician)
        assert notice.text == "2 tasks in P-0001 are yours."
        events = AuditEvent.objects.filter(verb="task.updated")
        assert sorted(str(event.object_id) for event in events) == sorted(ids)
        assert events[0].changes == {"assignee": [None, "Devon Clarke"]}


def test_every_step_is_taken_back_but_not_what_others_did_since(harbor, project, tasks, send, lead, at):
    before = [(task.title, task.estimate, task.phase) for task in tasks()]
    first, second = tasks()
    send(do="link", task=str(second.pk), after=str(first.pk))
    steps = (
        cell(first, estimate="99"),
        {"do": "add", "set_title": "New", "set_estimate": "1"},
        {"do": "down", "task": str(first.pk)},
        {"do": "delete", "task": str(second.pk)},
        {"do": "paste", "text": "Pasted\t2\nAlso\t3"},
        {"do": "link", "task": str(second.pk), "was": str(first.pk)},
        cell(first, phase="Other"),
    )
    for fields in steps:
        answer = send(**fields)
        assert answer["undo"] == at("undo_plan"), fields
        assert lead.post(answer["undo"]).status_code == 302
        assert [(task.title, task.estimate, task.phase) for task in tasks()] == before, fields
        assert tasks()[1].follows == [first.pk], fields
    send(**cell(first, estimate="99"))
    with harbor.scope():
        actions.update_task(task=tasks()[0], estimate=Decimal(50), by=harbor.owner, now=clock.now())
    assert send(do="undo")["left"]
    assert tasks()[0].estimate == 50
    assert send(do="undo")["problem"] == "There is nothing to take back any more."


def test_lines_move_and_the_order_is_what_others_read(project, tasks, send):
    send(do="add", set_title="Third", set_phase="Late")
    names = titles(tasks())
    answer = send(do="down", task=str(tasks()[0].pk))
    assert titles(tasks()) == [names[1], names[0], "Third"]
    assert [phase["name"] for phase in answer["phases"]] == ["", "Late"]
    assert answer["phases"][0]["ids"] == [str(task.pk) for task in tasks()[:2]]
    send(do="place", task=str(tasks()[0].pk), target=str(tasks()[2].pk), below="1")
    assert (titles(tasks())[-1], tasks()[-1].phase) == (names[1], "Late")


def test_a_task_with_hours_is_not_deleted_and_the_others_are(project, tasks, send):
    names = titles(tasks())
    answer = send(do="delete", task=[str(task.pk) for task in tasks()])
    assert answer["said"] == "1 task is no longer in the plan."
    assert answer["left"] == [f"“{names[0]}”: Hours were logged on this task. Complete it instead."]
    assert titles(tasks()) == names[:1]


def test_links_show_as_numbers_and_never_run_in_a_circle(harbor, project, tasks, send, lead, at):
    first, second = tasks()
    answer = send(do="link", task=str(second.pk), after=str(first.pk))
    assert answer["after"] == {str(second.pk): "1"}
    refused = send(do="link", task=str(first.pk), after=str(second.pk))
    assert (refused["status"], refused["code"]) == (409, "circle")
    assert "would wait for each other" in refused["problem"]
    assert send(do="link", task=str(first.pk), after=str(first.pk))["status"] == 422
    page = lead.get(at("task_links", second.pk)).content.decode()
    assert f'value="{first.pk}"' in page
    lead.post(at("task_links", second.pk), {"was": str(first.pk)})
    with harbor.scope():
        assert not TaskLink.objects.exists()


def test_two_people_link_the_same_task_and_both_links_stand(harbor, project, tasks, send):
    send(do="add", set_title="Third")
    first, second, third = tasks()
    with harbor.scope():
        actions.link_task(task=third, add=[first.pk], by=harbor.owner, now=clock.now())
    send(do="link", task=str(third.pk), after=str(second.pk), was="")
    assert set(tasks()[2].follows) == {first.pk, second.pk}


def test_good_rows_of_a_paste_are_kept_and_the_others_named_and_kept_for_correction(
    harbor, project, tasks, send, lead, at
):
    text = (
        "Task Name\tWork\tStart\tResource Names\n"
        "Rack\t4 h\tMon 11/9/26\tDevon Clarke\n"
        "Cable\tmany\t\t\n"
        "\t3\t\t\n"
        "Label\t1.5\t\tnobody@else.example\n"
    )
    answer = send(do="paste", text=text)
    assert answer["said"] == "1 task added."
    assert [line.split(": ", 1)[1] for line in answer["left"]] == [
        "Row 3, estimate: no number (many)",
        "Row 4, title: no task named (–)",
        "Row 5, assignee: nobody of that name or address (nobody@else.example)",
    ]
    made = tasks()[-1]
    assert (made.title, made.estimate, made.planned_start.isoformat()) == ("Rack", 4, "2026-11-09")
    assert made.assignee_id == harbor.technician.pk
    page = lead.get(at("paste_tasks")).content.decode()
    assert "Cable\tmany" in page
    assert "Rack" not in page.split("<textarea")[1]


def test_without_a_script_the_same_buttons_lead_back_to_the_plan(project, tasks, lead, at):
    page = lead.get(at("plan")).content.decode()
    assert 'form="bulk"' in page
    answer = lead.post(
        at("edit_plan"),
        {"do": "set", "task": str(tasks()[0].pk), "set_phase": "Build", "skip_empty": "1"},
        follow=True,
    )
    assert answer.redirect_chain[-1][0] == at("plan")
    assert "1 task changed." in answer.content.decode()
    assert "Build" in answer.content.decode()
    assert "Tick the tasks first." in lead.post(at("edit_plan"), {"do": "delete"}, follow=True).content.decode()
    lead.post(at("paste_tasks"), {"lines": "By hand\t2"})
    assert "By hand" in titles(tasks())
    lead.post(f"{at('rename_phase')}?name=Build", {"phase": "Make"})
    assert tasks()[0].phase == "Make"


def test_an_answer_for_three_hundred_lines_costs_what_two_cost(harbor, project, tasks, lead, at):
    first = tasks()[0]

    def cost(ids, value):
        fields = {"do": "set", "task": ids, "set_estimate": value, "since": clock.now().isoformat()}
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as caught:
            assert lead.post(at("edit_plan"), fields, headers=JSON).status_code == 200
        return len(caught)

    cost([str(first.pk)], "3")
    few = cost([str(first.pk)], "4")
    fill(harbor, project, 300)
    assert cost([str(first.pk)], "5") == few
    assert cost([str(task.pk) for task in tasks()], "6") == few
    assert statements(lead, at("plan")) == 15


def test_the_manager_and_a_technician_change_nothing_through_the_grid(harbor, project, tasks, signed_in, at):
    task = tasks()[0]
    for role in ("technician", "sales", "dispatcher"):
        client = signed_in(harbor.members[role])
        assert client.post(at("edit_plan"), cell(task, estimate="99"), headers=JSON).status_code == 403
        assert client.get(at("paste_tasks")).status_code == 403
        assert client.get(at("task_links", task.pk)).status_code == 403
        assert "data-plan" not in client.get(at("plan")).content.decode()
    assert tasks()[0].estimate == 8


def test_the_plan_names_an_interruption_on_days_that_the_customer_keeps_free(harbor, project, tasks, lead, at):
    with harbor.scope():
        add_blackout(
            customer=project.customer,
            starts_on=dt.date(2026, 12, 28),
            ends_on=dt.date(2026, 12, 31),
            reason="Year end closing",
            by=harbor.owner,
        )
        Task.objects.filter(pk=tasks()[0].pk).update(planned_start=dt.date(2026, 12, 29), disruptive=True)
    assert "free of interruptions: Year end closing." in lead.get(at("plan")).content.decode()
    with harbor.scope():
        Task.objects.filter(pk=tasks()[0].pk).update(disruptive=False)
    assert "Year end closing" not in lead.get(at("plan")).content.decode()
