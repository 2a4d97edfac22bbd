"""Every list: exports with the same filters, saved views, and changing many with an exact count and undo."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from audit.models import AuditEvent
from core import clock
from core.exports import original
from customers.models import Customer
from dashboard.actions.jobs import begin_bulk, run_step
from dashboard.lists.acts import act_named
from dashboard.lists.kinds import KINDS
from dashboard.models import ListJob, SavedView
from dashboard.tasks import run_jobs
from deals.models import Deal
from notices.models import Notice
from projects.actions import assign_people, log_time
from projects.models import Project, Task
from tests.core.test_exports import PAYLOADS
from tests.factories.projects import make_deal, make_project
from tests.statements import counted_statements
from tests.updates.conftest import DRAFT, MONDAY, running_project
from updates.actions import run_week
from updates.models import WeeklyUpdate

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(harbor):
    with harbor.scope():
        return [make_project(harbor, title=f"Project {n}", external_id=f"D-{n}") for n in range(3)]


def read_csv(response):
    assert response.status_code == 200, response.content[:300]
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("key", sorted(KINDS))
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_every_list_is_exported_with_its_filters(harbor, three, signed_in, key, form):
    response = signed_in(harbor.owner).get(f"/o/harbor/lists/{key}/export/?format={form}")
    assert response.status_code == 200
    assert f'filename="{key}-' in response["Content-Disposition"]
    if form == "xlsx":
        assert load_workbook(io.BytesIO(response.content)).active.max_row >= 1
    else:
        assert read_csv(response)[0][0]


def test_an_export_has_the_rows_of_the_page(harbor, three, signed_in):
    client = signed_in(harbor.owner)
    rows = read_csv(client.get("/o/harbor/lists/projects/export/?format=csv&search=Project+1"))
    assert [row[:2] for row in rows[1:]] == [["P-0002", "Project 1"]]
    assert len(read_csv(client.get("/o/harbor/lists/projects/export/?format=csv&status=closed"))) == 1


def test_lists_of_work_have_the_rows_of_their_page(harbor, three, signed_in):
    with harbor.scope():
        tasks = Task.objects.filter(project=three[1])
        worker, now = harbor.technician, clock.now()
        today = clock.today(harbor.organization.zone)
        log_time(project=three[1], member=worker, on=today, hours=Decimal("1.5"), by=worker, now=now)
        count = tasks.count()
    client = signed_in(harbor.owner)

    def exported(key, query):
        return read_csv(client.get(f"/o/harbor/lists/{key}/export/?format=csv&{query}"))[1:]

    assert {row[0] for row in exported("tasks", "project=P-0002")} == {"P-0002"}
    assert len(exported("tasks", "project=P-0002")) == count
    assert [row[1:3] + row[5:6] for row in exported("time", "project=P-0002")] == [
        ["Devon Clarke", "P-0002", "1.50"]
    ]
    assert exported("time", "project=P-0001") == exported("time", f"member={harbor.owner.pk}") == []
    assert exported("time", "member=x") == exported("tasks", "project=all") == []
    assert [row[0] for row in exported("members", "role=technician")] == ["Devon Clarke"]
    assert "Export as CSV" in client.get("/o/harbor/lists/tasks/?project=P-0002").content.decode()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_texts_that_look_like_formulas_leave_harmless_and_come_back(harbor, signed_in, form):
    payloads = {" ".join(text.replace("\x00", "").split()) for text in PAYLOADS} - {"'"}
    with harbor.scope():
        Customer.objects.bulk_create(Customer(name=text) for text in sorted(payloads))
    response = signed_in(harbor.owner).get(f"/o/harbor/lists/customers/export/?format={form}")
    if form == "csv":
        cells = [row[0] for row in read_csv(response)[1:]]
    else:
        cells = [
            cell.value for (cell,) in load_workbook(io.BytesIO(response.content)).active.iter_rows(2, max_col=1)
        ]
    assert all(cell[0] == "'" for cell in cells if cell != "Acme Dental")
    assert {original(cell) for cell in cells} == payloads | {"Acme Dental"}


def test_the_rows_of_an_export_cost_no_statement_each(harbor, three, signed_in):
    client = signed_in(harbor.owner)
    for key in KINDS:
        client.get(f"/o/harbor/lists/{key}/export/")
        with counted_statements() as found:
            client.get(f"/o/harbor/lists/{key}/export/")
        assert len(found) == 4, key


def test_a_large_export_is_made_in_the_background(harbor, three, signed_in, monkeypatch):
    monkeypatch.setattr("dashboard.views.lists.AT_ONCE", 2)
    client = signed_in(harbor.owner)
    asked = client.get("/o/harbor/lists/projects/export/?format=csv")
    assert "3 rows take a moment" in asked.content.decode()
    begun = client.post("/o/harbor/lists/projects/export/?format=csv")
    run_jobs(organization_id=str(harbor.organization.pk))
    page = client.get(begun["Location"]).content.decode()
    assert "Download the file" in page
    assert len(read_csv(client.get(f"{begun['Location']}file/"))) == 4
    assert signed_in(harbor.sales).get(f"{begun['Location']}file/").status_code == 404
    with harbor.scope():
        assert AuditEvent.objects.filter(verb="list.exported").count() == 1


def test_views_are_own_or_shared_and_one_opens_the_list(harbor, three, signed_in):
    ana, sam = signed_in(harbor.project_manager), signed_in(harbor.sales)
    address = "/o/harbor/lists/projects/views/new/?status=all&cursor=x"
    assert ana.post(address, {"name": "Everything", "is_default": "1"}).status_code == 302
    assert sam.post(address, {"name": "Team", "is_shared": "1"}).status_code == 302
    tools = ana.get("/o/harbor/lists/projects/").content.decode()
    assert "Everything" in tools
    assert "Team" in tools
    assert "Everything" not in sam.get("/o/harbor/lists/projects/").content.decode()
    assert 'href="/o/harbor/projects/?status=all"' in ana.get("/o/harbor/customers/").content.decode()
    assert sam.post(address, {"name": "Boss", "is_shared": "1", "is_default": "1"}).status_code == 403
    with harbor.scope():
        own, team = SavedView.objects.order_by("name")
        assert own.query == "status=all"
    assert sam.post(f"/o/harbor/saved-views/{own.pk}/delete/").status_code == 404
    assert ana.post(f"/o/harbor/saved-views/{team.pk}/delete/").status_code == 403
    assert ana.post(f"/o/harbor/saved-views/{own.pk}/delete/").status_code == 302


def change(client, list_key, query="", **body):
    """What the page says, then the job that it begins."""
    preview = client.post(f"/o/harbor/lists/{list_key}/bulk/{query}", body)
    sure = {"sure": preview.context["fingerprint"]}
    begun = client.post(f"/o/harbor/lists/{list_key}/bulk/{query}", body | sure)
    return preview.content.decode(), begun


def test_many_are_changed_with_an_exact_count_and_taken_back(harbor, three, signed_in):
    client = signed_in(harbor.project_manager)
    preview, begun = change(client, "projects", act="hold", scope="all", reason="Office closed")
    assert "Put on hold for 3 rows" in preview
    run_jobs(organization_id=str(harbor.organization.pk))
    with harbor.scope():
        assert {project.status for project in Project.objects.all()} == {"on_hold"}
    page = client.get(begun["Location"]).content.decode()
    assert "3 rows changed" in page
    back = client.post(f"{begun['Location']}undo/")
    run_jobs(organization_id=str(harbor.organization.pk))
    with harbor.scope():
        assert {project.status for project in Project.objects.all()} == {"not_started"}
        assert AuditEvent.objects.filter(verb__in=["list.changed", "list.undone"]).count() == 2
    assert "3 rows changed" in client.get(back["Location"]).content.decode()
    assert client.post(f"{begun['Location']}undo/", HTTP_REFERER="").status_code == 409


def test_only_ticked_rows_are_changed_and_a_refusal_is_a_result(harbor, three, signed_in):
    client = signed_in(harbor.owner)
    with harbor.scope():
        one, two = (str(project.pk) for project in three[:2])
    ids = {"scope": "ticked", "ids": [one, two]}
    change(client, "projects", act="hold", reason="Waiting", **(ids | {"ids": [one]}))
    run_jobs(organization_id=str(harbor.organization.pk))
    preview, begun = change(client, "projects", act="hold", reason="Waiting", **ids)
    assert "Put on hold for 2 rows" in preview
    run_jobs(organization_id=str(harbor.organization.pk))
    page = client.get(begun["Location"]).content.decode()
    assert "1 row changed." in page
    assert "1 was refused" in page
    assert "cannot become on hold" in page


def test_people_are_assigned_and_go_back_to_whom_each_project_had(harbor, three, signed_in):
    client = signed_in(harbor.owner)
    _preview, begun = change(client, "projects", act="assign", scope="all", project_manager=str(harbor.owner.pk))
    run_jobs(organization_id=str(harbor.organization.pk))
    with harbor.scope():
        assert {project.project_manager_id for project in Project.objects.all()} == {harbor.owner.pk}
    client.post(f"{begun['Location']}undo/")
    run_jobs(organization_id=str(harbor.organization.pk))
    with harbor.scope():
        assert {project.project_manager_id for project in Project.objects.all()} == {harbor.project_manager.pk}
    assert client.post("/o/harbor/lists/projects/bulk/", {"act": "assign", "scope": "all"}).status_code == 422


def test_undoing_leaves_what_somebody_decided_since(harbor, three, signed_in):
    client = signed_in(harbor.owner)
    _preview, begun = change(client, "projects", act="assign", scope="all", lead_tech=str(harbor.lead_tech.pk))
    run_jobs(organization_id=str(harbor.organization.pk))
    _preview, begun = change(client, "projects", act="assign", scope="all", project_manager=str(harbor.owner.pk))
    run_jobs(organization_id=str(harbor.organization.pk))
    other = harbor.members["service_manager"]
    with harbor.scope():
        assign_people(project=three[0], by=harbor.owner, now=clock.now(), project_manager=other)
    back = client.post(f"{begun['Location']}undo/")
    run_jobs(organization_id=str(harbor.organization.pk))
    page = client.get(back["Location"]).content.decode()
    assert "2 rows changed" in page
    assert "Somebody assigned it anew since" in page
    with harbor.scope():
        assert Project.objects.get(pk=three[0].pk).project_manager_id == other.pk


def test_what_matches_by_now_is_not_changed_with_what_was_shown(harbor, three, signed_in):
    client, address = signed_in(harbor.owner), "/o/harbor/lists/projects/bulk/"
    body = {"act": "hold", "scope": "all", "reason": "Waiting"}
    shown = client.post(address, body)
    with harbor.scope():
        make_project(harbor, external_id="D-late")
    answer = client.post(address, body | {"sure": shown.context["fingerprint"]})
    page = answer.content.decode()
    assert (answer.status_code, "Other rows match by now" in page) == (409, True)
    assert "Put on hold for 4 rows" in page
    run_jobs(organization_id=str(harbor.organization.pk))
    with harbor.scope():
        assert {project.status for project in Project.objects.all()} == {"not_started"}
    assert client.post(address, body | {"sure": answer.context["fingerprint"]}).status_code == 302


def test_deals_get_a_project_manager_and_lose_them_again(harbor, signed_in):
    with harbor.scope():
        deals = [make_deal(harbor, external_id=f"D-{n}") for n in range(2)]
        Deal.objects.filter(pk=deals[1].pk).update(state="declined")
    client = signed_in(harbor.owner)
    preview, begun = change(client, "deals", act="care", scope="all", project_manager=harbor.project_manager.pk)
    assert "Assign a project manager for 1 row" in preview  # the other one is decided
    run_jobs(organization_id=str(harbor.organization.pk))
    with harbor.scope():
        assert set(Deal.objects.values_list("state", "project_manager")) == {
            ("ready", harbor.project_manager.pk),
            ("declined", None),
        }
    client.post(f"{begun['Location']}undo/")
    run_jobs(organization_id=str(harbor.organization.pk))
    with harbor.scope():
        assert not Deal.objects.exclude(project_manager=None).exists()


def test_green_updates_are_approved_together_and_taken_back(harbor, signed_in, settings):
    with harbor.scope():
        projects = [running_project(harbor, external_id=f"D-{n}", title=f"Project {n}") for n in range(3)]
        run_week(harbor.organization, now=DRAFT)
        WeeklyUpdate.objects.update(time_color="green", budget_color="green", needs_words=False)
        WeeklyUpdate.objects.filter(project=projects[0]).update(time_color="red")
    settings.CLOCK_OFFSET = DRAFT - dt.datetime.now(dt.UTC)
    client = signed_in(harbor.project_manager)
    bar = client.get(f"/o/harbor/lists/updates/?week={MONDAY}").content.decode()
    assert "Approve what is green" in bar
    assert "Save this view" not in bar
    preview, begun = change(client, "updates", f"?week={MONDAY}", act="approve", scope="all")
    run_jobs(organization_id=str(harbor.organization.pk))
    with harbor.scope():
        assert sorted(WeeklyUpdate.objects.values_list("state", flat=True)) == ["approved", "approved", "draft"]
    assert "Approve what is green for 2 rows" in preview
    client.post(f"{begun['Location']}undo/")
    run_jobs(organization_id=str(harbor.organization.pk))
    with harbor.scope():
        assert set(WeeklyUpdate.objects.values_list("state", flat=True)) == {"draft"}


def test_who_began_the_work_is_told_when_it_is_done(harbor, three, signed_in):
    client = signed_in(harbor.owner)
    _preview, begun = change(client, "projects", act="hold", scope="all", reason="x")
    client.post("/o/harbor/lists/projects/export/?format=csv")
    run_jobs(organization_id=str(harbor.organization.pk))
    with harbor.scope():
        told = Notice.objects.filter(member=harbor.owner, event="work_done").order_by("text")
        assert [notice.text for notice in told] == [
            "Your change of 3 rows of projects is done.",
            "Your export of projects is ready: 3 rows.",
        ]
        assert begun["Location"] == told[0].url


def test_who_loses_the_right_in_the_middle_stops_there(harbor, three):
    with harbor.scope():
        act, by = act_named("projects", "hold"), harbor.project_manager
        rows = Project.objects.order_by("sequence")
        job = begin_bulk(list_key="projects", act=act, rows=rows, values={"reason": "x"}, by=by, now=clock.now())
        assert not run_step(job.pk, now=clock.now(), size=1)
        by.is_active = False
        by.save()
        assert run_step(job.pk, now=clock.now(), size=1)
        assert ListJob.objects.get(pk=job.pk).state == "failed"
        assert Project.objects.filter(status="on_hold").count() == 1


def test_a_job_is_stopped_and_only_by_who_began_it(harbor, three, signed_in):
    _preview, begun = change(signed_in(harbor.owner), "projects", act="hold", scope="all", reason="x")
    assert signed_in(harbor.sales).post(f"{begun['Location']}cancel/").status_code == 404
    assert signed_in(harbor.owner).post(f"{begun['Location']}cancel/").status_code == 302
    run_jobs(organization_id=str(harbor.organization.pk))
    with harbor.scope():
        assert Project.objects.filter(status="on_hold").count() == 0


def test_who_may_not_change_many_is_not_offered_it(harbor, three, signed_in):
    client = signed_in(harbor.technician)
    assert client.get("/o/harbor/lists/projects/bulk/").status_code == 404
    assert "Put on hold" not in client.get("/o/harbor/lists/projects/").content.decode()


def test_a_list_is_exported_changed_and_given_back_by_the_api(harbor, three, api_client):
    client = api_client(harbor, "owner")
    asked = {"act": "hold", "ids": [str(project.pk) for project in three[:2]], "values": {"reason": "Flood"}}
    begun = client.post("/api/v1/lists/projects/acts/", asked, content_type="application/json")
    assert begun.status_code == 202, begun.content
    run_jobs(organization_id=str(harbor.organization.pk))
    job = client.get(f"/api/v1/jobs/{begun.json()['id']}/").json()
    assert (job["state"], job["done"], job["total"], job["errors"]) == ("done", 2, 2, [])
    assert client.post(f"/api/v1/jobs/{job['id']}/undo/").status_code == 202
    made = client.post("/api/v1/lists/projects/exports/", {"format": "csv"}, content_type="application/json")
    assert client.get(f"/api/v1/jobs/{made.json()['id']}/file/").status_code == 404
    run_jobs(organization_id=str(harbor.organization.pk))
    with harbor.scope():
        assert Project.objects.filter(status="on_hold").count() == 0
    assert len(read_csv(client.get(f"/api/v1/jobs/{made.json()['id']}/file/"))) == 4
    assert client.post("/api/v1/lists/none/acts/", asked, content_type="application/json").status_code == 404
    wrong = client.post("/api/v1/lists/projects/acts/", {"act": "hold"}, content_type="application/json")
    assert wrong.json()["errors"][0]["pointer"] == "/values/reason"
    poor = api_client(harbor, "owner", ["deals:write"])
    assert poor.get(f"/api/v1/jobs/{job['id']}/").status_code == 403
    assert api_client(harbor, "sales").get(f"/api/v1/jobs/{job['id']}/").status_code == 404


def test_views_are_saved_and_forgotten_by_the_api(harbor, api_client):
    client = api_client(harbor, "owner")
    body = {"name": "Late", "filters": {"time": "red"}, "is_shared": True}
    view = client.post("/api/v1/lists/projects/saved-views/", body, content_type="application/json").json()
    assert view["query"] == "time=red"
    listed = api_client(harbor, "sales").get("/api/v1/lists/projects/saved-views/").json()["results"]
    assert [row["id"] for row in listed] == [view["id"]]
    assert client.get("/api/v1/lists/deals/saved-views/").json()["results"] == []
    assert client.delete(f"/api/v1/lists/projects/saved-views/{view['id']}/").status_code == 204
