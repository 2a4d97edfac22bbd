"""Templates by API: the same as the pages, with ETags; and what the pages cost."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from core import clock
from projects.actions.templates_shipped import install_shipped
from projects.models import Project, ProjectTemplate, Task
from tests.factories.projects import make_deal, make_project
from tests.statements import counted_statements

JSON = "application/json"


@pytest.fixture
def firewall(harbor):
    with harbor.scope():
        install_shipped(now=clock.now())
        return ProjectTemplate.objects.get(shipped="firewall_replacement")


def test_a_draft_is_written_published_and_used(harbor, api_client, firewall):
    client = api_client(harbor, "owner")
    address = f"/api/v1/templates/{firewall.pk}/"
    first = client.get(address)
    assert (first.json()["version"], first.json()["draft"], first.json()["tasks"]) == (1, None, 20)
    plan = [
        {"title": "Cut over in the window", "hours": "3", "level": "L3"},
        {"title": "New", "hours": "1", "after": [1]},
    ]
    body = {"note": "Shorter", "plan": plan}
    changed = client.patch(address, body, content_type=JSON, headers={"If-Match": first["ETag"]})
    assert changed.status_code == 200, changed.content
    draft = changed.json()["draft"]
    assert [line["key"] for line in draft["plan"]] == ["cut-over-in-the-window", "new"]
    assert draft["plan"][1]["after"] == [1]
    stale = client.patch(address, {"note": "x"}, content_type=JSON, headers={"If-Match": first["ETag"]})
    assert stale.status_code == 412
    wrong = client.patch(address, {"plan": [plan[1] | {"after": [9]}]}, content_type=JSON)
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/plan/0/after")
    assert client.post(f"{address}publish/").json()["version"] == 2
    assert client.post(f"{address}publish/").status_code == 404
    with harbor.scope():
        project = make_project(harbor)
    begin = f"/api/v1/projects/{project.number}/template/"
    asked = client.post(begin, {"template": str(firewall.pk)}, content_type=JSON)
    assert (asked.status_code, asked.json()["type"].rsplit(":", 1)[-1]) == (409, "has_plan")
    added = client.post(begin, {"template": str(firewall.pk), "again": True}, content_type=JSON)
    assert added.json()["tasks"] == 2, added.content
    saved = client.post(f"{begin}save/", {"name": "Mine"}, content_type=JSON)
    assert (saved.status_code, saved.json()["version"]) == (201, 0)
    gone = client.post(f"/api/v1/templates/{saved.json()['id']}/discard/")
    assert gone.status_code == 204
    copy = client.post(f"{address}duplicate/").json()
    assert (copy["name"], copy["has_draft"]) == ("Copy of Firewall replacement", True)
    assert client.patch(address, {"archived": True}, content_type=JSON).json()["archived"] is True


def test_finished_projects_teach_and_few_say_so(harbor, api_client, signed_in, firewall):
    with harbor.scope():
        version = firewall.versions.get()
        for number, hours in enumerate((1, 2, 3, 4, 5)):
            project = make_project(harbor, external_id=f"T{number}")
            row = Project.objects.filter(pk=project.pk)
            row.update(template_version=version, status="closed", bac=Decimal(10), ac=Decimal(9 + hours))
            task = Task.objects.filter(project=project).first()
            Task.objects.filter(pk=task.pk).update(
                template_key="cut-over-in-the-window", actual=hours, done_at=clock.now()
            )
    shown = api_client(harbor, "owner").get(f"/api/v1/templates/{firewall.pk}/").json()
    assert (shown["used"], shown["finished"], shown["overrun_percent"]) == (5, 5, "20.00")
    actual = {line["key"]: line["actual"] for line in shown["current"]["plan"]}
    assert actual["cut-over-in-the-window"] == {"count": 5, "p50": "3.00", "p80": "4.20"}
    assert actual["run-the-tests-internet-services-vp"] == {"count": 0, "p50": None, "p80": None}
    owner = signed_in(harbor.owner)
    with counted_statements() as made:
        page = owner.get(reverse("projects:templates", args=["harbor"])).content.decode()
    assert "20% over" in page
    assert "too few (n=0)" in page
    assert len(made) <= 11, made
    with counted_statements() as made:
        page = owner.get(reverse("projects:template", args=["harbor", firewall.pk])).content.decode()
    assert "too few (n=0)" in page
    assert len(made) <= 14, made


def test_accepting_a_deal_with_one_dates_its_tasks_and_writes_the_sow(harbor, api_client, firewall):
    with harbor.scope():
        deal = make_deal(harbor, start=dt.date(2027, 3, 1), end=dt.date(2027, 4, 30))
    body = {
        "project_manager": harbor.project_manager.email,
        "lead_tech": harbor.lead_tech.email,
        "template": str(firewall.pk),
    }
    answer = api_client(harbor, "project_manager").post(
        f"/api/v1/deals/{deal.pk}/accept/", body, content_type=JSON
    )
    assert answer.status_code == 201, answer.content
    with harbor.scope():
        project = Project.objects.get()
        assert (project.template_name, project.tasks.count()) == ("Firewall replacement v1", 20)
        assert project.tasks.order_by("position").first().planned_start == dt.date(2027, 3, 1)
        assert [line.description for line in project.bom_lines.all()] == [
            "Server"
        ]  # what was sold, nothing beside it
        assert "A remote user signs in" in project.sows.get().acceptance_criteria
