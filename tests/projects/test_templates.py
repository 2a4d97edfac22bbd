"""Own due dates and playbook of the twelve; templates of small jobs that do without ceremonies."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from core import clock
from core.errors import DomainError, InvalidInput, NotAllowed
from projects.actions import accept_deal, refresh_all
from projects.actions.templates import save_template, set_standard
from projects.models import Project, ProjectTemplate, Responsibility
from tests.factories.projects import make_deal, make_project
from tests.statements import counted_statements

TASKS = [("Set up the laptop", Decimal(2), "L1"), ("Hand it over", Decimal("0.5"), "")]
WAIVES = ["sow_bom", "escalation", "retrospective"]


@pytest.fixture
def template(harbor):
    with harbor.scope():
        return save_template(name="New user", tasks=TASKS, waives=WAIVES, by=harbor.owner, now=clock.now())


def accept(harbor, template):
    return accept_deal(
        deal=make_deal(harbor),
        project_manager=harbor.project_manager,
        lead_tech=harbor.lead_tech,
        by=harbor.project_manager,
        now=clock.now(),
        template=template,
    )


def test_a_project_of_a_template_has_its_tasks_and_does_without_three(harbor, template):
    with harbor.scope():
        project = accept(harbor, template)
        titles = list(project.tasks.order_by("position").values_list("title", "estimate"))
        assert titles == [("Set up the laptop", Decimal(2)), ("Hand it over", Decimal("0.5"))]
        waived = Responsibility.objects.filter(project=project, state="waived").order_by("position")
        assert [row.key for row in waived] == WAIVES
        assert {(row.waived_by, row.waiver_reason) for row in waived} == {(harbor.owner, "Template New user v1")}
        assert (project.project_class, project.template_name) == ("small", "New user v1")


def test_only_an_owner_approves_what_is_waived_ahead(harbor):
    with harbor.scope():
        mine = save_template(name="Mine", tasks=TASKS, waives=WAIVES, by=harbor.service_manager, now=clock.now())
        with pytest.raises(DomainError, match="An owner has to approve"):
            accept(harbor, mine)
        with pytest.raises(NotAllowed):
            save_template(name="No", tasks=TASKS, by=harbor.project_manager, now=clock.now())
        save_template(template=mine, name="Mine", tasks=TASKS, waives=WAIVES, by=harbor.owner, now=clock.now())
        mine.refresh_from_db()
        assert (mine.version, mine.waivers_approved_by) == (2, harbor.owner)


@pytest.mark.parametrize(
    "wrong", [{"waives": ["sold"]}, {"tasks": []}, {"name": " "}, {"tasks": [("x", Decimal(0), "")]}]
)
def test_what_no_template_may_say_is_refused(harbor, wrong):
    values = {"name": "A", "tasks": TASKS, "waives": ()} | wrong
    with harbor.scope(), pytest.raises(InvalidInput):
        save_template(by=harbor.owner, now=clock.now(), **values)


def test_own_due_days_hold_from_the_next_computation(harbor):
    with harbor.scope():
        project = make_project(harbor)
        Project.objects.filter(pk=project.pk).update(committed_start=dt.date(2027, 3, 15))
        change = {"due_days": -2, "playbook": "Call dispatch.", "evidence": "Booking"}
        set_standard(
            organization=harbor.organization,
            project_class="standard",
            key="schedule",
            changes=change,
            by=harbor.owner,
            now=clock.now(),
        )
        refresh_all(harbor.organization, clock.now())
        due = Responsibility.objects.get(project=project, key="schedule").due_on
    assert due == dt.date(2027, 3, 11)


def test_the_own_playbook_stands_beside_the_responsibility(harbor, signed_in):
    with harbor.scope():
        project = make_project(harbor)
    owner = signed_in(harbor.owner)
    page = reverse("projects:standard", args=["harbor", "standard", "plan"])
    assert (
        owner.post(page, {"due_days": "9", "playbook": "Ask Joon.", "evidence": "Signed plan"}).status_code == 302
    )
    listed = owner.get(reverse("projects:standards", args=["harbor"])).content.decode()
    assert "9 working days after the deal was won" in listed
    drawer = owner.get(
        reverse("projects:responsibility", args=["harbor", project.number, "plan"])
    ).content.decode()
    assert "Ask Joon." in drawer
    assert "Signed plan" in drawer


def test_the_pages_make_a_template_and_accepting_offers_it(harbor, signed_in):
    owner = signed_in(harbor.owner)
    body = {"name": "New user", "tasks": "Set up | 2 | L1\nHand over | 0,5", "waives": WAIVES, "is_active": "on"}
    assert owner.post(reverse("projects:new_template", args=["harbor"]), body).status_code == 302
    with counted_statements() as made:
        assert ">2.5" in owner.get(reverse("projects:templates", args=["harbor"])).content.decode()
    assert len(made) <= 11, made
    with harbor.scope():
        row, deal = ProjectTemplate.objects.get(), make_deal(harbor)
    address = reverse("projects:accept_deal", args=["harbor", deal.pk])
    pm = signed_in(harbor.project_manager)
    assert "New user" in pm.get(address).content.decode()
    chosen = {"project_manager": harbor.project_manager.pk, "lead_tech": harbor.lead_tech.pk, "template": row.pk}
    assert pm.post(address, chosen).status_code == 302
    with harbor.scope():
        assert Project.objects.get().template_name == "New user v1"


def test_the_api_says_and_sets_the_same(harbor, api_client):
    client = api_client(harbor, "owner")
    body = {
        "name": "New user",
        "waives": WAIVES,
        "tasks": [{"title": "Set up", "estimate": "2", "skill_level": "L1"}],
    }
    made = client.post("/api/v1/project-templates/", body, content_type="application/json")
    assert (made.status_code, made.json()["version"]) == (201, 1), made.content
    again = client.put(f"/api/v1/project-templates/{made.json()['id']}/", body, content_type="application/json")
    assert again.json()["version"] == 2
    address = "/api/v1/responsibility-standards/small/plan/"
    assert client.patch(address, {"due_days": 3}, content_type="application/json").json()["due_days"] == 3
    assert client.patch(address.replace("plan", "nope"), {}, content_type="application/json").status_code == 404
    settings = client.patch("/api/v1/settings/", {"working_days": [0, 1]}, content_type="application/json").json()
    assert (settings["working_days"], settings["time_zone"]) == ([0, 1], "America/New_York")
    place = client.put("/api/v1/holidays/place/", {"country": "US"}, content_type="application/json")
    assert place.status_code == 200, place.content
    assert client.get("/api/v1/holidays/").json()["results"][0]["is_public"] is True
