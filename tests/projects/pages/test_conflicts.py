"""R23: two people edit the same row; each keeps what only they changed, and the rest is put before the second one."""

import json
import os
import random
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser

import pytest
from django.db import connections

from audit.models import AuditEvent
from core import clock
from core.conflicts import Conflict, settle, shown
from projects.actions import add_milestone
from projects.models import Task
from tests.factories.projects import make_project

ROUNDS = 500 if os.environ.get("MSP_GATE") else 6
WORDS = {"title": ("Rack", "Mount", "Cable"), "phase": ("One", "Two", ""), "estimate": ("3", "4.5", "6")}


class Fields(HTMLParser):
    """What the form of a page would send: inputs, the chosen options, checked boxes."""

    def __init__(self, page):
        super().__init__()
        self.values, self._select = {}, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "select":
            self._select = attrs.get("name")
        elif tag == "option" and "selected" in attrs:
            self.values[self._select] = attrs["value"]
        elif tag == "input" and attrs.get("name") and (attrs.get("type") != "checkbox" or "checked" in attrs):
            self.values[attrs["name"]] = attrs.get("value", "on" if attrs.get("type") == "checkbox" else "")


@pytest.fixture
def task(harbor):
    with harbor.scope():
        return Task.objects.filter(project=make_project(harbor)).first()


@pytest.fixture
def address(task):
    return f"/o/harbor/projects/P-0001/tasks/{task.pk}/"


@pytest.fixture
def lead(harbor, signed_in):
    return signed_in(harbor.members["lead_tech"])


@pytest.fixture
def owner(harbor, signed_in):
    return signed_in(harbor.owner)


def form_of(client, address):
    return Fields(client.get(address).content.decode()).values


def stored(harbor, task):
    with harbor.scope():
        return Task.objects.get(pk=task.pk)


def test_what_each_alone_changed_is_kept_without_a_question(harbor, task, address, lead, owner):
    mine, theirs = form_of(lead, address), form_of(owner, address)
    assert owner.post(address, theirs | {"phase": "Prepare"}).status_code == 302
    assert lead.post(address, mine | {"estimate": "9"}).status_code == 302
    row = stored(harbor, task)
    assert (row.phase, row.estimate) == ("Prepare", 9)


def test_the_same_field_is_put_before_the_second_one_with_both_values(harbor, task, address, lead, owner):
    mine, theirs = form_of(lead, address), form_of(owner, address)
    owner.post(address, theirs | {"estimate": "5"})
    answer = lead.post(address, mine | {"estimate": "9", "title": "Typed at length"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert f"<strong>{harbor.owner.name}</strong> changed Estimate, hours to <strong>5</strong>" in page
    assert "You wrote <strong>9</strong>" in page
    again = Fields(page).values
    assert (again["title"], again["estimate"]) == ("Typed at length", "9")
    assert stored(harbor, task).title != "Typed at length"


@pytest.mark.parametrize(("keep", "estimate"), [("mine", 9), ("theirs", 5)])
def test_the_second_one_keeps_theirs_or_their_own_and_the_rest_of_the_form(
    harbor, task, address, lead, owner, keep, estimate
):
    mine, theirs = form_of(lead, address), form_of(owner, address)
    owner.post(address, theirs | {"estimate": "5"})
    page = lead.post(address, mine | {"estimate": "9", "title": "Typed at length"}).content.decode()
    answer = lead.post(address, Fields(page).values | {"keep": keep})
    assert answer.status_code == 302
    assert (stored(harbor, task).estimate, stored(harbor, task).title) == (estimate, "Typed at length")


def test_a_milestone_and_a_contact_ask_as_well(harbor, lead, signed_in):
    with harbor.scope():
        project = make_project(harbor)
        day = clock.today("UTC")
        stone = add_milestone(
            project=project, title="Cutover", baseline_on=day, by=harbor.project_manager, now=clock.now()
        )
    pm = signed_in(harbor.project_manager)
    for address in (f"/o/harbor/projects/P-0001/milestones/{stone.pk}/", contact_address(harbor)):
        field = "title" if "milestones" in address else "name"
        mine, theirs = form_of(pm, address), form_of(pm, address)
        assert pm.post(address, theirs | {field: "Theirs"}).status_code == 302
        assert pm.post(address, mine | {field: "Mine"}).status_code == 409
        assert form_of(pm, address)[field] == "Theirs"


def contact_address(harbor):
    return f"/o/harbor/contacts/{harbor.contact.pk}/edit/"


@pytest.mark.gate
def test_random_interleavings_lose_no_field(harbor, task, address, lead, owner):
    dice = random.Random(23)
    for _ in range(ROUNDS):
        before = stored(harbor, task)
        forms = [(client, form_of(client, address)) for client in (lead, owner)]
        wanted = {}
        dice.shuffle(forms)
        for client, form in forms:
            edits = {name: dice.choice(WORDS[name]) for name in dice.sample(sorted(WORDS), 2)}
            status = client.post(address, form | edits).status_code
            assert status in (302, 409)
            if status == 302:
                real = {
                    k: v for k, v in edits.items() if v != (f"{float(form[k]):g}" if k == "estimate" else form[k])
                }
                assert all(wanted.get(name, value) == value for name, value in real.items())
                wanted |= real
        now = stored(harbor, task)
        for name in WORDS:
            expected = wanted.get(name, f"{getattr(before, name)}")
            assert float(now.estimate) == float(expected) if name == "estimate" else getattr(now, name) == expected


@pytest.mark.django_db(transaction=True)
def test_twenty_edits_at_once_are_either_written_or_refused(harbor, signed_in):
    with harbor.scope():
        task = Task.objects.filter(project=make_project(harbor)).first()
    address = f"/o/harbor/projects/P-0001/tasks/{task.pk}/"
    client = signed_in(harbor.members["lead_tech"])
    form = form_of(client, address)

    def edit(number):
        try:
            return client.post(address, form | {"estimate": str(number)}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(edit, range(101, 121)))
    with harbor.scope():
        written = AuditEvent.objects.filter(object_id=task.pk, verb="task.updated").count()
    assert (answers.count(302), answers.count(409), written) == (1, 19, 1)


def test_the_comparison_knows_equal_values_by_any_writing(harbor, task):
    with harbor.scope():
        row = Task.objects.get(pk=task.pk)
        row.assignee = harbor.technician
        seen = shown(row, ["estimate", "assignee", "planned_start"])
        assert settle(row, json.loads(seen), {"estimate": row.estimate * 1, "assignee": harbor.technician}) == {}
        row.estimate += 1
        with pytest.raises(Conflict):
            settle(row, json.loads(seen), {"estimate": row.estimate + 1})
